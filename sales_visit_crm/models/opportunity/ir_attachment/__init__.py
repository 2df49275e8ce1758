from . import milestone
