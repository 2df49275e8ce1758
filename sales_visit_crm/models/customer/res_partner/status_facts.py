from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import SQL

StatusFact = namedtuple("StatusFact", "status date_last_order")


class ResPartner(models.Model):
    """The status as orders and deals have it: at each event, and every night for all.

    Source: S008, LC1, G01.
    """

    _inherit = "res.partner"

    def _read_status_facts(self):
        """Return by customer the :class:`StatusFact` of orders and deals."""
        if not self._origin.ids:
            return {}
        self._flush_status_facts()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, status, date_last_order FROM (%s) fact",
                self._sql_status_facts(self._sql_in),
            )
        )
        return {row[0]: StatusFact(*row[1:]) for row in rows}

    def _sql_in(self, column):
        return SQL("%s = ANY(%s)", column, list(self._origin.ids))

    def _flush_status_facts(self):
        self.env["res.company"].flush_model(["customer_lost_months"])
        self.env["res.partner"].flush_model(
            [
                "commercial_partner_id",
                "company_id",
                "customer_status",
                "status_override_id",
                "user_id",
            ]
        )
        self.env["sale.order"].flush_model(["partner_id", "state", "date_order"])
        self.env["crm.lead"].flush_model(
            ["partner_id", "active", "type", "stage_id", "won_status"]
        )

    @api.model
    def _sql_status_facts(self, restrict):
        """Return a query of id, old status, override, company, status and last order.

        :param restrict: function of a column of customers' ids, giving the condition
        """
        return SQL(
            """
            SELECT p.id, p.customer_status AS old_status, p.status_override_id,
                   c.id AS company_id, o.date_last_order,
                   CASE WHEN d.won > 0 OR (o.date_last_order IS NOT NULL
                             AND (COALESCE(c.customer_lost_months, 0) = 0
                                  OR o.date_last_order >=
                                  %(now)s - c.customer_lost_months
                                            * interval '1 month')) THEN 'active'
                        WHEN d.beyond > 0 THEN 'intended'
                        WHEN o.date_last_order IS NOT NULL
                          OR (d.lost > 0 AND d.open = 0) THEN 'lost'
                        ELSE 'potential' END AS status
              FROM res_partner p
              LEFT JOIN res_users u ON u.id = p.user_id
              JOIN res_company c
                ON c.id = COALESCE(p.company_id, u.company_id, %(company)s)
              LEFT JOIN (%(orders)s) o ON o.customer_id = p.id
              LEFT JOIN (%(deals)s) d ON d.customer_id = p.id
             WHERE p.commercial_partner_id = p.id AND %(customers)s
            """,
            now=fields.Datetime.now(),
            company=self.env.company.id,
            orders=self._sql_status_orders(restrict),
            deals=self._sql_status_deals(restrict),
            customers=restrict(SQL("p.id")),
        )

    @api.model
    def _sql_status_orders(self, restrict):
        return SQL(
            """
            SELECT b.commercial_partner_id AS customer_id,
                   MAX(s.date_order) AS date_last_order
              FROM res_partner b JOIN sale_order s ON s.partner_id = b.id
             WHERE s.state = 'sale' AND %s
             GROUP BY b.commercial_partner_id
            """,
            restrict(SQL("b.commercial_partner_id")),
        )

    @api.model
    def _sql_status_deals(self, restrict):
        return SQL(
            """
            SELECT b.commercial_partner_id AS customer_id,
                   COUNT(*) FILTER (WHERE l.won_status = 'won') AS won,
                   COUNT(*) FILTER (WHERE l.won_status = 'lost') AS lost,
                   COUNT(*) FILTER (WHERE l.won_status = 'pending' AND l.active)
                       AS open,
                   COUNT(*) FILTER (WHERE l.won_status = 'pending' AND l.active
                                     AND %(beyond)s) AS beyond
              FROM res_partner b JOIN crm_lead l ON l.partner_id = b.id
             WHERE l.type = 'opportunity' AND %(restricted)s
             GROUP BY b.commercial_partner_id
            """,
            beyond=self._sql_beyond_first_stage(SQL("l.stage_id")),
            restricted=restrict(SQL("b.commercial_partner_id")),
        )

    @api.model
    def _sql_beyond_first_stage(self, stage):
        """Return whether a deal's ``stage`` is beyond the first, as SQL.

        Overridden where a sales process knows its stages better.
        """
        return SQL("%s <> ALL(%s)", stage, self._get_first_stage_ids())

    @api.model
    def _get_first_stage_ids(self):
        """Return the ids of the stages with which the teams' deals begin."""
        stages = self.env["crm.stage"].sudo().search_fetch([], ["team_ids"])
        first = {}
        for stage in stages:
            for team in stage.team_ids.ids or [0]:
                first.setdefault(team, stage.id)
        return list(first.values())

    def _update_status(self, kind):
        """Bring the status of these contacts' customers up to date, at an event.

        :param str kind: ``order`` or ``deal``
        """
        customers = self.sudo().commercial_partner_id
        if not customers:
            return
        customers._flush_status_facts()
        customers._apply_status_facts(kind, customers._sql_in)

    @api.model
    def _apply_status_facts(self, kind, restrict):
        """Write the statuses that the facts changed, and log them; return how many."""
        changes = self.env.execute_query(
            SQL(
                """
                UPDATE res_partner partner SET customer_status = fact.status
                  FROM (%s) fact
                 WHERE fact.id = partner.id AND fact.status_override_id IS NULL
                   AND fact.old_status IS DISTINCT FROM fact.status
             RETURNING fact.id, fact.company_id, fact.old_status, fact.status
                """,
                self._sql_status_facts(restrict),
            )
        )
        if changes:
            ids = [change[0] for change in changes]
            self.browse(ids).invalidate_recordset(["customer_status"])
            self.env["customer.status.log"]._log_changes(kind, changes)
            self._after_status_change(changes, kind)
        return len(changes)

    @api.model
    def _after_status_change(self, changes, kind):
        """Do what follows a change of status (S008); other rooms add to it.

        :param changes: rows of customer id, company id, old and new status
        :param str kind: as in ``customer.status.log``
        """
        if kind == "nightly":
            return
        for partner in self.sudo().browse(change[0] for change in changes):
            owner = partner.user_id
            if partner.customer_grade_id and owner.active and not owner.share:
                partner._ask_for_new_grade(owner)

    def _ask_for_new_grade(self, owner):
        """Ask the owner to assess the grade again, once at a time (S008)."""
        kind = "sales_visit_crm.mail_activity_type_customer_regrade"
        if self.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(kind)
        ):
            return
        self.activity_schedule(
            kind,
            date_deadline=owner._get_sales_today(),
            user_id=owner.id,
            summary=self.with_context(lang=owner.lang).env._(
                "The status of %s changed: assess its grade again", self.display_name
            ),
        )

    @api.model
    def _cron_update_status(self):
        """Compare every customer's status with the facts, every night (S008).

        Set-based, in committed batches of ids; only what differs is written.
        """
        self._flush_status_facts()
        self.env["sales.nightly.run"]._run_batches(
            "customer_status",
            self._table,
            lambda low, high: self._apply_status_facts(
                "nightly",
                lambda column: SQL("%s > %s AND %s <= %s", column, low, column, high),
            ),
        )
