from . import audit, change
