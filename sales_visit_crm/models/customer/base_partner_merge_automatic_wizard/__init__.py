from . import file
from . import registered
