from . import crm_pipeline_ledger
from . import report_crm_lead_process
