from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError


class CustomerChangeRequest(models.Model):
    """Approved requests carried out: all of a request, or nothing of it.

    Each value is merged three ways: what the requester saw, what they asked for, and
    what is there now. A value that changed meanwhile is a conflict for the steward to
    settle, never overwritten.
    """

    _inherit = "customer.change.request"

    def action_apply(self):
        """Carry out approved requests.

        :raise AccessError: if the current user is no data steward
        :raise UserError: if a request is not approved, or somebody works on it
        """
        if not self._is_data_steward():
            raise AccessError(
                self.env._(
                    "Only a data steward carries out %(request)s.",
                    request=self[:1].display_name,
                )
            )
        self.check_access("read")
        self._execute()

    def _execute(self):
        requests = self.sudo()
        requests._lock()
        requests._check_transition("applied")
        for request in requests:
            request._execute_one()

    def _lock(self):
        """Lock the requests and what they change, for this transaction.

        :raise UserError: if somebody else changes one of them at the moment
        """
        try:
            self.lock_for_update()
            for targets in self.line_ids._get_targets_by_model().values():
                targets.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "%(request)s, or the customer it changes, is being saved by "
                    "somebody else at this moment. Try again.",
                    request=self[:1].display_name,
                )
            ) from error
        self.invalidate_recordset()
        self.line_ids.invalidate_recordset()

    def _execute_one(self):
        lines = self.line_ids.filtered(lambda line: line.decision == "approved")
        conflicts = lines._find_conflicts()
        if conflicts:
            self._transition_to("conflict")
            self._ask_stewards()
            return
        for record, record_lines in lines._get_by_target().items():
            record_lines._apply_to(record)
        lines.write({"is_applied": True})
        self._transition_to(
            "applied", applied_by_id=self.env.uid, date_applied=fields.Datetime.now()
        )
        self.activity_unlink(["sales_visit_crm.mail_activity_type_apply_change"])
        self._log_on_customer(lines)
        self._tell_requester(self.env._("Applied."))

    def _log_on_customer(self, lines):
        """Say in the customer's chatter what changed; the values stand in the request.

        They are not repeated: chatter is read by more people than the request.
        """
        labels = ", ".join(dict.fromkeys(line._get_label() for line in lines))
        self.partner_id.message_post(
            body=self.env._(
                "Change request %(request)s of %(user)s applied: %(fields)s.",
                request=self.name,
                user=self.user_id.name,
                fields=labels,
            ),
            subtype_xmlid="mail.mt_note",
        )
