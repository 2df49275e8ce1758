from . import core, customer, visit
from . import opportunity
from . import key_account
