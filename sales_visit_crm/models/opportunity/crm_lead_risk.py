from odoo import fields, models


class CrmLeadRisk(models.Model):
    """What may make us lose a deal, and what we do about it.

    Source: 风险点, 销售机会跟踪表 (B04); S041.
    """

    _name = "crm.lead.risk"
    _description = "Risk of a Deal"
    _inherit = ["crm.lead.part.mixin"]
    _order = "lead_id, is_settled, severity desc, id"

    name = fields.Char(string="Risk", required=True)
    severity = fields.Selection(
        selection=[("1", "Low"), ("2", "Medium"), ("3", "High")],
        default="2",
        required=True,
    )
    measure = fields.Text()
    is_settled = fields.Boolean(string="Settled")
