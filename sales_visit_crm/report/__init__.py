from . import core, customer, visit
from . import opportunity
