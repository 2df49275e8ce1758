import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500


class SalesVisit(models.Model):
    """Nightly reminders, in committed batches: what is due, once each.

    A flag on the visit says that its reminder was made, so a run that is killed goes
    on where it stopped and a second run finds nothing to do.

    Source: R004, R009, R026, S070, S075.
    """

    _inherit = "sales.visit"

    _reminder_fields = frozenset(
        {
            "is_appointment_reminded",
            "is_history_reminded",
            "is_report_reminded",
            "is_report_escalated",
            "is_review_reminded",
        }
    )

    is_appointment_reminded = fields.Boolean(readonly=True, copy=False)
    is_history_reminded = fields.Boolean(readonly=True, copy=False)
    is_report_reminded = fields.Boolean(readonly=True, copy=False)
    is_report_escalated = fields.Boolean(readonly=True, copy=False)
    is_review_reminded = fields.Boolean(readonly=True, copy=False)

    @api.model
    def _cron_remind_appointments(self):
        """Ask for the appointment where the company's lead time begins (R004)."""
        self._remind(
            "is_appointment_reminded",
            self._get_appointment_due_domain,
            "sales_visit_crm.mail_activity_type_visit_appointment",
            lambda visit: visit.env._(
                "Make the appointment with %s", visit.partner_id.display_name
            ),
        )

    @api.model
    def _cron_remind_history(self):
        """Ask for reading the earlier visits the day before (R009)."""
        self._remind(
            "is_history_reminded",
            self._get_history_due_domain,
            "sales_visit_crm.mail_activity_type_visit_history",
            lambda visit: visit.env._(
                "Read the earlier visits to %s", visit.partner_id.display_name
            ),
        )

    @api.model
    def _cron_remind_reports(self):
        """Ask for missing reports, then tell the leader (S070)."""
        self._remind(
            "is_report_reminded",
            lambda company: self._get_report_due_domain(company.visit_report_due_hours),
            "sales_visit_crm.mail_activity_type_visit_report",
            lambda visit: visit.env._("Report %s", visit.name),
        )
        self._remind(
            "is_report_escalated",
            lambda company: self._get_report_due_domain(
                company.visit_report_escalation_hours
            ),
            "sales_visit_crm.mail_activity_type_visit_report",
            lambda visit: visit.env._(
                "%(user)s has not reported %(visit)s",
                user=visit.user_id.name,
                visit=visit.name,
            ),
            responsible=lambda visit: visit._get_leader(),
        )

    @api.model
    def _cron_remind_reviews(self):
        """Remind leaders of reports that wait too long (S075)."""
        self._remind(
            "is_review_reminded",
            self._get_review_due_domain,
            "sales_visit_crm.mail_activity_type_visit_review",
            lambda visit: visit.env._("Review %s", visit.name),
            responsible=lambda visit: visit._get_leader(),
        )

    def _remind(self, flag, get_domain, activity_type, summarise, responsible=None):
        """Make one activity for each due visit, batch by batch, and flag it.

        :param get_domain: function of a company returning the domain of what is due
        :param summarise: function of a visit returning the activity's summary
        :param responsible: function of a visit returning the user; the salesperson
            if None
        """
        everywhere = Domain.TRUE
        for company in self.env["res.company"].search(everywhere):
            domain = Domain(get_domain(company)) & Domain(
                [("company_id", "=", company.id), (flag, "=", False)]
            )
            if not self._remind_company(
                domain, flag, activity_type, summarise, responsible
            ):
                return

    def _remind_company(self, domain, flag, activity_type, summarise, responsible):
        """Return whether there is time left for the next company."""
        cron = self.env["ir.cron"]
        while batch := self.search(domain, limit=BATCH_SIZE, order="id"):
            batch._schedule_reminders(activity_type, summarise, responsible)
            batch._engine_write({flag: True})
            if not cron._commit_progress(len(batch)):
                _logger.info("Reminders paused after %s visits", len(batch))
                return False
        return True

    def _schedule_reminders(self, activity_type, summarise, responsible=None):
        kind = self.env.ref(activity_type)
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        for visit in self:
            user = responsible(visit) if responsible else visit.user_id
            if not user.active:
                user = visit._get_leader()
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": visit.id,
                    "user_id": user.id,
                    "date_deadline": visit._get_today(),
                    "summary": summarise(visit.with_context(lang=user.lang)),
                    "automated": True,
                }
            )
        self.env["mail.activity"].create(vals_list)

    def _get_leader(self):
        """Return who reviews this salesperson: the team's leader, else a manager.

        A leader who made the visit does not review it.
        """
        self.ensure_one()
        leader = self.team_id.user_id
        if leader.active and leader != self.user_id:
            return leader
        group = self.env.ref("sales_visit_crm.group_sales_visit_manager")
        managers = group.sudo().all_user_ids.filtered(
            lambda user: self.company_id in user.company_ids and user != self.user_id
        )
        return managers.sorted("id")[:1] or self.user_id

    @api.model
    def _get_appointment_due_domain(self, company):
        lead = timedelta(days=company.visit_appointment_lead_days)
        today = company._get_sales_today()
        return [
            ("state", "in", ("draft", "planned")),
            ("requires_appointment", "=", True),
            ("appointment_date", "=", False),
            ("visit_day", ">=", today),
            ("visit_day", "<=", today + lead),
        ]

    @api.model
    def _get_history_due_domain(self, company):
        lead = timedelta(days=company.visit_history_lead_days)
        today = company._get_sales_today()
        return [
            ("state", "in", ("planned", "confirmed")),
            ("history_reviewed_on", "=", False),
            ("channel", "!=", "phone"),
            ("visit_day", ">=", today),
            ("visit_day", "<=", today + lead),
        ]

    @api.model
    def _get_report_due_domain(self, hours):
        limit = fields.Datetime.now() - timedelta(hours=hours)
        return [
            ("state", "in", ("planned", "confirmed", "in_progress", "done")),
            ("date_end", "<", limit),
        ]

    @api.model
    def _get_review_due_domain(self, company):
        limit = fields.Datetime.now() - timedelta(days=company.visit_review_due_days)
        return [
            ("state", "=", "reported"),
            ("channel", "!=", "phone"),
            ("date_reported", "<", limit),
        ]

    @api.model
    def _get_reminder_activity_types(self):
        return [
            "sales_visit_crm.mail_activity_type_visit_appointment",
            "sales_visit_crm.mail_activity_type_visit_history",
            "sales_visit_crm.mail_activity_type_visit_report",
        ]
