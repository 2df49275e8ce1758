from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of intent levels and of lost deals; the windows are the levels'."""

    _inherit = "res.company"

    intent_evidence_policy = fields.Selection(
        selection=[("block", "Required"), ("warn", "Only Show It")],
        string="Evidence for a New Level",
        default="block",
        required=True,
        help="Required: a level changes with the visit or call that shows it.",
        prefetch="sales_settings",
    )
    intent_evidence_days = fields.Integer(
        string="Evidence Not Older Than (days)",
        default=30,
        help="Days a visit or call may lie back to justify a new level.",
        prefetch="sales_settings",
    )
    intent_after_required = fields.Boolean(
        string="Level in Every Report",
        default=True,
        help="The report on a rated deal says the level after the contact.",
        prefetch="sales_settings",
    )
    intent_big_drop_levels = fields.Integer(
        string="Big Drop (levels)",
        default=2,
        help="Downgrades by so many levels at once are shown to the leader.",
        prefetch="sales_settings",
    )
    intent_decide_days = fields.Integer(
        string="Decide Within (days)",
        default=2,
        help="Days the salesperson has to answer a proposed level.",
        prefetch="sales_settings",
    )
    loss_policy = fields.Selection(
        selection=[("required", "Required"), ("optional", "Optional")],
        string="Reason and Note of Lost Deals",
        default="required",
        required=True,
        prefetch="sales_settings",
    )
    loss_requires_approval = fields.Boolean(
        string="Lost Deals Need Approval",
        help="A deal is lost once the leader agrees.",
        prefetch="sales_settings",
    )
    loss_reopen_days = fields.Integer(
        string="Try Again After (days)",
        default=90,
        help="Proposed for deals that may come back; 0: no day is proposed.",
        prefetch="sales_settings",
    )

    _check_intent_numbers = models.Constraint(
        "CHECK(intent_evidence_days BETWEEN 0 AND 3650"
        " AND intent_big_drop_levels BETWEEN 1 AND 10"
        " AND intent_decide_days BETWEEN 0 AND 365"
        " AND loss_reopen_days BETWEEN 0 AND 3650)",
        "A number of the opportunity settings is out of range: evidence and trying "
        "again 0 to 3,650 days, big drops 1 to 10 levels, decisions 0 to 365 days.",
    )
