from . import intent
from . import buying
