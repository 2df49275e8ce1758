from . import intent
from . import process
