from . import (
    sales_transition_mixin,
    sales_cached_mixin,
    sales_numbering_mixin,
    sales_signoff_mixin,
    sales_text_mixin,
    sales_ledger_mixin,
    sales_masking_mixin,
    sales_nightly_run,
    res_company,
    res_users,
)
