from odoo import fields, models


class SalesVisitMaterial(models.Model):
    """One line of the visit's packing list. Source: R003, A05, 资料/物料."""

    _name = "sales.visit.material"
    _description = "Visit Material"
    _inherit = ["sales.visit.part.mixin", "sales.text.mixin"]
    _order = "visit_id, sequence, id"

    visit_id = fields.Many2one(
        comodel_name="sales.visit", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    name = fields.Char(string="Material", required=True)
    sequence = fields.Integer(default=10)
    purpose_item_id = fields.Many2one(
        comodel_name="sales.visit.purpose.item",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_ready = fields.Boolean(string="Ready")
