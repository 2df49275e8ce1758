from . import base
from . import reading
from . import searching
from . import writing
from . import revealing
