from . import (
    report_sales_visit,
    report_sales_visit_record,
    report_sales_visit_plan,
    report_sales_visit_plan_week,
    report_sales_visit_register,
    report_sales_visit_phone_sheet,
    sales_commitment_ledger,
    sales_visit_coverage,
    sales_visit_ledger,
    sales_visit_report,
)
from . import customer_cadence_report
from . import report_customer_follow_up
from . import customer_contact_month
