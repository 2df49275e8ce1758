from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerAssessmentSimulation(models.TransientModel):
    """Who would change if a version of a form were published: a what-if list.

    The version is applied to the scores of the assessments in force by the same form,
    all of them in one statement. Indicators are matched by their code; where a new one
    was never scored, nothing can be said.

    Source: differentiator 11.
    """

    _name = "customer.assessment.simulation"
    _description = "Try Out an Assessment Form"

    template_id = fields.Many2one(
        comodel_name="customer.assessment.template",
        string="Form",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    line_ids = fields.One2many(
        comodel_name="customer.assessment.simulation.line",
        inverse_name="simulation_id",
        string="Who Would Change",
        readonly=True,
    )
    total_count = fields.Integer(string="In Force", readonly=True)
    changed_count = fields.Integer(string="Would Change", readonly=True)
    untold_count = fields.Integer(
        string="Not Known",
        readonly=True,
        help="The new version asks for something that was not scored.",
    )

    @api.model
    def _simulate(self, template):
        """Return the simulation of ``template`` for the companies of the user.

        :raise AccessError: if the user may not change forms
        """
        template.check_access("write")
        template._check_publishable()
        simulation = self.create({"template_id": template.id})
        self.env.flush_all()
        simulation._insert_lines()
        simulation.invalidate_recordset(["line_ids"])
        counts = dict(
            self.env["customer.assessment.simulation.line"]._read_group(
                [("simulation_id", "=", simulation.id)], ["change"], ["__count"]
            )
        )
        simulation.write(
            {
                "total_count": sum(counts.values()),
                "changed_count": sum(counts.get(key, 0) for key in ("up", "down")),
                "untold_count": counts.get("untold", 0),
            }
        )
        return simulation

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_assessment_simulation_line_action"
        )
        return {**action, "domain": [("simulation_id", "=", self.id)]}

    def _insert_lines(self):
        """Insert one line per assessment in force, computed by the version."""
        template = self.template_id
        if not template.code:
            raise UserError(self.env._("The form has no code."))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_assessment_simulation_line
                       (simulation_id, assessment_id, partner_id, user_id,
                        old_band_name, old_total, new_band_id, new_total, change,
                        create_uid, create_date, write_uid, write_date)
                SELECT %(simulation)s, told.id, told.partner_id, told.user_id,
                       told.old_name, told.total_score, told.band_id, told.total,
                       CASE WHEN told.total IS NULL OR told.band_id IS NULL
                            THEN 'untold'
                            WHEN told.old_rank IS NOT DISTINCT FROM told.new_rank
                            THEN 'same'
                            WHEN told.new_rank < told.old_rank THEN 'up'
                            ELSE 'down' END,
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(told)s) told
                """,
                simulation=self.id,
                uid=self.env.uid,
                told=self._get_told_query(),
            )
        )

    def _get_told_query(self):
        """Return the query of the assessments in force with their new totals.

        The rank of a band counts from the best: in the old version and in the new one,
        the same place by grade, credit class or code means no change.
        """
        return SQL(
            """
            SELECT score.*, band.id AS band_id,
                   COALESCE(new_grade.sequence, band.rank) AS new_rank
              FROM (%(scores)s) score
         LEFT JOIN LATERAL (
                   SELECT item.id, item.grade_id, %(rank)s AS rank
                     FROM customer_assessment_band item
                    WHERE item.template_id = %(template)s AND %(fits)s
                 ORDER BY item.score_min DESC
                    LIMIT 1
                   ) band ON score.total IS NOT NULL
         LEFT JOIN customer_grade new_grade ON new_grade.id = band.grade_id
            """,
            scores=self._get_scores_query(),
            rank=self._sql_rank("item"),
            fits=self._sql_fits(),
            template=self.template_id.id,
        )

    def _get_scores_query(self):
        """Return the query of the assessments in force, with their totals by it."""
        template = self.template_id
        return SQL(
            """
            SELECT sheet.id, sheet.partner_id, sheet.user_id, sheet.total_score,
                   COALESCE(old.name ->> %(lang)s, old.name ->> 'en_US') AS old_name,
                   COALESCE(old_grade.sequence, %(rank)s) AS old_rank,
                   inputs.total, inputs.value, inputs.willingness
              FROM customer_assessment sheet
              JOIN customer_assessment_template form ON form.id = sheet.template_id
              JOIN customer_assessment_band old ON old.id = sheet.band_id
         LEFT JOIN customer_grade old_grade ON old_grade.id = old.grade_id
        CROSS JOIN LATERAL (%(inputs)s) inputs
             WHERE form.code = %(code)s
               AND sheet.state IN ('effective', 'expired')
               AND sheet.company_id IN %(companies)s
               AND (%(company)s IS NULL OR sheet.company_id = %(company)s)
            """,
            lang=self.env.lang or "en_US",
            rank=self._sql_rank("old"),
            inputs=self._get_inputs_query(),
            code=template.code,
            companies=tuple(self.env.companies.ids),
            company=template.company_id.id or None,
        )

    def _get_inputs_query(self):
        """Return the query of total and axes of ``sheet``, empty if a score lacks."""
        points = SQL("line.score")
        if self.template_id.method == "weighted":
            points = SQL("line.score * item.weight / 100")
        return SQL(
            """
            SELECT CASE WHEN COUNT(line.id) = COUNT(*)
                        THEN ROUND(SUM(%(points)s)::numeric, 4) END AS total,
                   MAX(line.score) FILTER (WHERE item.axis = 'value') AS value,
                   MAX(line.score) FILTER (WHERE item.axis = 'willingness')
                       AS willingness
              FROM customer_assessment_indicator item
         LEFT JOIN (
                   SELECT entry.id, entry.score, known.code
                     FROM customer_assessment_line entry
                     JOIN customer_assessment_indicator known
                       ON known.id = entry.indicator_id
                    WHERE entry.assessment_id = sheet.id AND entry.score > 0
                   ) line
                ON line.code = item.code
               AND line.score BETWEEN item.score_min AND item.score_max
             WHERE item.template_id = %(template)s
            """,
            points=points,
            template=self.template_id.id,
        )

    def _sql_rank(self, alias):
        """Return the place of a band within its version, 1 for the best."""
        return SQL(
            """(SELECT COUNT(*) FROM customer_assessment_band above
                 WHERE above.template_id = %(template)s
                   AND above.score_min >= %(score)s)""",
            template=SQL.identifier(alias, "template_id"),
            score=SQL.identifier(alias, "score_min"),
        )

    def _sql_fits(self):
        """Return the condition by which a band is that of the new total."""
        template = self.template_id
        if template.method != "quadrant":
            return SQL("item.score_min <= score.total")
        return SQL(
            """item.code = CASE
                   WHEN LEAST(score.value, score.willingness) >= %(high)s THEN 'A'
                   WHEN GREATEST(score.value, score.willingness) <= %(low)s THEN 'C'
                   ELSE 'B' END""",
            high=template.quadrant_high_score,
            low=template.quadrant_low_score,
        )
