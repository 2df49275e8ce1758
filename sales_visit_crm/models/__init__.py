from . import core, visit
