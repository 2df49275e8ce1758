from . import base
from . import channel
from . import masking
from . import status
