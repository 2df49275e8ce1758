from . import registration
from . import guard, pending
