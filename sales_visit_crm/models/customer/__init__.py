from . import customer_guard_mixin
from . import res_partner
