from . import base, sampling, reminder
