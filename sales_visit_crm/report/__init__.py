from . import core, customer, visit
from . import opportunity
from . import core, customer, visit, key_account
