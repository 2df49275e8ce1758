import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

CRON = "sales_visit_crm.ir_cron_notify_approvers"
BATCH_SIZE = 50


class MailActivity(models.Model):
    """E-mails to approvers are written after the requester has gone on working.

    The activity itself, hence the number in the systray, is there at once.
    """

    _inherit = "mail.activity"

    is_notice_waiting = fields.Boolean(
        readonly=True,
        copy=False,
        prefetch="approval_notice",
        help="The e-mail that tells of this activity is still to be sent.",
    )

    _notice_waiting_idx = models.Index("(id) WHERE is_notice_waiting")

    @api.model
    def _create_with_notice(self, vals_list, is_quiet=False):
        """Return new activities whose users learn of them by e-mail in a moment.

        :param bool is_quiet: send no e-mail at all
        """
        quick = self.with_context(mail_activity_quick_update=True)
        activities = quick.create(
            [
                {
                    **vals,
                    "is_notice_waiting": not is_quiet
                    and vals["user_id"] != self.env.uid,
                }
                for vals in vals_list
            ]
        )
        if any(activities.mapped("is_notice_waiting")):
            self.env.ref(CRON).sudo()._trigger()
        return activities.with_env(self.env)

    @api.model
    def _cron_send_notices(self):
        """Send the e-mails that wait, in committed batches.

        Each goes out in the name of whoever made the activity. One that fails is told
        to the log and not tried again: the activity is there all the same.
        """
        domain = [("is_notice_waiting", "=", True)]
        while batch := self.sudo().search(domain, limit=BATCH_SIZE, order="id"):
            batch = batch.try_lock_for_update()
            if not batch:
                return
            for activity in batch:
                activity._send_notice()
            batch._forget_notices()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return

    def _send_notice(self):
        activity = self.with_user(self.create_uid).sudo()
        try:
            with self.env.cr.savepoint():
                activity.action_notify()
        except Exception:
            _logger.exception("No e-mail was sent for the activity %s", self.id)

    def _forget_notices(self):
        # Past write(): it would look at the users' numbers again.
        self.env.execute_query(
            SQL(
                "UPDATE mail_activity SET is_notice_waiting = FALSE"
                " WHERE id IN %s RETURNING id",
                self._ids,
            )
        )
        self.invalidate_recordset(["is_notice_waiting"], flush=False)
