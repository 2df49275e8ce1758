from . import customer, visit
