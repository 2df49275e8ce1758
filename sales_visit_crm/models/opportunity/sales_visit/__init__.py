from . import buying
