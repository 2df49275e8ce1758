from odoo import api, models
from odoo.tools import SQL


class CrmIntentFinding(models.Model):
    """One query per point of the paper, over all deals of a company.

    Each returns ``lead_id, partner_id, visit_id, user_id, team_id``. Rooms that bring
    further papers (reception, daily report) add their checks by ``_get_checks``.

    Source: R071-R078.
    """

    _inherit = "crm.intent.finding"

    @api.model
    def _get_checks(self):
        """Return a dict from point to the method that returns its query."""
        return {
            "r071": "_get_next_contact_sql",
            "r072": "_get_history_sql",
            "r073": "_get_place_sql",
            "r074": "_get_report_sql",
            "r075": "_get_plan_sql",
            "r076": "_get_match_sql",
            "r077": "_get_owner_sql",
            "r078": "_get_window_sql",
        }

    @api.model
    def _get_rated_sql(self, company, condition):
        """Return the query of the open rated deals that meet ``condition``."""
        return SQL(
            """
            SELECT lead.id AS lead_id, customer.commercial_partner_id AS partner_id,
                   NULL::integer AS visit_id, lead.user_id, lead.team_id
              FROM crm_lead lead
         LEFT JOIN res_partner customer ON customer.id = lead.partner_id
         LEFT JOIN res_users owner ON owner.id = lead.user_id
             WHERE lead.intent_level_id IS NOT NULL
               AND lead.active AND lead.won_status = 'pending'
               AND COALESCE(lead.company_id, owner.company_id) = %(company)s
               AND %(condition)s
            """,
            company=company.id,
            condition=condition,
        )

    @api.model
    def _get_visit_sql(self, company, condition):
        """Return the query of the visits about rated deals that meet ``condition``."""
        return SQL(
            """
            SELECT visit.lead_id, visit.commercial_partner_id AS partner_id,
                   visit.id AS visit_id, visit.user_id, visit.team_id
              FROM sales_visit visit
              JOIN crm_lead lead ON lead.id = visit.lead_id
             WHERE lead.intent_level_id IS NOT NULL
               AND visit.company_id = %(company)s
               AND %(condition)s
            """,
            company=company.id,
            condition=condition,
        )

    @api.model
    def _get_next_contact_sql(self, company):
        """R071: every rated deal is followed: a visit, call or activity lies ahead."""
        today = company._get_sales_today()
        return self._get_rated_sql(
            company,
            SQL(
                """
                NOT EXISTS (
                    SELECT 1 FROM sales_visit visit
                     WHERE visit.commercial_partner_id = customer.commercial_partner_id
                       AND (visit.lead_id = lead.id OR visit.lead_id IS NULL)
                       AND visit.state IN ('draft', 'planned', 'confirmed')
                       AND visit.visit_day >= %(today)s)
                AND NOT EXISTS (
                    SELECT 1 FROM mail_activity activity
                     WHERE activity.res_model = 'crm.lead'
                       AND activity.res_id = lead.id AND activity.active
                       AND activity.date_deadline >= %(today)s)
                AND NOT EXISTS (%(plan)s)
                """,
                today=today,
                plan=self._get_plan_line_sql(today),
            ),
        )

    @api.model
    def _get_plan_line_sql(self, today):
        return SQL(
            "SELECT 1 FROM crm_lead_plan_line line WHERE line.lead_id = lead.id"
            " AND line.is_done IS NOT TRUE AND line.date_deadline >= %s",
            today,
        )

    @api.model
    def _get_history_sql(self, company):
        """R072: the level that puts a deal on the sheet is the last of its history."""
        return self._get_rated_sql(
            company,
            SQL(
                """
                lead.intent_level_id IS DISTINCT FROM (
                    SELECT log.new_level_id FROM crm_intent_log log
                     WHERE log.lead_id = lead.id AND log.new_level_id IS NOT NULL
                     ORDER BY log.date DESC, log.id DESC LIMIT 1)
                """
            ),
        )

    @api.model
    def _get_place_sql(self, company):
        """R073: whoever was ever rated is followed, an owner, or lost."""
        return SQL(
            """
            SELECT NULL::integer AS lead_id, log.partner_id, NULL::integer AS visit_id,
                   MAX(log.user_id) AS user_id, MAX(log.team_id) AS team_id
              FROM crm_intent_log log
             WHERE log.company_id = %(company)s AND log.partner_id IS NOT NULL
               AND NOT EXISTS (
                    SELECT 1 FROM crm_lead lead
                      JOIN res_partner customer ON customer.id = lead.partner_id
                     WHERE customer.commercial_partner_id = log.partner_id
                       AND (lead.won_status IN ('won', 'lost')
                            OR (lead.active AND lead.intent_level_id IS NOT NULL)))
             GROUP BY log.partner_id
            """,
            company=company.id,
        )

    @api.model
    def _get_report_sql(self, company):
        """R074: what was done on a day is reported, evidence of levels included."""
        return self._get_visit_sql(
            company,
            SQL(
                "visit.state IN ('in_progress', 'done') AND visit.visit_day < %s",
                company._get_sales_today(),
            ),
        )

    @api.model
    def _get_plan_sql(self, company):
        """R075: a planned contact took place, or was moved or cancelled."""
        return self._get_visit_sql(
            company,
            SQL(
                "visit.state IN ('planned', 'confirmed') AND visit.visit_day < %s"
                " AND lead.won_status != 'won'",
                company._get_sales_today(),
            ),
        )

    @api.model
    def _get_match_sql(self, company):
        """R076: the level in the report is the level in the history, and referenced."""
        return SQL(
            "%(reports)s UNION ALL %(changes)s",
            reports=self._get_visit_sql(
                company,
                SQL(
                    """
                    visit.state IN ('reported', 'reviewed')
                    AND visit.intent_level_after_id IS NOT NULL
                    AND NOT EXISTS (
                        SELECT 1 FROM crm_intent_log log
                         WHERE log.visit_id = visit.id
                           AND log.new_level_id = visit.intent_level_after_id)
                    """
                ),
            ),
            changes=self._get_rated_sql(
                company,
                SQL(
                    """
                    %s AND EXISTS (
                        SELECT 1 FROM crm_intent_log log
                         WHERE log.lead_id = lead.id AND log.kind IN ('up', 'down')
                           AND log.visit_id IS NULL AND log.proposal_id IS NULL)
                    """,
                    company.intent_evidence_policy == "block",
                ),
            ),
        )

    @api.model
    def _get_owner_sql(self, company):
        """R077: planned call-backs of owners took place, too."""
        return self._get_visit_sql(
            company,
            SQL(
                "visit.state IN ('planned', 'confirmed') AND visit.visit_day < %s"
                " AND lead.won_status = 'won'",
                company._get_sales_today(),
            ),
        )

    @api.model
    def _get_window_sql(self, company):
        """R078: no window is over without a proposal that asks for a decision."""
        return self._get_rated_sql(
            company,
            SQL(
                """
                lead.date_intent_due < %s
                AND NOT EXISTS (
                    SELECT 1 FROM crm_intent_proposal proposal
                     WHERE proposal.lead_id = lead.id
                       AND proposal.state IN ('open', 'planned'))
                """,
                company._get_sales_today(),
            ),
        )
