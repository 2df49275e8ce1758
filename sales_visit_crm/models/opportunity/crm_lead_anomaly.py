from odoo import api, fields, models
from odoo.tools import SQL

BATCH_SIZE = 5000


class CrmLeadAnomaly(models.Model):
    """Something odd about a running deal, found at night and closed when it ends.

    One open row for each opportunity and kind, with the number that explains it.

    Source: S053, S056, S064; B34.
    """

    _name = "crm.lead.anomaly"
    _description = "Deal Anomaly"
    _inherit = ["crm.process.part.mixin"]
    _order = "date_opened desc, id desc"
    _rec_name = "explanation"

    kind = fields.Selection(
        selection=[
            ("stagnation", "Stagnation"),
            ("gap", "Buying and Selling Apart"),
            ("evidence", "Milestone Evidence Missing"),
            ("commitment", "Promise Overdue"),
            ("date", "Expected Date Passed"),
            ("amount", "Amount Changed"),
            ("decision", "No Decision Maker"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    value = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Days, stages, pieces or percent, by the kind.",
    )
    date_opened = fields.Datetime(string="Found On", required=True, readonly=True)
    date_closed = fields.Datetime(string="Ended On", readonly=True)
    explanation = fields.Char(compute="_compute_explanation")

    _open_uniq = models.UniqueIndex(
        "(lead_id, kind) WHERE state = 'open'",
        "An opportunity has one open anomaly of each kind.",
    )

    @api.depends("kind", "value")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for row in self:
            row.explanation = row.kind and row._explain()

    def _explain(self):
        self.ensure_one()
        value = round(self.value)
        return {
            "stagnation": lambda: self.env._("%s days without a step forward", value),
            "gap": lambda: (
                self.env._("We are ahead of the customer (stages: %s)", value)
                if value > 0
                else self.env._("The customer is ahead of us (stages: %s)", -value)
            ),
            "evidence": lambda: self.env._(
                "Milestones without evidence in stages already left: %s", value
            ),
            "commitment": lambda: self.env._("Promises of ours overdue: %s", value),
            "date": lambda: self.env._("Days since the expected date: %s", value),
            "amount": lambda: self.env._(
                "The amount changed by %s %% since the stage was entered", value
            ),
            "decision": lambda: self.env._(
                "No decision maker is known by stage %s", value
            ),
        }[self.kind]()

    def action_open_lead(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()

    # nightly

    @api.model
    def _cron_detect_anomalies(self):
        """Find and close anomalies, a set of opportunities at a time, committed.

        A run that is killed goes on where it stopped: rows found twice stay one.
        """
        self.env.flush_all()
        begun = fields.Datetime.now()
        last_id = 0
        while ids := self._get_next_leads(last_id):
            self._detect(ids)
            last_id = ids[-1]
            if not self.env["ir.cron"]._commit_progress(len(ids)):
                return
        self._tell_leaders(begun)

    @api.model
    def _tell_leaders(self, since):
        """Give each team leader one task about what was found since (S053, S056).

        They decide: push, support, or give the deal up.
        """
        groups = self._read_group(
            [("state", "=", "open"), ("date_opened", ">=", since)],
            ["team_id"],
            ["__count", "lead_id:min"],
        )
        kind = self.env.ref("sales_visit_crm.mail_activity_type_deal_anomaly")
        activities = self.env["mail.activity"]
        busy = activities.search([("activity_type_id", "=", kind.id)]).user_id
        vals_list = []
        for team, count, lead_id in groups:
            leader = team.user_id
            if not leader or leader in busy:
                continue
            env = self.with_context(lang=leader.lang).env
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": lead_id,
                    "user_id": leader.id,
                    "date_deadline": leader._get_sales_today(),
                    "summary": env._("New deal anomalies in the team: %s", count),
                    "automated": True,
                }
            )
            busy |= leader
        activities.with_context(mail_activity_quick_update=True).create(vals_list)

    @api.model
    def _get_next_leads(self, last_id):
        """Return ids of opportunities under a process, also those that ended."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM crm_lead
                    WHERE process_template_id IS NOT NULL AND type = 'opportunity'
                      AND id > %s ORDER BY id LIMIT %s""",
                last_id,
                BATCH_SIZE,
            )
        )
        return [lead_id for (lead_id,) in rows]

    @api.model
    def _detect(self, lead_ids):
        """Bring the anomalies of the opportunities up to date, in two statements."""
        self.env.flush_all()
        found = SQL("(%s)", SQL(" UNION ALL ").join(self._get_detectors(lead_ids)))
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                WITH found AS (SELECT * FROM %(found)s AS rows(lead_id, kind, value)),
                closed AS (
                    UPDATE crm_lead_anomaly a
                       SET state = 'closed', date_closed = %(now)s
                     WHERE a.state = 'open' AND a.lead_id = ANY(%(ids)s)
                       AND NOT EXISTS (SELECT 1 FROM found f
                            WHERE f.lead_id = a.lead_id AND f.kind = a.kind)
                )
                INSERT INTO crm_lead_anomaly
                       (lead_id, company_id, user_id, team_id, kind, state, value,
                        date_opened, create_uid, create_date, write_uid, write_date)
                SELECT l.id, l.company_id, l.user_id, l.team_id, f.kind, 'open',
                       f.value, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM found f JOIN crm_lead l ON l.id = f.lead_id
                ON CONFLICT (lead_id, kind) WHERE state = 'open'
                DO UPDATE SET value = excluded.value
                     WHERE crm_lead_anomaly.value IS DISTINCT FROM excluded.value
                """,
                found=found,
                ids=list(lead_ids),
                now=now,
                uid=self.env.uid,
            )
        )
        self.invalidate_model()

    @api.model
    def _get_detectors(self, lead_ids):
        """Return one query (lead, kind, value) for each kind; other rooms add some."""
        running = SQL(
            """(SELECT l.*, s.process_number, s.rotting_threshold_days, c.id AS cid,
                       COALESCE(NULLIF(s.rotting_threshold_days, 0),
                                c.process_stagnation_days) AS idle_days,
                       c.process_gap_stages, c.process_amount_rate,
                       c.process_decision_stage,
                       (%(now)s AT TIME ZONE 'UTC' AT TIME ZONE
                        COALESCE(up.tz, cp.tz, 'UTC'))::date AS today
                  FROM crm_lead l
                  JOIN crm_stage s ON s.id = l.stage_id
                  JOIN res_company c ON c.id = COALESCE(l.company_id, %(company)s)
                  LEFT JOIN res_partner cp ON cp.id = c.partner_id
                  LEFT JOIN res_users u ON u.id = l.user_id
                  LEFT JOIN res_partner up ON up.id = u.partner_id
                 WHERE l.id = ANY(%(ids)s) AND l.active
                   AND l.won_status = 'pending')""",
            now=fields.Datetime.now(),
            company=self.env.company.id,
            ids=list(lead_ids),
        )
        return [
            self._detect_stagnation(running),
            SQL(
                """SELECT id, 'gap', stage_gap::float FROM %s r
                    WHERE ABS(stage_gap) >= process_gap_stages""",
                running,
            ),
            self._detect_missing_evidence(running),
            self._detect_overdue_promises(running),
            SQL(
                """SELECT id, 'date', (today - date_deadline)::float FROM %s r
                    WHERE date_deadline < today""",
                running,
            ),
            self._detect_changed_amount(running),
            self._detect_missing_decision_maker(running),
        ]

    @api.model
    def _detect_stagnation(self, running):
        return SQL(
            """SELECT r.id, 'stagnation',
                      FLOOR(EXTRACT(EPOCH FROM %(now)s - last.date) / 86400)::float
                 FROM %(running)s r
                 CROSS JOIN LATERAL (SELECT COALESCE(GREATEST(
                     (SELECT MAX(g.date) FROM crm_gate_log g WHERE g.lead_id = r.id),
                     (SELECT MAX(m.date_done) FROM crm_lead_milestone m
                       WHERE m.lead_id = r.id)), r.create_date) AS date) last
                WHERE last.date < %(now)s - r.idle_days * INTERVAL '1 day'""",
            now=fields.Datetime.now(),
            running=running,
        )

    @api.model
    def _detect_missing_evidence(self, running):
        return SQL(
            """SELECT r.id, 'evidence', COUNT(*)::float
                 FROM %s r
                 JOIN crm_lead_milestone m ON m.lead_id = r.id AND m.state = 'open'
                  AND m.process_number < r.process_number
                 JOIN crm_stage_milestone t ON t.id = m.milestone_id
                  AND t.is_required AND t.active
                GROUP BY r.id""",
            running,
        )

    @api.model
    def _detect_overdue_promises(self, running):
        return SQL(
            """SELECT r.id, 'commitment', COUNT(*)::float
                 FROM %s r
                 JOIN sales_visit v ON v.lead_id = r.id
                 JOIN sales_commitment p ON p.visit_id = v.id AND p.state = 'open'
                  AND p.promised_by = 'us' AND p.date_deadline < r.today
                GROUP BY r.id""",
            running,
        )

    @api.model
    def _detect_changed_amount(self, running):
        return SQL(
            """SELECT r.id, 'amount', (ABS(r.expected_revenue - g.amount) * 100
                      / ABS(g.amount))::float
                 FROM %s r
                 CROSS JOIN LATERAL (SELECT amount FROM crm_gate_log g
                      WHERE g.lead_id = r.id ORDER BY g.date DESC, g.id DESC LIMIT 1) g
                WHERE g.amount != 0 AND ABS(r.expected_revenue - g.amount) * 100
                      / ABS(g.amount) > r.process_amount_rate""",
            running,
        )

    @api.model
    def _detect_missing_decision_maker(self, running):
        return SQL(
            """SELECT r.id, 'decision', r.process_number::float
                 FROM %s r
                 LEFT JOIN res_partner p ON p.id = r.partner_id
                WHERE r.process_number >= r.process_decision_stage
                  AND %s IS NULL
                  AND NOT EXISTS (SELECT 1 FROM res_partner k
                       JOIN customer_contact_role_rel rel ON rel.partner_id = k.id
                       JOIN customer_contact_role role ON role.id = rel.role_id
                      WHERE k.commercial_partner_id = p.commercial_partner_id
                        AND k.active AND role.code IN ('decision', 'owner'))""",
            running,
            self._get_named_decision_maker(),
        )

    @api.model
    def _get_named_decision_maker(self):
        """Return the column in which an opportunity names its decision maker."""
        if "key_decision_maker_id" in self.env["crm.lead"]._fields:
            return SQL.identifier("r", "key_decision_maker_id")
        return SQL("NULL")
