from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeyAccountParetoRun(models.Model):
    """The monthly analysis, and who is told what it proposes.

    Source: S037, S110 (monthly).
    """

    _inherit = "key.account.pareto.run"

    @api.model
    def _cron_compute_runs(self):
        """Analyse the last month's end for each company that has sales, once."""
        for company in self.env["res.company"].search(Domain.TRUE):
            runs = self.with_company(company)
            last = runs._default_date_to()
            known = [("company_id", "=", company.id), ("date_to", "=", last)]
            if runs.search_count(known, limit=1):
                continue
            run = runs.new({"company_id": company.id, "date_to": last})
            if not runs._has_sales(company, run.date_from, last, run.source):
                continue
            run = runs.create({"company_id": company.id, "date_to": last})
            run._compute_lines()
            run._tell_managers()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _has_sales(self, company, first, last, source):
        self.env.flush_all()
        sales = self._sql_sales(company, first, last, source)
        query = SQL("SELECT EXISTS (SELECT FROM (%s) s WHERE amount > 0)", sales)
        return self.env.execute_query(query)[0][0]

    def _tell_managers(self):
        """Ask the sales managers to look through the proposals, if there are any."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_key_account_pareto")
        group = self.env.ref("sales_visit_crm.group_sales_visit_manager").sudo()
        for run in self.filtered(lambda run: run.proposal_count or run.review_count):
            managers = group.all_user_ids.filtered(
                lambda user, run=run: (
                    run.company_id in user.company_ids
                    and user.active
                    and not user.share
                )
            )
            for user in managers:
                run.activity_schedule(
                    activity_type_id=kind.id,
                    user_id=user.id,
                    date_deadline=run.company_id._get_sales_today(),
                    summary=run.with_context(lang=user.lang)._get_summary(),
                    automated=True,
                )

    def _get_summary(self):
        return self.env._(
            "80/20: %(nominate)s customers to nominate, %(review)s key accounts "
            "outside",
            nominate=self.proposal_count,
            review=self.review_count,
        )
