from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools import key_account


class KeyAccountParetoRun(models.Model):
    """What single customers bought, for whoever evaluates them.

    Source: S100, S110.
    """

    _inherit = "key.account.pareto.run"

    @api.model
    def _get_last(self, company):
        """Return the last computed analysis of ``company``, if there is one."""
        return self.search(
            [("company_id", "=", company.id), ("state", "=", "done")], limit=1
        )

    @api.model
    def _get_latest_ids(self):
        """Return the ids of the last computed analyses, one for each company."""
        self.flush_model(["company_id", "state", "date_to"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (company_id) id FROM key_account_pareto_run"
                " WHERE state = 'done' ORDER BY company_id, date_to DESC, id DESC"
            )
        )
        return [run_id for (run_id,) in rows]

    @api.model
    def _read_figures(self, company, partners):
        """Return the sales figures of each customer as of today.

        :return: by customer a dict of ``sales_amount``, ``share_rate`` (0 to 1),
            ``share_class`` and ``sales_rank``, the last two of the last analysis
            where shares are added up
        """
        amounts, total = self._read_amounts(company, partners)
        lines = self.env["key.account.pareto.line"].sudo()
        known = lines.search(
            [
                ("run_id", "=", self._get_last(company).id),
                ("partner_id", "in", partners.ids),
            ]
        ).grouped("partner_id")
        mode = company.key_account_share_mode
        percents = company._get_key_account_percents(mode)
        figures = {}
        for partner in partners:
            amount = float(amounts.get(partner.id, 0))
            share = max(amount, 0) / total if total > 0 else 0.0
            line = known.get(partner, lines)
            own_class = key_account.share_class(share, percents)
            figures[partner] = {
                "sales_amount": amount,
                "share_rate": share,
                "share_class": line.share_class if mode == "cumulative" else own_class,
                "sales_rank": line.rank,
            }
        return figures

    @api.model
    def _read_amounts(self, company, partners):
        """Return the sales of the customers by id, and those of all, in one query."""
        last = company._get_sales_today()
        months = relativedelta(months=company.key_account_pareto_months)
        first = last + relativedelta(days=1) - months
        source = company.key_account_sales_source
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT CASE WHEN customer IN %(ids)s THEN customer END,
                          SUM(amount)
                     FROM (SELECT customer, SUM(amount) AS amount
                             FROM (%(sales)s) sales
                         GROUP BY customer) customers
                    WHERE amount > 0
                 GROUP BY 1""",
                ids=tuple(partners.ids) or (0,),
                sales=self._sql_sales(company, first, last, source),
            )
        )
        return dict(rows), sum(float(amount) for _customer, amount in rows)
