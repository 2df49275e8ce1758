from . import base, resolution
