from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....tools import local_day


class CustomerFileReview(models.Model):
    """What the orders say about growth and loss: a proposal, the reviewer decides.

    Source: S131, S114 (± 20 %).
    """

    _inherit = "customer.file.review"

    @api.model
    def _get_amounts(self, company, files, today):
        """Return the confirmed orders of each file by its id, in one query.

        :return: untaxed amounts in company currency: of the interval that ends before
            ``today``, and of the one before that
        """
        zone = company._get_sales_timezone()
        interval = timedelta(days=company.customer_review_interval_days)
        middle = today - interval
        begin, half, end = (
            local_day.instant_at(day, 0, zone)
            for day in (middle - interval, middle, today)
        )
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id,
                       SUM(line.amount) FILTER (WHERE line.date_order >= %(half)s),
                       SUM(line.amount) FILTER (WHERE line.date_order < %(half)s)
                  FROM (
                        SELECT partner_id, date_order,
                               amount_untaxed / COALESCE(NULLIF(currency_rate, 0), 1)
                               AS amount
                          FROM sale_order
                         WHERE company_id = %(company)s AND state = 'sale'
                           AND date_order >= %(begin)s AND date_order < %(end)s
                       ) line
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE partner.commercial_partner_id IN %(files)s
              GROUP BY partner.commercial_partner_id
                """,
                begin=begin,
                half=half,
                end=end,
                company=company.id,
                files=tuple(files.ids),
            )
        )
        return {row[0]: (row[1] or 0, row[2] or 0) for row in rows}

    @api.model
    def _prepare_sales_vals(self, company, amount, before):
        trend = self._get_trend(company, float(amount), float(before))
        return {
            "period_amount": amount,
            "previous_amount": before,
            "suggested_trend": trend,
            "trend": trend,
        }

    @api.model
    def _get_trend(self, company, amount, before):
        """Return growth, loss or stable: beyond the company's notable change."""
        share = company.customer_review_change_percent / 100
        if not before:
            return "growth" if amount > 0 else "stable"
        if amount > before * (1 + share):
            return "growth"
        return "loss" if amount < before * (1 - share) else "stable"
