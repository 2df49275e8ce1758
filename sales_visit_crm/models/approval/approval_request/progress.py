from odoo import fields, models

# What the document learns: its state of approval and the method to call.
OUTCOMES = {
    "approved": ("approved", "_on_approval_approved"),
    "rejected": ("rejected", "_on_approval_rejected"),
    "returned": ("returned", "_on_approval_returned"),
    "recalled": ("none", "_on_approval_recalled"),
}


class ApprovalRequest(models.Model):
    """From step to step, until somebody has to decide or all have."""

    _inherit = "approval.request"

    def _refresh(self):
        """Bring the requests to where somebody has to act, and tell those people."""
        requests = self.sudo()
        delegations = self.env["approval.delegation"]._get_current()
        for request in requests:
            if request.state == "pending":
                request._advance()
            if request.state == "pending":
                request._escalate_blocked(delegations)
        requests._sync_activities(delegations)

    def _advance(self):
        """Ask stage after stage; approve where every stage is through."""
        while self.state == "pending":
            waiting = self.step_ids.filtered(
                lambda step: step.state in ("waiting", "pending")
            )
            if not waiting:
                self._close("approved")
                return
            stage = min(waiting.mapped("stage"))
            for step in waiting.filtered(lambda step, now=stage: step.stage == now):
                step._ask()
                if step._is_complete():
                    step._close("approved")
            if any(step.state == "pending" for step in waiting if step.stage == stage):
                return

    def _escalate_blocked(self, delegations):
        """Escalate where the approver is away and no delegate may act.

        Source: differentiator 16; S137.
        """
        seats = self.approver_ids.filtered(lambda row: row.state == "pending")
        slots = {(seat.step_id, seat.slot) for seat in seats}
        for step, slot in slots:
            own = seats.filtered(
                lambda row, step=step, slot=slot: (
                    row.step_id == step and row.slot == slot
                )
            )
            if not any(seat._get_present_deciders(delegations) for seat in own):
                own[-1:]._escalate(
                    self.env._("away, and no delegate may decide"), delegations
                )

    def _close(self, state, reason=None):
        """End the request and tell the document."""
        self.write(
            {
                "state": state,
                "date_closed": fields.Datetime.now(),
                "packet_snapshot": self._render_snapshot(),
            }
        )
        self.step_ids.filtered(lambda step: step.state == "pending")._close("skipped")
        self._tell_requester(state, reason)
        approval_state, hook = OUTCOMES[state]
        document = self._get_document()
        if document:
            document._engine_write({"approval_state": approval_state})
            arguments = (reason,) if state in ("rejected", "returned") else ()
            getattr(document, hook)(*arguments)

    def _tell_requester(self, state, reason):
        """Send the outcome to the requester, in their language."""
        people = (self.requester_id | self.submitter_id) - self.env.user
        states = self._fields["state"]
        for user in people.filtered("active"):
            env = self.with_context(lang=user.lang).env
            outcome = dict(states._description_selection(env))[state]
            subject = env._(
                "%(request)s: %(outcome)s", request=self.name, outcome=outcome
            )
            self.message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject,
                body=f"{subject}. {reason}" if reason else subject,
            )
