from odoo import api, fields, models


class SalesVisitAmend(models.TransientModel):
    _name = "sales.visit.amend"
    _description = "Amend Reviewed Report"

    visit_id = fields.Many2one(comodel_name="sales.visit", required=True)
    field_name = fields.Selection(
        selection="_selection_field_name",
        string="Text",
        required=True,
        default="summary",
    )
    value = fields.Text(
        string="Corrected Text",
        compute="_compute_value",
        store=True,
        readonly=False,
    )
    reason = fields.Char(required=True)

    @api.model
    def _selection_field_name(self):
        visits = self.env["sales.visit"]
        names = visits._get_amendable_fields()
        labels = visits.fields_get(names, ["string"])
        return [(name, labels[name]["string"]) for name in names if name in labels]

    @api.depends("field_name", "visit_id")
    def _compute_value(self):
        for wizard in self:
            name = wizard.field_name
            wizard.value = wizard.visit_id[name] if name else False

    def action_apply(self):
        self.ensure_one()
        self.visit_id._amend(self.field_name, self.value, self.reason)
        return True
