from . import (
    key_account_share_ledger,
    report_key_account_list,
    report_key_account_nomination,
    report_key_account_service_plan,
    report_key_account_standard,
)
