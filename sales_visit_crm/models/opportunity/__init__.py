from . import crm_intent_level
from . import crm_intent_log
from . import crm_intent_proposal
from . import crm_lead
from . import res_company
from . import res_config_settings
from . import sales_visit
