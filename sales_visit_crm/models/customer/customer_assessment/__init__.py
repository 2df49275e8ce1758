from . import base
from . import scoring, result, explanation, approval, appeal
from . import effect, due, compare
