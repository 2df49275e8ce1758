from odoo import fields, models


class CustomerPoolClaim(models.TransientModel):
    """Claim a customer from the pool, and say what for."""

    _name = "customer.pool.claim"
    _description = "Claim a Customer"

    entry_id = fields.Many2one(
        comodel_name="customer.pool.entry", required=True, ondelete="cascade"
    )
    preview_name = fields.Char(related="entry_id.preview_name")
    date_claimable = fields.Date(related="entry_id.date_claimable")
    reason = fields.Char(string="What For", required=True)

    def action_apply(self):
        self.ensure_one()
        return self.entry_id.action_claim(self.reason)
