from odoo import api, fields, models
from odoo.tools import SQL


class CrmIntentReport(models.Model):
    """One row per stay of a deal in a level, made for pivots; the id is the entry's.

    The rows answer the level matrix (who has how many at which level), the movement
    matrix (from level to next), the ageing and the conversion of each cohort: the
    deals that entered a level in the same month. A rate is 0 or 100 on each row, so
    that its average is a percentage.

    Source: AN11, AN14, AN15, AN17.
    """

    _name = "crm.intent.report"
    _description = "Intent Analysis"
    _auto = False
    _rec_name = "lead_id"
    _order = "day_from desc, id desc"
    _depends = {
        "crm.intent.log": [
            "company_id",
            "date",
            "day",
            "is_unfounded",
            "kind",
            "lead_id",
            "new_level_id",
            "old_level_id",
            "partner_id",
            "team_id",
            "user_id",
        ],
        "crm.lead": [
            "active",
            "date_intent_due",
            "expected_revenue",
            "source_id",
            "won_status",
        ],
    }

    lead_id = fields.Many2one(
        comodel_name="crm.lead", string="Opportunity", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True
    )
    source_id = fields.Many2one(comodel_name="utm.source", readonly=True)
    level_id = fields.Many2one(comodel_name="crm.intent.level", readonly=True)
    previous_level_id = fields.Many2one(
        comodel_name="crm.intent.level", string="Came From", readonly=True
    )
    next_level_id = fields.Many2one(
        comodel_name="crm.intent.level", string="Went To", readonly=True
    )
    day_from = fields.Date(string="Entered On", readonly=True)
    day_to = fields.Date(string="Left On", readonly=True)
    move = fields.Selection(
        selection=[
            ("up", "Up"),
            ("down", "Down"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("current", "Still There"),
        ],
        string="Left By",
        readonly=True,
    )
    is_current = fields.Boolean(string="Current", readonly=True)
    is_overdue = fields.Boolean(string="Overdue", readonly=True)
    is_unfounded = fields.Boolean(string="Left Without Contact", readonly=True)
    stay_count = fields.Integer(string="Deals", readonly=True)
    overdue_count = fields.Integer(string="Overdue Deals", readonly=True)
    won_count = fields.Integer(string="Won Deals", readonly=True)
    lost_count = fields.Integer(string="Lost Deals", readonly=True)
    stay_days = fields.Float(string="Days in Level", readonly=True, aggregator="avg")
    won_rate = fields.Float(
        string="Won in the End (%)",
        readonly=True,
        aggregator="avg",
        help="Share of the deals of this cohort that were won, whatever levels came "
        "between; of those that are decided.",
    )
    expected_revenue = fields.Float(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH step AS (%(steps)s)
            SELECT step.id, step.lead_id, step.partner_id, step.company_id,
                   step.user_id, step.team_id, lead.source_id,
                   step.new_level_id AS level_id,
                   step.old_level_id AS previous_level_id,
                   step.next_level_id,
                   step.day AS day_from, step.next_day AS day_to,
                   COALESCE(step.next_kind, 'current') AS move,
                   step.next_id IS NULL AS is_current,
                   %(overdue)s AS is_overdue,
                   COALESCE(step.next_unfounded, FALSE) AS is_unfounded,
                   1 AS stay_count,
                   (%(overdue)s)::integer AS overdue_count,
                   (step.next_kind = 'won')::integer AS won_count,
                   (step.next_kind = 'lost')::integer AS lost_count,
                   (COALESCE(step.next_day, %(today)s) - step.day)::float AS stay_days,
                   CASE lead.won_status WHEN 'won' THEN 100.0 WHEN 'lost' THEN 0.0
                        END AS won_rate,
                   lead.expected_revenue
              FROM step
              JOIN crm_lead lead ON lead.id = step.lead_id
             WHERE step.new_level_id IS NOT NULL
            """,
            overdue=SQL(
                "(step.next_id IS NULL AND lead.active"
                " AND COALESCE(lead.date_intent_due < %s, FALSE))",
                self.env.user._get_sales_today(),
            ),
            today=self.env.user._get_sales_today(),
            steps=self._get_steps_sql(),
        )

    @api.model
    def _get_steps_sql(self):
        """Return the query of the entries into a level, each with what came next."""
        return SQL(
            """
            SELECT log.*,
                   LEAD(log.id) OVER deal AS next_id,
                   LEAD(log.day) OVER deal AS next_day,
                   LEAD(log.kind) OVER deal AS next_kind,
                   LEAD(log.new_level_id) OVER deal AS next_level_id,
                   LEAD(log.is_unfounded) OVER deal AS next_unfounded
              FROM crm_intent_log log
             WHERE log.kind != 'keep'
            WINDOW deal AS (PARTITION BY log.lead_id ORDER BY log.date, log.id)
            """
        )

    def action_open_lead(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()
