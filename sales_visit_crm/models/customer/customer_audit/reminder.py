from odoo import api, fields, models
from odoo.fields import Domain


class CustomerAudit(models.Model):
    """An audit every quarter, and an alarm where one is late.

    Source: R084; 每季度至少核查一次.
    """

    _inherit = "customer.audit"

    @api.model
    def _cron_schedule_audits(self):
        """Begin the quarter's audit in every company that keeps customer files."""
        for company in self.env["res.company"].search(Domain.TRUE):
            quarter = fields.Date.start_of(company._get_sales_today(), "quarter")
            domain = [("company_id", "=", company.id), ("date_start", "=", quarter)]
            files = self._get_population_domain(company)
            if self.search_count(domain, limit=1) or not self.env[
                "res.partner"
            ].search_count(files, limit=1):
                continue
            audit = self.create({"company_id": company.id, "date_start": quarter})
            audit._tell_stewards(
                lambda audit: audit.env._("Audit the customer files: %s", audit.quarter)
            )
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _cron_remind_late_audits(self):
        """Sound the alarm once for each audit that is not closed in time (R084)."""
        for company in self.env["res.company"].search(Domain.TRUE):
            late = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "!=", "closed"),
                    ("date_deadline", "<", company._get_sales_today()),
                    ("is_late_reminded", "=", False),
                ]
            )
            for audit in late:
                audit._raise_alarm()
            if late and not self.env["ir.cron"]._commit_progress(len(late)):
                return

    def _raise_alarm(self):
        self._tell_stewards(
            lambda audit: audit.env._(
                "Late: the audit of %(quarter)s was due on %(day)s",
                quarter=audit.quarter,
                day=fields.Date.to_string(audit.date_deadline),
            )
        )
        self.message_post(
            body=self.env._(
                "This audit was to be closed by %(day)s and is not. %(waiting)s of "
                "%(count)s files are not checked, %(open)s findings not verified.",
                day=fields.Date.to_string(self.date_deadline),
                waiting=self.line_count - self.checked_count,
                count=self.line_count,
                open=self.open_count,
            )
        )
        self._engine_write({"is_late_reminded": True})

    def _tell_stewards(self, summarise):
        """Make an activity for the steward in charge, for all of them if none is."""
        users = self.user_id.filtered("active") or self._get_stewards(self.company_id)
        for user in users:
            self.activity_schedule(
                "sales_visit_crm.mail_activity_type_customer_audit",
                date_deadline=self.company_id._get_sales_today(),
                summary=summarise(self.with_context(lang=user.lang)),
                user_id=user.id,
                automated=True,
            )

    @api.model
    def _get_stewards(self, company):
        group = self.env.ref("sales_visit_crm.group_data_steward").sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )
