from . import process
from . import buying
from . import gate
from . import checks
from . import papers
from . import board
from . import process_demo
