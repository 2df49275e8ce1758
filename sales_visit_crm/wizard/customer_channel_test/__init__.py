# The self-test of the channels: one concern per file.
from . import base
from . import attempt, ways
