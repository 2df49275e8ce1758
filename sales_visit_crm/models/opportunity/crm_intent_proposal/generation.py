from datetime import datetime, time, timedelta, timezone

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import intent

BATCH_SIZE = 1000


class CrmIntentProposal(models.Model):
    """The nightly search for levels that no longer hold, set-based and in batches.

    One statement per company, level and batch reads deals, last contacts and planned
    visits and writes the proposals; the partial unique index makes a second run, or a
    run killed in the middle and started again, add nothing twice.

    Source: R078, differentiator 10.
    """

    _inherit = "crm.intent.proposal"

    @api.model
    def _cron_propose(self):
        """Propose lower levels where silence or the end of the window asks for it."""
        self.env.flush_all()
        levels = self.env["crm.intent.level"].search(Domain.TRUE)
        for company in self.env["res.company"].search(Domain.TRUE):
            for level in levels:
                while proposals := self._propose(company, level):
                    proposals._tell_salespersons()
                    if not self.env["ir.cron"]._commit_progress(len(proposals)):
                        return

    @api.model
    def _propose(self, company, level):
        """Insert up to ``BATCH_SIZE`` proposals and return them."""
        today = company._get_sales_today()
        since = self._get_silent_day(company, level, today)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_intent_proposal (
                    lead_id, partner_id, company_id, user_id, team_id, kind, level_id,
                    proposed_level_id, date_last_contact, date_proposed, date_deadline,
                    state, create_uid, create_date, write_uid, write_date)
                SELECT due.id, due.customer_id, %(company)s, due.user_id, due.team_id,
                       CASE WHEN due.is_silent THEN 'silent' ELSE 'expired' END,
                       %(level)s, %(lower)s, due.last_day, %(today)s, %(deadline)s,
                       'open', %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM (%(due)s) due
                    ON CONFLICT (lead_id) WHERE state = 'open' DO NOTHING
             RETURNING id
                """,
                company=company.id,
                level=level.id,
                lower=level._get_next_lower().id or None,
                today=today,
                deadline=today + timedelta(days=company.intent_decide_days),
                uid=self.env.uid,
                due=self._get_due_sql(company, level, today, since),
            )
        )
        self.env["crm.lead"].invalidate_model(["intent_proposal_ids"])
        return self.browse([proposal_id for (proposal_id,) in rows])

    @api.model
    def _get_silent_day(self, company, level, today):
        """Return the day before which a last contact means silence, None for never."""
        if not level.silence_days:
            return None
        # Weekends and holidays: thrice the days and three weeks are always enough,
        # and a calendar without working days ends the search.
        first = today - timedelta(days=3 * level.silence_days + 21)
        calendar = company.resource_calendar_id
        unusual = calendar._get_unusual_days(
            datetime.combine(first, time.min, tzinfo=timezone.utc),
            datetime.combine(today, time.max, tzinfo=timezone.utc),
            company,
        )
        return intent.silent_before(
            today,
            level.silence_days,
            lambda day: not unusual.get(str(day)),
        )

    @api.model
    def _get_due_sql(self, company, level, today, since):
        """Return the query of the deals of ``level`` that need a decision."""
        return SQL(
            """
            SELECT * FROM (
                SELECT lead.id, lead.user_id, lead.team_id,
                       customer.commercial_partner_id AS customer_id,
                       contact.last_day,
                       COALESCE(GREATEST(contact.last_day, lead.date_intent_rated)
                                < %(since)s, FALSE) AS is_silent,
                       COALESCE(lead.date_intent_due < %(today)s, FALSE) AS is_over
                  FROM crm_lead lead
             LEFT JOIN res_partner customer ON customer.id = lead.partner_id
             LEFT JOIN res_users owner ON owner.id = lead.user_id
             LEFT JOIN LATERAL (
                    SELECT MAX(visit.visit_day) AS last_day
                      FROM sales_visit visit
                     WHERE visit.commercial_partner_id = customer.commercial_partner_id
                       AND visit.state IN %(held)s
                       AND (visit.lead_id = lead.id OR visit.lead_id IS NULL)
                  ) contact ON TRUE
                 WHERE lead.intent_level_id = %(level)s
                   AND lead.active AND lead.won_status = 'pending'
                   AND COALESCE(lead.company_id, owner.company_id) = %(company)s
                   AND NOT EXISTS (%(settled)s)
                ) found
             WHERE found.is_silent OR found.is_over
             ORDER BY found.id
             LIMIT %(limit)s
            """,
            since=since,
            today=today,
            held=self.env["sales.visit"]._get_held_states(),
            level=level.id,
            company=company.id,
            limit=BATCH_SIZE,
            settled=self._get_settled_sql(today),
        )

    @api.model
    def _get_settled_sql(self, today):
        """Return the query of what keeps a deal from being proposed again."""
        return SQL(
            """
            SELECT 1 FROM crm_intent_proposal other
         LEFT JOIN sales_visit planned ON planned.id = other.visit_id
             WHERE other.lead_id = lead.id
               AND (other.state = 'open'
                    OR (other.state = 'planned'
                        AND planned.state IN ('planned', 'confirmed')
                        AND planned.visit_day >= %s))
            """,
            today,
        )

    def _tell_salespersons(self):
        """Ask the salespersons for a decision, all activities in one call."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_intent_proposal")
        model_id = self.env["ir.model"]._get_id("crm.lead")
        vals_list = []
        for proposal in self:
            user = proposal.user_id
            if not user.active:
                user = proposal.team_id.user_id
            if not user.active:
                continue
            as_reader = proposal.with_context(lang=user.lang)
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": proposal.lead_id.id,
                    "user_id": user.id,
                    "date_deadline": proposal.date_deadline,
                    "summary": as_reader.explanation,
                    "automated": True,
                }
            )
        self.env["mail.activity"].create(vals_list)
