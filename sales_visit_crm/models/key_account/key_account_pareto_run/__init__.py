from . import base, computation, figures, schedule
