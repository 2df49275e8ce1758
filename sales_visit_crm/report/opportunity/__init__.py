from . import crm_intent_ledger
from . import crm_intent_report
from . import crm_loss_ledger
from . import report_crm_intent_sheet
from . import report_crm_lead_tracking
from . import report_crm_loss_dossier
from . import report_customer_card
from . import sales_visit_report
