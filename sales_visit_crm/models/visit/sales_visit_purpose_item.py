from odoo import fields, models


class SalesVisitPurposeItem(models.Model):
    """One thing to prepare for a purpose. Source: R003, A05, 资料/物料."""

    _name = "sales.visit.purpose.item"
    _description = "Visit Purpose Material"
    _order = "purpose_id, sequence, id"

    name = fields.Char(string="Material", required=True, translate=True)
    sequence = fields.Integer(default=10)
    purpose_id = fields.Many2one(
        comodel_name="sales.visit.purpose",
        required=True,
        index=True,
        ondelete="cascade",
    )
