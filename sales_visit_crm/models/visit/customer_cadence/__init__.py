from . import base
from . import calendar
from . import computation
from . import demo
from . import nightly
from . import override
from . import reason
