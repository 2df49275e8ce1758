from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

KIND = "sales_visit_crm.mail_activity_type_customer_contact"
BATCH_SIZE = 500


class CustomerCadence(models.Model):
    """What the night does: due days, risks, and to-dos for the salespersons."""

    _inherit = "customer.cadence"

    @api.model
    def _cron_compute_cadence(self):
        """Compute when every customer is due, set-based in committed batches of ids."""
        self._flush_facts()
        self.env["sales.nightly.run"]._run_batches(
            "customer_cadence",
            "res_partner",
            lambda low, high: self._compute_rows(_between(low, high)),
        )
        self.invalidate_model()

    @api.model
    def _cron_find_renewal_risk(self):
        """Find active customers that may be lost (S042), set-based.

        Two return visits missed, or confirmed orders of the last period down by more
        than the share in the settings against the period before.
        """
        self._flush_facts()
        self.env["sales.nightly.run"]._run_batches(
            "customer_renewal_risk",
            "res_partner",
            lambda low, high: self._find_renewal_risk(_between(low, high)),
        )
        self.invalidate_model()

    @api.model
    def _find_renewal_risk(self, restrict):
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_cadence k SET renewal_risk = r.risk
                  FROM (SELECT k.id, CASE WHEN m.missed AND m.dropped THEN 'both'
                                          WHEN m.missed THEN 'missed'
                                          WHEN m.dropped THEN 'drop' END AS risk
                          FROM customer_cadence k
                          JOIN res_company c ON c.id = k.company_id
                          JOIN (%(days)s) t ON t.company_id = c.id
                          LEFT JOIN (%(sales)s) s ON s.customer_id = k.partner_id
                         CROSS JOIN LATERAL (
                            SELECT k.customer_status = 'active'
                                   AND c.contact_active_days > 0
                                   AND t.today - COALESCE(k.date_last_contact,
                                                          k.create_date::date)
                                       > 2 * c.contact_active_days AS missed,
                                   k.customer_status = 'active' AND s.before > 0
                                   AND COALESCE(s.latest, 0) < s.before
                                       * (100 - c.contact_risk_percent) / 100
                                   AS dropped
                         ) m
                         WHERE %(restricted)s) r
                 WHERE r.id = k.id AND k.renewal_risk IS DISTINCT FROM r.risk
                """,
                days=self._sql_today(),
                sales=self._sql_sales(restrict),
                restricted=restrict(SQL("k.partner_id")),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _sql_sales(self, restrict):
        """Return the query of confirmed orders in the last period and the one before.

        In the currency of the company, at the rate of each order.
        """
        return SQL(
            """
            SELECT b.commercial_partner_id AS customer_id,
                   SUM(o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1))
                       FILTER (WHERE o.date_order >= %(now)s::timestamp
                           - c.contact_risk_days * interval '1 day') AS latest,
                   SUM(o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1))
                       FILTER (WHERE o.date_order < %(now)s::timestamp
                           - c.contact_risk_days * interval '1 day') AS before
              FROM res_partner b
              JOIN sale_order o ON o.partner_id = b.id
              JOIN res_company c ON c.id = o.company_id
             WHERE o.state = 'sale' AND %(restricted)s
               AND o.date_order >= %(now)s::timestamp
                   - 2 * c.contact_risk_days * interval '1 day'
             GROUP BY b.commercial_partner_id
            """,
            now=fields.Datetime.now(),
            restricted=restrict(SQL("b.commercial_partner_id")),
        )

    @api.model
    def _cron_schedule_contacts(self):
        """Ask the owners to contact whom it is time to contact, once each (S020)."""
        kind = self.env.ref(KIND)
        for company in self.env["res.company"].search(Domain.TRUE):
            if company.is_contact_activity_made and not self._schedule_company(
                company, kind
            ):
                return

    @api.model
    def _schedule_company(self, company, kind):
        """Return whether there is time left for the next company."""
        today = company._get_sales_today()
        asked = self.env["mail.activity"]._search(
            [("res_model", "=", "res.partner"), ("activity_type_id", "=", kind.id)]
        )
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("contact_due_date", "<=", today)
            & Domain("user_id.active", "=", True)
            & Domain("user_id.share", "=", False)
            & (
                Domain("date_next_contact", "=", False)
                | Domain("date_next_contact", ">", today)
            )
            & Domain("partner_id", "not in", asked.subselect("res_id"))
        )
        last_id = 0
        while batch := self.search(
            domain & Domain("id", ">", last_id), limit=BATCH_SIZE, order="id"
        ):
            last_id = batch[-1].id
            batch._schedule_contacts(kind)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return False
        return True

    def _schedule_contacts(self, kind):
        """Make the to-dos; without an e-mail for each one."""
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        model_id = self.env["ir.model"]._get_id("res.partner")
        activities.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": row.partner_id.id,
                    "user_id": row.user_id.id,
                    "date_deadline": row.contact_due_date,
                    "summary": row.with_context(
                        lang=row.user_id.lang
                    ).contact_due_reason,
                    "automated": True,
                }
                for row in self
            ]
        )

    @api.model
    def _close_activities(self, partners):
        """Close the to-dos of customers that were contacted."""
        customers = partners.sudo().commercial_partner_id
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", customers.ids),
                    ("activity_type_id", "=", self.env.ref(KIND).id),
                ]
            )
        )
        if activities:
            activities._action_done(feedback=self.env._("Contacted."))


def _between(low, high):
    return lambda column: SQL("%s > %s AND %s <= %s", column, low, column, high)
