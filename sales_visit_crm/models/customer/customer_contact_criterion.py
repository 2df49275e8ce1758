from odoo import fields, models


class CustomerContactCriterion(models.Model):
    """What a contact decides by, and what they answer for, in order of weight.

    Source: B40 个人档案 (最近的责任, 决策的标准).
    """

    _name = "customer.contact.criterion"
    _description = "Decision Criterion"
    _inherit = ["customer.contact.part.mixin"]
    _order = "profile_id, kind, sequence, id"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("technical", "Product and Technology"),
            ("commercial", "Commercial"),
            ("responsibility", "Recent Responsibility"),
        ],
        required=True,
        default="technical",
    )
    name = fields.Char(string="Description", required=True)
