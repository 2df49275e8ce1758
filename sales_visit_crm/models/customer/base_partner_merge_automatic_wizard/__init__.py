from . import file
from . import registered
from . import masked
from . import audit
from . import assessment
