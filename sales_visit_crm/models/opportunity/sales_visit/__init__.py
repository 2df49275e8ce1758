from . import intent
