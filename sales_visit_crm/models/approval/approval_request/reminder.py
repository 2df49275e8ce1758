import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "sales_visit_crm.mail_activity_type_approval"
BATCH_SIZE = 200
QUIET_FROM = 10  # requests at once from which on no e-mail is sent for each


class ApprovalRequest(models.Model):
    """Who has to act has an activity, hence a number in the systray."""

    _inherit = "approval.request"

    def _sync_activities(self, delegations):
        """Give everyone who has to act one activity, and take it from everyone else."""
        wanted = {
            (request.id, user.id)
            for request in self
            if request.state == "pending"
            for user in request._get_users_to_ask(delegations)
        }
        kind = self.env.ref(ACTIVITY_TYPE)
        activities = self.env["mail.activity"].sudo()
        existing = activities.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id),
            ]
        )
        kept = existing.filtered(
            lambda activity: (activity.res_id, activity.user_id.id) in wanted
        )
        (existing - kept).unlink()
        present = {(activity.res_id, activity.user_id.id) for activity in kept}
        activities._create_with_notice(
            [
                self._prepare_activity_vals(self.browse(request_id), user_id, kind)
                for request_id, user_id in sorted(wanted - present)
            ],
            is_quiet=len(self) >= QUIET_FROM,
        )

    def _prepare_activity_vals(self, request, user_id, kind):
        user = self.env["res.users"].sudo().browse(user_id)
        return {
            "activity_type_id": kind.id,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": request.id,
            "user_id": user_id,
            "date_deadline": user._get_sales_today(),
            "summary": request.with_context(lang=user.lang).env._(
                "Decide on %s", request.name
            ),
            "automated": True,
        }

    def _get_users_to_ask(self, delegations):
        """Return the approvers whose turn it is; for those away, who acts for them."""
        users = self.env["res.users"].sudo()
        for seat in self.approver_ids:
            if seat.state != "pending":
                continue
            present = seat._get_present_deciders(delegations)
            users |= seat.user_id if seat.user_id in present else present
        return users

    @api.model
    def _cron_escalate_requests(self):
        """Let superiors decide where an approver took too long, in committed batches.

        The same run gives activities to those who act by a delegation that began, and
        escalates where nobody present may act any more.
        """
        seats = self.env["approval.request.approver"].sudo()
        domain = [
            ("state", "=", "pending"),
            ("date_escalation", "<=", fields.Datetime.now()),
            ("request_id.state", "=", "pending"),
        ]
        while batch := seats.search(domain, limit=BATCH_SIZE, order="id"):
            requests = batch.request_id.try_lock_for_update()
            batch = batch.filtered(lambda seat, own=requests: seat.request_id in own)
            if not batch:
                break
            delegations = self.env["approval.delegation"]._get_current()
            for seat in batch:
                seat._escalate(self.env._("no decision in time"), delegations)
            requests._refresh()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return
        self._refresh_in_batches()

    @api.model
    def _refresh_in_batches(self):
        """Refresh every pending request: delegations begin and end."""
        last = 0
        while batch := self.sudo().search(
            [("state", "=", "pending"), ("id", ">", last)],
            limit=BATCH_SIZE,
            order="id",
        ):
            last = batch[-1].id
            batch.try_lock_for_update()._refresh()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                _logger.info("Approvals refreshed up to request %s", last)
                return
