# One model, one concern per file.
from . import base
from . import merge, screen
