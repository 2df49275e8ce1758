from . import (
    customer_file_return,
    customer_channel_test,
    customer_channel_test_line,
    sales_commitment_settle,
    sales_ledger_export,
    sales_visit_amend,
    sales_visit_appoint,
    sales_visit_close,
    sales_visit_decide,
    sales_visit_move,
    sales_visit_print,
)
