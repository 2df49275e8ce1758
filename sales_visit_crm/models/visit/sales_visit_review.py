from odoo import fields, models


class SalesVisitReview(models.Model):
    """One decision on a submitted report; append-only.

    Each submission opens a round, and a round takes one decision.

    Source: S075; 领导建议, 客户拜访总结报告.
    """

    _name = "sales.visit.review"
    _description = "Visit Review"
    _inherit = ["sales.text.mixin"]
    _order = "round desc"
    _rec_name = "visit_id"

    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Reviewer", required=True, readonly=True
    )
    round = fields.Integer(readonly=True, help="Count of submissions, from 1.")
    decision = fields.Selection(
        selection=[("sign", "Signed"), ("return", "Returned")],
        required=True,
        readonly=True,
    )
    validity = fields.Selection(
        selection=[("valid", "Valid"), ("invalid", "Invalid")], readonly=True
    )
    is_overruled = fields.Boolean(
        readonly=True, help="The reviewer decided otherwise than the rule."
    )
    comment = fields.Text(readonly=True)
    reason = fields.Char(string="Reason for Overruling", readonly=True)
    date = fields.Datetime(string="Decided On", required=True, readonly=True)

    _visit_round_uniq = models.UniqueIndex(
        "(visit_id, round)",
        "This report has already been decided on by somebody else.",
    )
