from . import base, review, reminder, erasure
