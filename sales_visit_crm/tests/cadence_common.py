from datetime import timedelta

from odoo import fields

from .common import SalesVisitCommon
from .customer_audit_common import never_committing


class CadenceCommon(SalesVisitCommon):
    """A customer of the rep's and contacts on any day; nights run without commits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(never_committing(cls.env))
        cls.customer.user_id = cls.rep
        cls.today = cls.rep._get_sales_today()
        cls.cadence = cls.env["customer.cadence"]
        codes = {grade.code: grade for grade in cls.env["customer.grade"].search([])}
        cls.grade_a, cls.grade_b, cls.grade_c = (codes[code] for code in "ABC")

    @classmethod
    def _contact(cls, days_ago, depth="deep", user=None, **vals):
        """Return a completed contact so many days ago."""
        start = fields.Datetime.now() - timedelta(days=days_ago) + timedelta(hours=1)
        visit = cls._create_visit(
            user or cls.rep,
            **{"date_start": start, "contact_depth": depth, "channel": "phone", **vals},
        )
        visit._engine_write(
            {"state": "done", "date_arrived": start, "date_left": start}
        )
        return visit

    @property
    def row(self):
        row = self.cadence.search([("partner_id", "=", self.customer.id)])
        row.invalidate_recordset()
        return row

    @classmethod
    def _in(cls, days):
        return cls.today + timedelta(days=days)

    def _run_night(self):
        self.cadence._cron_compute_cadence()
        return self.row
