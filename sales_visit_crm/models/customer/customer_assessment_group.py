from odoo import fields, models


class CustomerAssessmentGroup(models.Model):
    """A heading of an assessment form. Source: B08, 评价指标."""

    _name = "customer.assessment.group"
    _description = "Group of Indicators"
    _inherit = ["customer.assessment.part.mixin"]
    _order = "template_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
