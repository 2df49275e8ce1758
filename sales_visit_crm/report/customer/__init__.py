from . import customer_audit_ledger
from . import customer_file_review_ledger
from . import report_customer_audit
from . import report_customer_contact_profile
from . import report_customer_file_review
