from . import base
from . import approval
from . import reopening
