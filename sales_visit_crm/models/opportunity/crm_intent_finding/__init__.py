from . import base
from . import checks
