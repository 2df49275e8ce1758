from . import gateway
from . import recipients
