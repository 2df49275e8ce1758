from . import base
from . import generation
