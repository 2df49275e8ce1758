from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of the approval room."""

    _inherit = "res.company"

    approval_escalation_days = fields.Integer(
        string="Escalate Approvals (days)",
        default=3,
        help="Days that an approver has, before their superior may decide as well: "
        "the proposal for new steps. 0: never.",
        prefetch="sales_settings",
    )
    approval_history_days = fields.Integer(
        string="History of the Requester (days)",
        default=365,
        help="How far back an approver sees what became of the requester's requests.",
        prefetch="sales_settings",
    )
    approval_precedent_count = fields.Integer(
        string="Precedents",
        default=5,
        help="How many decided requests of the same kind an approver sees.",
        prefetch="sales_settings",
    )
