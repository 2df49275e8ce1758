from . import base
from . import guard
