from odoo import fields, models


class CrmProcessPartMixin(models.AbstractModel):
    """What hangs on an opportunity and belongs to whoever it belongs to."""

    _name = "crm.process.part.mixin"
    _description = "Part of an Opportunity"

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="lead_id.company_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        related="lead_id.user_id",
        string="Salesperson",
        store=True,
        precompute=True,
        index=True,
    )
    team_id = fields.Many2one(
        related="lead_id.team_id",
        string="Sales Team",
        store=True,
        precompute=True,
        index=True,
    )
    partner_id = fields.Many2one(related="lead_id.partner_id", string="Customer")

    def _get_local_day(self):
        """Return today where the salesperson is, else where the company is."""
        self.ensure_one()
        owner = self.sudo().user_id or self.sudo().company_id or self.env.company
        return owner._get_sales_today()
