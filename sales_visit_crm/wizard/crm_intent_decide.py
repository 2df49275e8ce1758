from odoo import fields, models


class CrmIntentDecide(models.TransientModel):
    """Why a level is kept although the customer was silent, or is lowered."""

    _name = "crm.intent.decide"
    _description = "Decide on Level Proposal"

    proposal_ids = fields.Many2many(comodel_name="crm.intent.proposal", required=True)
    decision = fields.Selection(
        selection=[("kept", "Keep the Level"), ("downgraded", "Take the Lower Level")],
        default="kept",
        required=True,
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        self.ensure_one()
        if self.decision == "kept":
            return self.proposal_ids.action_keep(self.reason)
        return self.proposal_ids.action_downgrade(self.reason)
