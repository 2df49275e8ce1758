from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerReveal(models.TransientModel):
    """Ask for what a masked value is needed, then show it once."""

    _name = "customer.reveal"
    _description = "Show a Masked Value"

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    field_name = fields.Char(required=True)
    label = fields.Char(string="Value", compute="_compute_label")
    purpose = fields.Char(required=True)
    left_count = fields.Integer(string="Left Today", compute="_compute_left_count")

    @api.depends("res_model", "res_id", "field_name")
    def _compute_label(self):
        for wizard in self:
            record = wizard._get_record()
            labels = record.fields_get([wizard.field_name], ["string"])
            label = labels.get(wizard.field_name, {}).get("string", "")
            wizard.label = f"{record.display_name}: {label}"

    @api.depends("res_model")
    def _compute_left_count(self):
        disclosures = self.env["customer.disclosure"]
        left = disclosures._get_reveal_quota() - disclosures._count_reveals()
        self.left_count = max(left, 0)

    def action_show(self):
        """Log the purpose and answer with the value, which is stored nowhere else."""
        self.ensure_one()
        record = self._get_record()
        value = record.action_reveal(self.field_name, self.purpose)
        links = []
        if value and record._masked_kinds[self.field_name] == "phone":
            number = "".join(char for char in value if char.isdigit() or char == "+")
            links = [{"label": value, "url": f"tel:{number}"}]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.label,
                "message": "%s" if links else (value or self.env._("No value.")),
                "links": links,
                "sticky": True,
                "type": "info",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_record(self):
        """Return the record, if the user may read it.

        :raise UserError: if its kind has no masked values
        """
        self.ensure_one()
        records = self.env.get(self.res_model)
        if records is None or not hasattr(records, "_masked_kinds"):
            raise UserError(
                self.env._(
                    "“%s” has no masked values. Open the customer or the opportunity "
                    "and use its button.",
                    self.res_model,
                )
            )
        record = records.browse(self.res_id).exists()
        record.check_access("read")
        return record
