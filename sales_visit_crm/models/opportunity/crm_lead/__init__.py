from . import intent
from . import intent_rating
from . import intent_screen
from . import loss
from . import tracking
from . import demo
