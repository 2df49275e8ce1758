from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    sales_visit_ids = fields.One2many(
        comodel_name="sales.visit", inverse_name="lead_id", string="Visits"
    )
    sales_visit_count = fields.Integer(
        string="Visit Count", compute="_compute_sales_visit_count"
    )

    @api.depends("sales_visit_ids")
    def _compute_sales_visit_count(self):
        visits = self.env["sales.visit"]
        counts = {}
        if visits.has_access("read"):
            counts = dict(
                visits._read_group(
                    [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
                )
            )
        for lead in self:
            lead.sales_visit_count = counts.get(lead._origin, 0)

    def _merge_dependences(self, opportunities):
        """Take the visits along: signed ones, too, belong to what the deal became."""
        visits = opportunities.sudo().sales_visit_ids
        visits._engine_write({"lead_id": self.id})
        return super()._merge_dependences(opportunities)

    def action_view_sales_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action"
        )
        return {
            **action,
            "domain": [("lead_id", "=", self.id)],
            "context": {
                "default_lead_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        }
