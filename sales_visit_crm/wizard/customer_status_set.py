from odoo import api, fields, models

from ..models.customer.customer_status_log import STATUSES


class CustomerStatusSet(models.TransientModel):
    """Say that a customer's status is another than the facts have it, and why."""

    _name = "customer.status.set"
    _description = "Set the Status of a Customer"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True
    )
    current_status = fields.Selection(related="partner_id.customer_status")
    customer_status = fields.Selection(
        selection=STATUSES, string="New Status", required=True
    )
    reason = fields.Char(required=True)
    is_confirmation_needed = fields.Boolean(
        string="Leader Confirms", compute="_compute_is_confirmation_needed"
    )
    completeness_note = fields.Char(compute="_compute_completeness_note")

    @api.depends("partner_id", "customer_status")
    def _compute_is_confirmation_needed(self):
        for wizard in self:
            wizard.is_confirmation_needed = bool(
                wizard.partner_id
                and "lost" in (wizard.customer_status, wizard.current_status)
                and not wizard.partner_id._leads_customer()
            )

    @api.depends("partner_id", "customer_status")
    def _compute_completeness_note(self):
        """Warn where the file knows too little for an intended customer (S001)."""
        for wizard in self:
            partner = wizard.partner_id
            asked = partner._get_status_company().sudo().customer_intended_completeness
            known = partner.sudo().dossier_completeness
            wizard.completeness_note = (
                partner
                and wizard.customer_status == "intended"
                and known < asked
                and self.env._(
                    "The customer file is %(known)s %% complete; %(asked)s %% is asked "
                    "for an intended customer.",
                    known=known,
                    asked=asked,
                )
            )

    def action_apply(self):
        self.ensure_one()
        self.partner_id._set_status_by_hand(self.customer_status, self.reason)
        return {"type": "ir.actions.act_window_close"}
