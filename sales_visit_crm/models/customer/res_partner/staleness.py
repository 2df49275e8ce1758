from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH_SIZE = 500


class ResPartner(models.Model):
    """Customer files that nobody verified for too long.

    Source: R040, S130; 客户档案登记表.
    """

    _inherit = "res.partner"

    is_file_stale = fields.Boolean(
        string="File Not Verified",
        compute="_compute_is_file_stale",
        search="_search_is_file_stale",
        help="Nobody confirmed the customer's data within the days of the settings.",
    )

    @api.depends("file_state", "date_last_verified", "date_file_opened")
    @api.depends_context("company")
    def _compute_is_file_stale(self):
        limit = self._get_stale_limit(self.env.company)
        for partner in self:
            file = partner.sudo()
            checked = file.date_last_verified or file.date_file_opened
            partner.is_file_stale = (
                partner.file_state != "none" and bool(checked) and checked < limit
            )

    @api.model
    def _search_is_file_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        stale = self._get_stale_domain(self.env.company)
        domain = Domain.FALSE
        if True in value:
            domain |= stale
        if False in value:
            domain |= ~stale
        return domain

    @api.model
    def _get_stale_limit(self, company):
        """Return the day before which a file was verified too long ago."""
        days = company.sudo().customer_stale_days
        return company._get_sales_today() - timedelta(days=days)

    @api.model
    def _get_stale_domain(self, company):
        limit = self._get_stale_limit(company)
        return Domain("file_state", "!=", "none") & (
            Domain("date_last_verified", "<", limit)
            | (
                Domain("date_last_verified", "=", False)
                & Domain("date_file_opened", "<", limit)
            )
        )

    @api.model
    def _cron_remind_stale_files(self):
        """Ask the owners to verify stale files, once per period (R040)."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_verify")
        for company in self.env["res.company"].search(Domain.TRUE):
            asked = Domain(
                [
                    ("res_model", "=", self._name),
                    ("activity_type_id", "=", kind.id),
                    ("active", "in", (True, False)),
                    ("date_deadline", ">=", self._get_stale_limit(company)),
                ]
            )
            asked = self.env["mail.activity"]._search(asked)
            due = (
                self._get_stale_domain(company)
                & Domain("user_id.active", "=", True)
                & Domain("user_id.share", "=", False)
                & Domain("id", "not in", asked.subselect("res_id"))
            )
            if company.customer_stale_days and not self._remind_stale(
                company, due, kind
            ):
                return

    @api.model
    def _remind_stale(self, company, due, kind):
        """Return whether there is time left for the next company."""
        of_company = Domain("file_company_id", "=", company.id)
        model_id = self.env["ir.model"]._get_id(self._name)
        last_id = 0
        while batch := self.search(
            due & of_company & Domain("id", ">", last_id), limit=BATCH_SIZE, order="id"
        ):
            last_id = batch[-1].id
            # Without the e-mail for each one: the list of activities is enough.
            self.env["mail.activity"].with_context(
                mail_activity_quick_update=True
            ).create(
                [
                    {
                        "activity_type_id": kind.id,
                        "res_model_id": model_id,
                        "res_id": partner.id,
                        "user_id": partner.user_id.id,
                        "date_deadline": company._get_sales_today(),
                        "summary": partner.with_context(
                            lang=partner.user_id.lang
                        )._get_stale_summary(),
                        "automated": True,
                    }
                    for partner in batch
                ]
            )
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return False
        return True

    def _get_stale_summary(self):
        return self.env._("Verify the data of %s with the customer", self.name)
