# One model, one concern per file.
from . import base
from . import approval, collect, evidence, execute, screen
