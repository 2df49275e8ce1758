from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools import local_day

MONTHS = 12  # a year of business, as the labels say
PERCENT = 100


class CustomerAssessmentFact(models.AbstractModel):
    """What the books say about customers, in one query per fact and batch.

    A room adds a fact by ``_get_selection`` and a method ``_get_<fact>`` that returns
    values by customer id; who is not in it has no such fact, and the evaluator scores
    by hand. Orders and invoices of a customer's people count for the customer.

    Source: A118, A109; AN52; R048.
    """

    _name = "customer.assessment.fact"
    _description = "Facts About Customers"

    @api.model
    def _get_selection(self):
        """Return (key, label) of the facts that there are."""
        labels = {
            "sales_amount": self.env._("Orders of 12 months"),
            "sales_growth": self.env._("Growth of the orders (%)"),
            "margin_percent": self.env._("Margin of the orders (%)"),
            "collection_percent": self.env._("Invoices paid (%)"),
            "late_percent": self.env._("Invoices paid late (%)"),
            "overdue_amount": self.env._("Overdue amount"),
            "overdue_days": self.env._("Oldest overdue invoice (days)"),
        }
        return list(labels.items())

    @api.model
    def _get_values(self, facts, company, partners, today):
        """Return for each of ``facts`` the values by customer id.

        :return: ``{fact: {partner id: value}}``; amounts in company currency
        """
        if not partners:
            return {fact: {} for fact in facts}
        self.env.flush_all()
        return {
            fact: getattr(self, f"_get_{fact}")(company, partners, today)
            for fact in facts
        }

    def _get_year(self, company, today):
        """Return the instants at which the last twelve months begin and end."""
        zone = company._get_sales_timezone()
        begin = today - relativedelta(months=MONTHS)
        end = today + timedelta(days=1)
        return local_day.instant_at(begin, 0, zone), local_day.instant_at(end, 0, zone)

    # orders

    def _sum_orders(self, company, partners, period, value):
        """Return the sum of ``value`` over the confirmed orders of each customer."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id,
                       SUM(%(value)s / COALESCE(NULLIF(o.currency_rate, 0), 1))
                  FROM sale_order o
                  JOIN res_partner partner ON partner.id = o.partner_id
                 WHERE o.company_id = %(company)s AND o.state = 'sale'
                   AND o.date_order >= %(begin)s AND o.date_order < %(end)s
                   AND partner.commercial_partner_id IN %(partners)s
              GROUP BY partner.commercial_partner_id
                """,
                value=value,
                company=company.id,
                begin=period[0],
                end=period[1],
                partners=tuple(partners.ids),
            )
        )
        return {partner_id: float(amount or 0) for partner_id, amount in rows}

    def _get_sales_amount(self, company, partners, today):
        period = self._get_year(company, today)
        found = self._sum_orders(company, partners, period, SQL("o.amount_untaxed"))
        # No order is a fact as well.
        return {partner.id: found.get(partner.id, 0.0) for partner in partners}

    def _get_sales_growth(self, company, partners, today):
        now = self._get_sales_amount(company, partners, today)
        period = self._get_year(company, today - relativedelta(months=MONTHS))
        before = self._sum_orders(company, partners, period, SQL("o.amount_untaxed"))
        return {
            partner_id: PERCENT * (now[partner_id] - amount) / amount
            for partner_id, amount in before.items()
            if amount
        }

    def _get_margin_percent(self, company, partners, today):
        """Return margins where ``sale_margin`` keeps them, nothing elsewhere."""
        if "margin" not in self.env["sale.order"]._fields:
            return {}
        period = self._get_year(company, today)
        sold = self._sum_orders(company, partners, period, SQL("o.amount_untaxed"))
        margins = self._sum_orders(company, partners, period, SQL("o.margin"))
        return {
            partner_id: PERCENT * margins[partner_id] / amount
            for partner_id, amount in sold.items()
            if amount
        }

    # invoices

    def _get_collection_percent(self, company, partners, today):
        rows = self._read_claims(company, partners, today)
        return {
            partner_id: PERCENT * (1 - float(row["open"]) / float(row["due"]))
            for partner_id, row in rows.items()
            if row["due"]
        }

    def _get_late_percent(self, company, partners, today):
        rows = self._read_claims(company, partners, today)
        return {
            partner_id: PERCENT * row["late_count"] / row["count"]
            for partner_id, row in rows.items()
            if row["count"]
        }

    def _get_overdue_amount(self, company, partners, today):
        rows = self._read_claims(company, partners, today)
        return {
            partner_id: float(row["overdue"] or 0) for partner_id, row in rows.items()
        }

    def _get_overdue_days(self, company, partners, today):
        rows = self._read_claims(company, partners, today)
        return {
            partner_id: float(row["overdue_days"] or 0)
            for partner_id, row in rows.items()
        }

    def _read_claims(self, company, partners, today):
        """Return what the receivables of each customer say, none without accounting.

        Counted are the claims that fell due in the last twelve months or are open.

        :return: ``{partner id: {count, late_count, due, open, overdue, overdue_days}}``
        """
        if "account.move.line" not in self.env:
            return {}
        self.env.cr.execute(
            SQL(
                """
                SELECT claim.partner_id,
                       COUNT(*) AS count,
                       COUNT(*) FILTER (
                           WHERE claim.paid_day > claim.day + %(grace)s
                       ) AS late_count,
                       SUM(claim.balance) AS due,
                       SUM(claim.open) AS open,
                       SUM(claim.open) FILTER (WHERE claim.day < %(today)s) AS overdue,
                       MAX(%(today)s - claim.day) FILTER (
                           WHERE claim.open > 0 AND claim.day < %(today)s
                       ) AS overdue_days
                  FROM (%(claims)s) claim
              GROUP BY claim.partner_id
                """,
                claims=self._get_claims_query(company, partners, today),
                grace=timedelta(days=company.customer_credit_grace_days),
                today=today,
            )
        )
        return {row["partner_id"]: row for row in self.env.cr.dictfetchall()}

    def _get_claims_query(self, company, partners, today):
        """Return the query of the claims, each with the day when it was paid.

        Today for those that are still open.
        """
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   line.balance, line.amount_residual AS open,
                   line.date_maturity AS day, COALESCE(paid.day, %(today)s) AS paid_day
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN LATERAL (
                   SELECT MAX(part.max_date) AS day
                     FROM account_partial_reconcile part
                    WHERE part.debit_move_id = line.id AND line.amount_residual = 0
                   ) paid ON TRUE
             WHERE line.company_id = %(company)s
               AND line.parent_state = 'posted'
               AND account.account_type = 'asset_receivable'
               AND line.balance > 0
               AND line.date_maturity <= %(today)s
               AND (line.date_maturity >= %(begin)s OR line.amount_residual > 0)
               AND partner.commercial_partner_id IN %(partners)s
            """,
            today=today,
            begin=today - relativedelta(months=MONTHS),
            company=company.id,
            partners=tuple(partners.ids),
        )
