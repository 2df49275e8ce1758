from . import (
    res_company,
    res_config_settings,
    res_users,
    approval_route,
    approval_step,
    approval_delegation,
    approval_request,
    approval_request_step,
    approval_request_approver,
    approval_decision,
    approval_mixin,
    mail_activity,
)
