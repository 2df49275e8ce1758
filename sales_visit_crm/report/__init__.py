from . import core, customer, visit, key_account
