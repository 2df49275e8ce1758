from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ....tools import local_day


class KeyAccountParetoRun(models.Model):
    """Rank and shares in the database: one window query, however many customers.

    Sales are untaxed amounts in company currency: of posted invoices less credit
    notes, or of confirmed orders. Customers whose credit notes exceed their invoices
    have no share and do not count.

    Source: S037, S110, G07.
    """

    _inherit = "key.account.pareto.run"

    def action_compute(self):
        """Compute the analyses.

        :raise UserError: if a period has no sales
        """
        self.check_access("write")
        self._check_transition("done")
        for run in self:
            if not run.sudo()._compute_lines():
                raise UserError(
                    self.env._(
                        "%(company)s has no sales from %(first)s to %(last)s "
                        "(%(kind)s). Choose another period, or count the sales from "
                        "the other source in the settings.",
                        company=run.company_id.name,
                        first=run.date_from,
                        last=run.date_to,
                        kind=dict(
                            run._fields["source"]._description_selection(self.env)
                        )[run.source],
                    )
                )
        return True

    def _compute_lines(self):
        """Write the lines and the totals; return the count of customers with sales."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(self._sql_insert())
        self.env.invalidate_all(flush=False)
        [(total, customers, inside)] = self.env.execute_query(self._sql_totals())
        if not customers:
            return 0
        [(nominate, review)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FILTER (WHERE proposal = 'nominate'),"
                " COUNT(*) FILTER (WHERE proposal = 'review')"
                " FROM key_account_pareto_line WHERE run_id = %s",
                self.id,
            )
        )
        self._transition_to(
            "done",
            total_amount=total,
            customer_count=customers,
            inside_count=inside,
            proposal_count=nominate,
            review_count=review,
            date_computed=fields.Datetime.now(),
        )
        return customers

    # queries

    @api.model
    def _sql_sales(self, company, date_from, date_to, source):
        """Return the query of (customer, amount) of each document of the period."""
        if source == "order":
            zone = company._get_sales_timezone()
            return SQL(
                """SELECT partner.commercial_partner_id AS customer,
                          sale.amount_untaxed
                          / COALESCE(NULLIF(sale.currency_rate, 0), 1) AS amount
                     FROM sale_order sale
                     JOIN res_partner partner ON partner.id = sale.partner_id
                    WHERE sale.company_id = %s AND sale.state = 'sale'
                      AND sale.date_order >= %s AND sale.date_order < %s""",
                company.id,
                local_day.instant_at(date_from, 0, zone),
                local_day.instant_at(date_to + timedelta(days=1), 0, zone),
            )
        # Signed: credit notes come off, whatever the currency of the invoice.
        return SQL(
            """SELECT commercial_partner_id AS customer, amount_untaxed_signed AS amount
                 FROM account_move
                WHERE company_id = %s AND state = 'posted'
                  AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                  AND commercial_partner_id IS NOT NULL
                  AND invoice_date >= %s AND invoice_date <= %s""",
            company.id,
            date_from,
            date_to,
        )

    def _sql_ranked(self):
        """Return the query of rank, share and sum of shares of each customer."""
        return SQL(
            """SELECT customer, amount,
                      ROW_NUMBER() OVER ranking AS rank,
                      amount / SUM(amount) OVER () AS share,
                      SUM(amount) OVER ranking / SUM(amount) OVER () AS cumulative,
                      (SUM(amount) OVER ranking - amount) / SUM(amount) OVER ()
                      AS before
                 FROM (SELECT customer, SUM(amount) AS amount
                         FROM (%s) sales
                     GROUP BY customer
                       HAVING SUM(amount) > 0) customers
               WINDOW ranking AS (ORDER BY amount DESC, customer
                                  ROWS UNBOUNDED PRECEDING)""",
            self._sql_sales(self.company_id, self.date_from, self.date_to, self.source),
        )

    def _sql_totals(self):
        return SQL(
            """SELECT COALESCE(SUM(amount), 0), COUNT(*),
                      COUNT(*) FILTER (WHERE before < %s)
                 FROM (%s) ranked""",
            self.pareto_percent / 100,
            self._sql_ranked(),
        )

    def _sql_share_class(self):
        """Return the expression of the share tier, by the mode of the run."""
        percents = self.company_id._get_key_account_percents(self.share_mode)
        a, b, c = (percent / 100 for percent in percents)
        if self.share_mode == "cumulative":
            template = """CASE WHEN before < %s THEN 'a' WHEN before < %s THEN 'b'
                               WHEN before < %s THEN 'c' END"""
        else:
            template = """CASE WHEN share >= %s THEN 'a' WHEN share >= %s THEN 'b'
                               WHEN share >= %s THEN 'c' END"""
        return SQL(template, a, b, c)

    def _sql_insert(self):
        """Return the statement that writes the lines.

        Kept are the customers inside the line, those with a share tier, the key
        accounts (without sales too) and the largest of the others.
        """
        return SQL(
            """
            INSERT INTO key_account_pareto_line
                   (run_id, company_id, currency_id, date_to, partner_id, user_id,
                    team_id, rank, amount, share_rate, cumulative_rate, is_inside,
                    share_class, tier_id, proposal)
            SELECT %(run)s, %(company)s, %(currency)s, %(date_to)s, partner.id,
                   partner.user_id, seller.sale_team_id, COALESCE(row.rank, 0),
                   ROUND(COALESCE(row.amount, 0)::numeric, %(digits)s),
                   COALESCE(row.share, 0), COALESCE(row.cumulative, 1),
                   COALESCE(row.is_inside, false), row.share_class, own.tier_id,
                   CASE WHEN row.is_inside AND partner.key_account_tier_id IS NULL
                             AND partner.active
                        THEN 'nominate'
                        WHEN own.tier_id IS NOT NULL
                             AND NOT COALESCE(row.is_inside, false)
                        THEN 'review' END
              FROM res_partner partner
              LEFT JOIN (SELECT *, before < %(line)s AS is_inside,
                                %(share_class)s AS share_class
                           FROM (%(ranked)s) ranked) row
                     ON row.customer = partner.id
              LEFT JOIN LATERAL (SELECT partner.key_account_tier_id AS tier_id
                                  WHERE partner.key_account_company_id = %(company)s)
                     own ON true
              LEFT JOIN res_users seller ON seller.id = partner.user_id
             WHERE row.is_inside OR row.share_class IS NOT NULL
                   OR row.rank <= %(keep)s OR own.tier_id IS NOT NULL
          ORDER BY row.rank
            """,
            run=self.id,
            company=self.company_id.id,
            currency=self.company_id.currency_id.id,
            digits=self.company_id.currency_id.decimal_places,
            date_to=self.date_to,
            line=self.pareto_percent / 100,
            keep=self.company_id.key_account_pareto_keep_lines,
            share_class=self._sql_share_class(),
            ranked=self._sql_ranked(),
        )
