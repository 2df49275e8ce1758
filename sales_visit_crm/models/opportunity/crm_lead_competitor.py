from odoo import fields, models


class CrmLeadCompetitor(models.Model):
    """A competitor in a deal: what they offer and how we answer.

    Source: 竞争对手分析, 销售机会跟踪表 (B04); S041.
    """

    _name = "crm.lead.competitor"
    _description = "Competitor of a Deal"
    _inherit = ["crm.lead.part.mixin"]
    _order = "lead_id, threat desc, id"
    _rec_name = "competitor_id"

    currency_id = fields.Many2one(related="company_id.currency_id")
    competitor_id = fields.Many2one(
        comodel_name="crm.competitor", required=True, index=True, ondelete="restrict"
    )
    threat = fields.Selection(
        selection=[("1", "Low"), ("2", "Medium"), ("3", "High")],
        default="2",
        required=True,
    )
    offer_amount = fields.Monetary(string="Their Offer")
    strength_note = fields.Text(string="Strengths")
    weakness_note = fields.Text(string="Weaknesses")
    counter_note = fields.Text(string="How We Answer")

    _lead_competitor_uniq = models.UniqueIndex(
        "(lead_id, competitor_id)", "This competitor stands in the deal already."
    )
