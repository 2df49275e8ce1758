from . import customer_guard_mixin
from . import res_partner
from . import customer_write_channel
from . import crm_lead
from . import ir_actions_server
from . import ir_cron
from . import mail_thread
