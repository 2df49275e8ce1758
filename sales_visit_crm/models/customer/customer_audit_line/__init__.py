from . import base, checking, correction
