from . import guard
from . import base
