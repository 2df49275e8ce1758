from odoo import api, fields, models


class SalesVisitAmendment(models.Model):
    """A later correction of a reviewed report: old and new text, who and why."""

    _name = "sales.visit.amendment"
    _description = "Visit Report Amendment"
    _inherit = ["sales.text.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "field_label"

    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Amended By", required=True, readonly=True
    )
    field_name = fields.Char(required=True, readonly=True)
    field_label = fields.Char(compute="_compute_field_label")
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="After", readonly=True)
    reason = fields.Char(required=True, readonly=True)

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        names = self.mapped("field_name")
        labels = self.env["sales.visit"].fields_get(names, ["string"])
        for amendment in self:
            info = labels.get(amendment.field_name, {})
            amendment.field_label = info.get("string", amendment.field_name)
