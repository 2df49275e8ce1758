from . import core, customer, visit
# The visit room brings what every print and ledger is built on.
from . import visit
from . import customer
