from . import crm_intent_report
from . import crm_loss_ledger
from . import report_crm_loss_dossier
