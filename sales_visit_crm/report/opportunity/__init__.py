from . import crm_intent_report
