from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..customer_guard_mixin.policy import STEWARD_GROUP


class CustomerChangeRequest(models.Model):
    """How a request passes the approval engine, line by line where need be."""

    _inherit = "customer.change.request"

    def _get_approval_requester(self):
        self.ensure_one()
        return self.user_id

    def _check_submittable(self):
        if empty := self.filtered(lambda request: not request.line_ids):
            raise UserError(
                self.env._(
                    "%(request)s changes nothing. Change the customer and save it.",
                    request=empty[0].display_name,
                )
            )
        return super()._check_submittable()

    def _on_approval_submitted(self):
        self._transition_to("submitted", date_submitted=fields.Datetime.now())
        return super()._on_approval_submitted()

    def _on_approval_approved(self):
        lines = self.sudo().line_ids.filtered(lambda line: line.decision == "pending")
        lines.write({"decision": "approved"})
        self._transition_to("approved", date_approved=fields.Datetime.now())
        # The steward who approves last is the one who executes.
        if self.env.user.has_group(STEWARD_GROUP):
            self._execute()
        else:
            self._ask_stewards()
        return super()._on_approval_approved()

    def _on_approval_rejected(self, reason):
        lines = self.sudo().line_ids.filtered(lambda line: line.decision == "pending")
        lines.write({"decision": "rejected", "decision_reason": reason})
        self._transition_to("rejected", refusal_reason=reason)
        self._tell_requester(self.env._("Rejected: %(reason)s", reason=reason))
        return super()._on_approval_rejected(reason)

    def _on_approval_returned(self, reason):
        self._transition_to("draft")
        self._tell_requester(self.env._("Sent back: %(reason)s", reason=reason))
        return super()._on_approval_returned(reason)

    def _on_approval_recalled(self):
        self._transition_to("cancel")
        return super()._on_approval_recalled()

    def action_cancel(self):
        """Withdraw requests: the requester's way back.

        :raise AccessError: if a request is somebody else's
        """
        foreign = self.filtered(lambda request: request.user_id != self.env.user)
        if foreign and not self._is_data_steward():
            raise AccessError(
                self.env._(
                    "%(request)s is a request of %(user)s, who may withdraw it.",
                    request=foreign[0].display_name,
                    user=foreign[0].user_id.name,
                )
            )
        running = self.filtered(lambda request: request.state == "submitted")
        running.action_recall()
        (self - running).sudo()._transition_to("cancel")

    def action_decide_lines(self, decisions):
        """Decide on single lines while the request waits for the current user.

        :param dict decisions: ``{line id: (decision, reason)}``; JSON has ids as text
        :raise AccessError: if the request does not wait for the current user
        :raise UserError: if a rejected line has no reason
        """
        self.ensure_one()
        if not self.can_approve:
            raise AccessError(
                self.env._(
                    "%(request)s does not wait for your decision.",
                    request=self.display_name,
                )
            )
        lines = {str(line.id): line for line in self.sudo().line_ids}
        for line_id, (decision, reason) in decisions.items():
            if str(line_id) in lines:
                lines[str(line_id)].with_env(self.env)._decide(decision, reason)
        if all(line.decision == "rejected" for line in lines.values()):
            raise UserError(
                self.env._(
                    "No change of %(request)s is left. Reject the request instead.",
                    request=self.display_name,
                )
            )

    def _is_data_steward(self):
        return self.env.su or self.env.user.has_group(STEWARD_GROUP)

    def _ask_stewards(self):
        """Ask one steward to apply each request."""
        group = self.env.ref(STEWARD_GROUP).sudo()
        for request in self:
            stewards = group.all_user_ids.filtered(
                lambda user, request=request: request.company_id in user.company_ids
            )
            if stewards:
                request.sudo().activity_schedule(
                    "sales_visit_crm.mail_activity_type_apply_change",
                    user_id=stewards[0].id,
                )

    def _tell_requester(self, text):
        for request in self.sudo():
            request.message_post(
                body=text,
                partner_ids=request.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _get_approval_title(self):
        self.ensure_one()
        partner = self.partner_id.with_env(self.env).sudo(False)
        known = partner._filtered_access("read").sudo()
        return " · ".join(filter(None, [self.name, known.name]))

    def _get_approval_title(self):
        customer = self.partner_id.display_name
        return f"{self.display_name} · {customer}" if customer else self.display_name

    def _get_approval_packet(self):
        """Return what the approver reads without opening the customer."""
        self.ensure_one()
        request = self.sudo()
        return {
            "title": self.env._(
                "Change data of %(customer)s", customer=request.partner_id.display_name
            ),
            "reason": request.reason or "",
            "rows": [line._get_packet_row() for line in request.line_ids],
            "effects": request._get_effects(),
            "history": [],
        }

    def _get_effects(self):
        """Return what depends on the customer: open orders, opportunities, visits."""
        partner_id = self.partner_id.id
        domain = [("partner_id", "child_of", partner_id)]
        leads = self.env["crm.lead"]
        counts = [
            (
                self.env._("Open quotations and orders"),
                self.env["sale.order"].search_count(
                    [*domain, ("state", "in", ("draft", "sent", "sale"))]
                ),
            ),
            (
                self.env._("Open opportunities"),
                leads.search_count([*domain, ("won_status", "=", "pending")]),
            ),
        ]
        if "account.move" in self.env:
            counts.append(
                (
                    self.env._("Unpaid invoices"),
                    self.env["account.move"].search_count(
                        [
                            *domain,
                            ("move_type", "=", "out_invoice"),
                            ("state", "=", "posted"),
                            ("payment_state", "in", ("not_paid", "partial")),
                        ]
                    ),
                )
            )
        return [(label, str(count)) for label, count in counts]
