from odoo import api, fields, models


class CrmLeadPartMixin(models.AbstractModel):
    """A line of an opportunity's tracking sheet; it belongs to the deal's company."""

    _name = "crm.lead.part.mixin"
    _description = "Part of a Deal"
    _inherit = ["sales.text.mixin"]

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )

    @api.depends("lead_id.company_id")
    def _compute_company_id(self):
        for part in self:
            lead = part.lead_id.sudo()
            part.company_id = lead.company_id or part.company_id or self.env.company
