from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError

from ....tools import plain_text


class CustomerAuditLine(models.Model):
    """What the provider does about a finding, and who looks whether it is done.

    Source: R083, R085; lifecycle 5.8 (findings assigned, corrected, verified).
    """

    _inherit = "customer.audit.line"

    def action_correct(self, note=None):
        """Report that the data are right now; ``note`` says what was done."""
        note = plain_text.clean(note)
        if not note:
            raise UserError(self.env._("Say what you did about the finding."))
        self.check_access("read")
        for line in self:
            line._check_may_correct()
        lines = self.sudo()
        for line in lines:
            line._transition_to(
                "corrected",
                correction_note=note,
                corrected_by_id=self.env.uid,
                date_corrected=line._get_today(),
            )
        lines.activity_feedback(
            ["sales_visit_crm.mail_activity_type_customer_finding"], feedback=note
        )
        return True

    def action_verify(self):
        """Confirm that the data are right now; whoever corrected them may not."""
        self._check_may_verify()
        for line in self:
            line._transition_to(
                "verified", verified_by_id=self.env.uid, date_verified=line._get_today()
            )
        return True

    def action_reopen(self, reason=None):
        """Give a correction back that did not help; ``reason`` says why."""
        reason = plain_text.clean(reason)
        if not reason:
            raise UserError(self.env._("Say what is still wrong."))
        self._check_may_verify()
        self._transition_to("open")
        for line in self:
            line.message_post(body=reason)
        self._schedule_findings()
        return True

    def action_settle(self):
        """Ask what was done about the finding, or what is still wrong."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_audit_settle_action"
        )
        return {**action, "context": {"default_line_ids": self.ids}}

    def _check_may_correct(self):
        """Check that the user provided the data or leads who did, or keeps them."""
        user = self.env.user
        if self.env.su or user in self.provider_id | self.sudo().team_id.user_id:
            return
        if not user.has_groups(
            "sales_visit_crm.group_data_steward,sales_visit_crm.group_sales_visit_manager"
        ):
            raise AccessError(
                self.env._(
                    "The finding on %s is for its provider to correct.",
                    self.partner_id.display_name,
                )
            )

    def _check_may_verify(self):
        self.check_access("write")
        for line in self:
            if self.env.user in line.corrected_by_id | line.provider_id:
                raise UserError(
                    self.env._(
                        "You corrected or provided the data of %s yourself. Somebody "
                        "else has to verify them.",
                        line.partner_id.display_name,
                    )
                )

    def _assign_findings(self):
        """Give every finding to who provided the data, with a day (R085)."""
        found = self.filtered(lambda line: line.error_count)
        for company, lines in found.grouped("company_id").items():
            days = company.sudo().customer_audit_correction_days
            deadline = company.sudo()._get_sales_today() + timedelta(days=days)
            lines._transition_to("open")
            lines.filtered(lambda line: not line.date_deadline)._engine_write(
                {"date_deadline": deadline}
            )
        found._schedule_findings()

    def _schedule_findings(self):
        """Make activities: for the provider, for the leader where data are false."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_finding")
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].sudo().create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": line.id,
                    "user_id": user.id,
                    "date_deadline": line.date_deadline,
                    "summary": line.with_context(lang=user.lang)._get_finding_summary(),
                    "note": line.finding,
                    "automated": True,
                }
                for line in self
                for user in line._get_told_users()
            ]
        )

    def _get_told_users(self):
        """Return who has to act on the finding."""
        users = self.provider_id.filtered("active")
        if self.result == "false" or not users:
            users |= self.sudo().team_id.user_id.filtered("active")
        return users or self.audit_id.user_id or self.env.user

    def _get_finding_summary(self):
        results = dict(self._fields["result"]._description_selection(self.env))
        return self.env._(
            "Correct the data of %(customer)s: %(result)s",
            customer=self.partner_id.name,
            result=results[self.result],
        )
