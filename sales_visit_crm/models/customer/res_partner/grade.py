from odoo import fields, models


class ResPartner(models.Model):
    """The grade of a customer. Source: B03, 客户分级评估表."""

    _inherit = "res.partner"

    customer_grade_id = fields.Many2one(
        comodel_name="customer.grade",
        prefetch="customer_grade",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        help="Set by the latest approved assessment.",
    )
