from . import customer_audit_ledger
from . import customer_file_review_ledger
from . import report_customer_audit
from . import report_customer_contact_profile
from . import report_customer_file_review
from . import customer_change_ledger
from . import report_customer_change_log
from . import report_customer_change_request
from . import report_customer_change_form
from . import (
    report_customer_file,
    report_customer_data_sheet,
    customer_register_ledger,
    customer_composition,
)
from . import report_customer_assessment
from . import report_customer_comparison
from . import customer_assessment_ledger
