# The registration lock: one concern per file.
from . import base
from . import capture, channel, doors, policy, values
