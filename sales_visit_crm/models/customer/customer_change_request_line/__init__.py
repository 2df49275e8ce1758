# One model, one concern per file.
from . import base
from . import masking, merge, screen
