from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

BATCH_SIZE = 1000
EXPIRY_BATCH = 10_000


class CustomerAssessment(models.Model):
    """Assessments grow old: they expire, and the owners are asked for new ones.

    Source: S033, LC16; 每周/每月.
    """

    _inherit = "customer.assessment"

    @api.model
    def _cron_expire_assessments(self):
        """Let assessments expire on their day, a set at a time, each committed."""
        for company in self.env["res.company"].search(Domain.TRUE):
            today = company._get_sales_today()
            while count := self._expire_batch(company, today):
                if not self.env["ir.cron"]._commit_progress(count):
                    return

    @api.model
    def _expire_batch(self, company, today):
        """Let some of the assessments that are due expire.

        :return: how many; 0 when none is left
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE customer_assessment
                   SET state = 'expired', write_date = now() AT TIME ZONE 'UTC'
                 WHERE id IN (
                       SELECT id FROM customer_assessment
                        WHERE company_id = %(company)s AND state = 'effective'
                          AND date_due <= %(today)s
                     ORDER BY id
                        LIMIT %(size)s
                   FOR UPDATE SKIP LOCKED
                       )
             RETURNING id
                """,
                company=company.id,
                today=today,
                size=EXPIRY_BATCH,
            )
        )
        self.invalidate_model(["state"])
        return len(rows)

    @api.model
    def _cron_remind_assessments(self):
        """Ask the owners once a period for the assessments that are due.

        One activity per customer; who has one open gets no second one. A run that was
        cut short goes on with those it has not asked for.
        """
        for company in self.env["res.company"].search(Domain.TRUE):
            if not company._is_assessment_day():
                continue
            last_id = 0
            while partners := self._get_to_remind(company, last_id):
                last_id = partners[-1].id
                self._remind(partners)
                if not self.env["ir.cron"]._commit_progress(len(partners)):
                    return
            company.date_assessments_asked = company._get_sales_today()

    @api.model
    def _get_to_remind(self, company, last_id):
        """Return the next customers that are due and of whom nobody is asked yet."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_assessment")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id
                  FROM res_partner partner
                  JOIN (%(due)s) due ON due.id = partner.id
                  JOIN res_users owner ON owner.id = partner.user_id AND owner.active
                 WHERE partner.id > %(last)s AND partner.active
                   AND COALESCE(partner.company_id, owner.company_id) = %(company)s
                   AND NOT EXISTS (
                       SELECT FROM mail_activity activity
                        WHERE activity.res_model = 'res.partner'
                          AND activity.res_id = partner.id AND activity.active
                          AND activity.activity_type_id = %(kind)s
                       )
              ORDER BY partner.id
                 LIMIT %(size)s
                """,
                due=self.env["res.partner"]._get_assessment_due_query(company),
                last=last_id,
                company=company.id,
                kind=kind.id,
                size=BATCH_SIZE,
            )
        )
        return self.env["res.partner"].browse([row[0] for row in rows])

    @api.model
    def _remind(self, partners):
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_assessment")
        model_id = self.env["ir.model"]._get_id("res.partner")
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": partner.id,
                    "user_id": partner.user_id.id,
                    "date_deadline": partner.user_id._get_sales_today(),
                    "summary": partner.with_context(
                        lang=partner.user_id.lang
                    )._get_assessment_summary(),
                    "automated": True,
                }
                for partner in partners
            ]
        )
