from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

BATCH_SIZE = 1000


class CustomerFileReview(models.Model):
    """The sheets that come by themselves: one per customer file and interval.

    Source: S131; 每两个月一次.
    """

    _inherit = "customer.file.review"

    @api.model
    def _cron_generate_reviews(self):
        """Generate what is due, in committed batches, and tell the reviewers."""
        for company in self.env["res.company"].search(Domain.TRUE):
            due = self._get_due_files_domain(company)
            last_id = 0
            while files := self.env["res.partner"].search(
                due & Domain("id", ">", last_id), limit=BATCH_SIZE, order="id"
            ):
                last_id = files[-1].id
                reviews = self._generate(company, files)
                reviews._tell_reviewers()
                if not self.env["ir.cron"]._commit_progress(len(files)):
                    return

    @api.model
    def _get_due_files_domain(self, company):
        """Return the domain of the registered files due for a review in ``company``.

        A file waits one interval from its registration, then from its last review; a
        sheet that still waits keeps the next one from coming.
        """
        interval = timedelta(days=company.customer_review_interval_days)
        limit = company._get_sales_today() - interval
        recent = Domain("company_id", "=", company.id) & (
            Domain("state", "!=", "reviewed") | Domain("date_generated", ">", limit)
        )
        return (
            Domain("file_state", "=", "registered")
            & Domain("file_company_id", "=", company.id)
            & Domain("date_file_opened", "<=", limit)
            & Domain("id", "not in", self._search(recent).subselect("partner_id"))
        )

    @api.model
    def _generate(self, company, files):
        """Return a review for each of ``files``."""
        today = company._get_sales_today()
        deadline = today + timedelta(days=company.customer_review_due_days)
        amounts = self._get_amounts(company, files, today)
        return self._as_engine().create(
            [
                {
                    "company_id": company.id,
                    "partner_id": file.id,
                    "user_id": self._get_reviewer(company, file).id,
                    "date_generated": today,
                    "date_deadline": deadline,
                    "file_class": file.file_class,
                    "is_watched": file.is_watched,
                    **self._prepare_sales_vals(company, *amounts.get(file.id, (0, 0))),
                }
                for file in files
            ]
        )

    @api.model
    def _get_reviewer(self, company, file):
        """Return who is responsible for the file, else the customer's salesperson."""
        for user in file.file_responsible_id | file.user_id:
            if user.active and not user.share and company in user.company_ids:
                return user
        return self.env["res.users"]

    def _tell_reviewers(self):
        """Make one activity per reviewer, not one per file: there may be hundreds."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_file_review")
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        for (user, company), reviews in self.grouped(
            lambda review: (review.user_id, review.company_id)
        ).items():
            users = user or self.env["customer.audit"]._get_stewards(company)
            for told in users:
                env = self.with_context(lang=told.lang).env
                vals_list.append(
                    {
                        "activity_type_id": kind.id,
                        "res_model_id": model_id,
                        "res_id": reviews[0].id,
                        "user_id": told.id,
                        "date_deadline": reviews[0].date_deadline,
                        "summary": env._(
                            "%s customer files wait for their review", len(reviews)
                        ),
                        "automated": True,
                    }
                )
        self.env["mail.activity"].create(vals_list)
