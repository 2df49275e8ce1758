from . import core, customer, visit
