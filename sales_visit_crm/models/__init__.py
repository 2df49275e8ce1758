# Rooms in the order in which they may use each other.
from . import core
from . import approval
from . import customer
from . import visit
from . import opportunity
from . import key_account
