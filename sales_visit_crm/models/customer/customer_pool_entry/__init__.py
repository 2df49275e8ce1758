from . import base
from . import release
