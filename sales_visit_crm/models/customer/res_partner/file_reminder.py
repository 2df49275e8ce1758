import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500
OVERDUE = "sales_visit_crm.mail_activity_type_customer_file"
REVIEW = "sales_visit_crm.mail_activity_type_customer_review"


class ResPartner(models.Model):
    """Reminders of customer files: not in the archive by the tenth day, not reviewed.

    A flag says that a reminder was made, so that a run that is killed goes on where
    it stopped.

    Source: R051, S005.
    """

    _inherit = "res.partner"

    is_file_overdue = fields.Boolean(
        string="File Overdue",
        compute="_compute_is_file_overdue",
        search="_search_is_file_overdue",
    )

    @api.depends("date_file_due", "date_filed", "file_state")
    @api.depends_context("uid")
    def _compute_is_file_overdue(self):
        today = self.env.user._get_sales_today()
        for partner in self:
            file = partner.sudo()
            due = file.file_state != "none" and not file.date_filed
            partner.is_file_overdue = bool(
                due and file.date_file_due and file.date_file_due < today
            )

    @api.model
    def _search_is_file_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.user._get_sales_today()
        domain = Domain(
            "id", "in", self.sudo()._search(self._get_overdue_domain(today))
        )
        return domain if True in value else ~domain

    @api.model
    def _get_overdue_domain(self, today):
        return (
            Domain("file_number", "!=", False)
            & Domain("date_filed", "=", False)
            & Domain("date_file_due", "<", today)
            & Domain("file_state", "!=", "none")
        )

    @api.model
    def _cron_remind_files(self):
        """Ask for files that are not in the archive by their day (R051)."""
        self._remind_files(
            "is_file_reminded",
            lambda company: self._get_overdue_domain(company._get_sales_today()),
            OVERDUE,
            lambda file: file._get_file_owner(),
            lambda file: file.env._("Complete the customer file %s", file.file_number),
        )

    @api.model
    def _cron_remind_file_reviews(self):
        """Remind reviewers of files that wait too long (S005)."""

        def get_domain(company):
            waiting = timedelta(days=company.customer_file_review_days)
            return Domain("file_state", "=", "to_review") & Domain(
                "date_file_submitted", "<", fields.Datetime.now() - waiting
            )

        self._remind_files(
            "is_file_review_reminded",
            get_domain,
            REVIEW,
            lambda file: file._get_file_reviewer(),
            lambda file: file.env._("Review the customer file %s", file.file_number),
        )

    def _remind_files(self, flag, get_domain, kind, get_user, summarise):
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search(Domain.TRUE):
            domain = Domain(get_domain(company)) & Domain(
                [("file_company_id", "=", company.id), (flag, "=", False)]
            )
            while batch := self.search(domain, limit=BATCH_SIZE, order="id"):
                batch._schedule_file_activities(kind, get_user, summarise)
                batch._file_engine_write({flag: True})
                if not cron._commit_progress(len(batch)):
                    _logger.info("Reminders paused after %s files", len(batch))
                    return

    def _schedule_file_reviews(self):
        self._schedule_file_activities(
            REVIEW,
            lambda file: file._get_file_reviewer(),
            lambda file: file.env._("Review the customer file %s", file.file_number),
        )

    def _get_file_reviewer(self):
        """Return who is asked for the review: the leader, else a manager or steward."""
        self.ensure_one()
        file = self.sudo()
        authors = file.entered_by_id | file.file_editor_ids
        leader = self._get_file_owner().sale_team_id.user_id
        if leader.active and leader not in authors:
            return leader
        for group in ("group_sales_visit_manager", "group_data_steward"):
            people = self.env.ref(f"sales_visit_crm.{group}").sudo().all_user_ids
            people = people.filtered(
                lambda user: (
                    file.file_company_id in user.company_ids and user not in authors
                )
            )
            if people:
                return people.sorted("id")[0]
        return self.env["res.users"]

    def _schedule_file_activities(self, kind, get_user, summary):
        """Make one activity per file.

        :param get_user: function of a file
        :param summary: sentence, or function of a file in its reader's language
        """
        model_id = self.env["ir.model"]._get_id(self._name)
        kind_id = self.env.ref(kind).id
        vals_list = []
        for file in self.sudo():
            user = get_user(file)
            if not user.active:
                continue
            text = summary
            if callable(summary):
                text = summary(file.with_context(lang=user.lang))
            vals_list.append(
                {
                    "activity_type_id": kind_id,
                    "res_model_id": model_id,
                    "res_id": file.id,
                    "user_id": user.id,
                    "date_deadline": user._get_sales_today(),
                    "summary": text,
                    "automated": True,
                }
            )
        # On the list of things to do; a mail for each file would be too many.
        activities = self.env["mail.activity"].sudo()
        activities.with_context(mail_activity_quick_update=True).create(vals_list)

    def _unlink_file_activities(self, *names):
        names = names or (
            "mail_activity_type_customer_file",
            "mail_activity_type_customer_review",
        )
        self.sudo().activity_unlink([f"sales_visit_crm.{name}" for name in names])
