from . import base, version
