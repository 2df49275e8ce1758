from odoo import fields, models


class SalesCommitmentMove(models.Model):
    """A commitment put off: from when to when, and why; append-only. Source: R010."""

    _name = "sales.commitment.move"
    _description = "Commitment Postponement"
    _inherit = ["sales.text.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "commitment_id"

    commitment_id = fields.Many2one(
        comodel_name="sales.commitment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="commitment_id.company_id", store=True, precompute=True
    )
    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        readonly=True,
        index="btree_not_null",
        help="The visit at which the new day was settled.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Moved By", required=True, readonly=True
    )
    date_before = fields.Date(string="From", readonly=True)
    date_after = fields.Date(string="To", readonly=True)
    reason = fields.Char(required=True, readonly=True)
