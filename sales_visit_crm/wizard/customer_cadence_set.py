from odoo import api, fields, models


class CustomerCadenceSet(models.TransientModel):
    """Give one customer an interval of its own, and say why."""

    _name = "customer.cadence.set"
    _description = "Set the Interval of a Customer"

    cadence_id = fields.Many2one(
        comodel_name="customer.cadence", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="cadence_id.partner_id")
    current_reason = fields.Char(related="cadence_id.contact_due_reason")
    override_days = fields.Integer(
        string="Contact Every (days)",
        compute="_compute_override_days",
        store=True,
        readonly=False,
        help="0: status, grade and the other rules decide again.",
    )
    reason = fields.Char(required=True)

    @api.depends("cadence_id")
    def _compute_override_days(self):
        for wizard in self:
            cadence = wizard.cadence_id
            wizard.override_days = cadence.override_days or cadence.interval_days

    def action_apply(self):
        self.ensure_one()
        self.cadence_id._set_override(self.override_days, self.reason)
        return {"type": "ir.actions.act_window_close"}
