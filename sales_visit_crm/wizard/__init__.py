from . import crm_gate_move, crm_gate_move_line
from . import (
    customer_assessment_start,
    customer_assessment_simulation,
    customer_assessment_simulation_line,
    customer_file_return,
    customer_status_set,
    customer_capacity,
    customer_capacity_line,
    customer_pool_claim,
    customer_owner_change,
    customer_cadence_set,
    customer_channel_test,
    customer_channel_test_line,
    customer_change_bulk,
    customer_change_line_reject,
    customer_audit_settle,
    customer_contact_erase,
    approval_decide,
    approval_dry_run,
    customer_reveal,
    sales_commitment_settle,
    sales_ledger_export,
    sales_visit_amend,
    sales_visit_appoint,
    sales_visit_close,
    sales_visit_decide,
    sales_visit_move,
    sales_visit_print,
)
from . import crm_intent_decide
from . import crm_intent_rate
from . import crm_lead_lost
