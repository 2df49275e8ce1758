from odoo import models


class CustomerAssessmentDecisionMixin(models.AbstractModel):
    """What an assessment and an appeal against it share: how they are decided on."""

    _name = "customer.assessment.decision.mixin"
    _description = "Decision on an Assessment"
    _inherit = ["approval.mixin"]

    def action_ask_reject(self):
        return self._ask_decision("reject")

    def action_ask_return(self):
        return self._ask_decision("return")

    def _ask_decision(self, decision):
        """Return the dialog that asks for the comment of a decision."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "approval.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_request_ids": self._get_open_request().ids,
                "default_decision": decision,
            },
        }

    def _tell_author(self, text):
        """Tell who wrote the documents what became of them."""
        for document in self.sudo():
            document.message_post(
                body=text,
                partner_ids=document.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
