from odoo import models


class CrmLossDossier(models.Model):
    """Where the company asks for it, a deal is lost once the leader agrees.

    Source: 战败; S040.
    """

    _inherit = "crm.loss.dossier"

    def _check_submittable(self):
        self._check_told()
        return super()._check_submittable()

    def _get_approval_amount(self):
        self.ensure_one()
        return self.expected_amount

    def _get_approval_title(self):
        self.ensure_one()
        return self.env._("Lost: %s", self.lead_id.sudo().name)

    def _get_approval_packet(self):
        packet = super()._get_approval_packet()
        money = self.currency_id.format(self.expected_amount)
        return {
            **packet,
            "title": self._get_approval_title(),
            "reason": self.note or "",
            "effects": [
                (self.env._("Customer"), self.partner_id.display_name or ""),
                (self.env._("Lost Reason"), self.lost_reason_id.name or ""),
                (self.env._("Lost To"), self.competitor_id.name or ""),
                (self.env._("Amount"), money),
                (self.env._("Level Reached"), self.level_id.display_name or ""),
                (self.env._("Contacts"), str(self.visit_count)),
            ],
        }

    def _on_approval_submitted(self):
        self._transition_to("pending")
        return super()._on_approval_submitted()

    def _on_approval_approved(self):
        self._engine_write(self._prepare_reviewed_vals())
        for dossier in self:
            dossier.lead_id.action_set_lost(lost_reason_id=dossier.lost_reason_id.id)
        return super()._on_approval_approved()

    def _on_approval_rejected(self, reason):
        self._transition_to("rejected")
        for dossier in self:
            dossier.lead_id.message_post(
                body=self.env._("Not lost yet: %(reason)s", reason=reason)
            )
        return super()._on_approval_rejected(reason)

    def _on_approval_returned(self, reason):
        self._transition_to("draft")
        return super()._on_approval_returned(reason)

    def _on_approval_recalled(self):
        self._transition_to("draft")
        return super()._on_approval_recalled()
