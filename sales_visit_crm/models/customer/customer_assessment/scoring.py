from odoo import api, fields, models


class CustomerAssessment(models.Model):
    """The lines of an assessment: from the form, with the facts of the day.

    Source: B08; S035; A118.
    """

    _inherit = "customer.assessment"

    unscored_count = fields.Integer(
        string="Not Scored", compute="_compute_progress", store=True
    )
    progress = fields.Integer(
        string="Scored (%)", compute="_compute_progress", store=True, aggregator="avg"
    )

    @api.depends("line_ids.score")
    def _compute_progress(self):
        for assessment in self:
            count = len(assessment.line_ids)
            missing = len(assessment.line_ids.filtered(lambda line: not line.score))
            assessment.unscored_count = missing
            assessment.progress = 100 * (count - missing) // count if count else 0

    def action_refresh_facts(self):
        """Read the facts of the drafts again, and propose their levels."""
        self.check_access("write")
        self.filtered(lambda doc: doc.state == "draft")._fill_facts()
        return True

    def _fill_lines(self):
        """Give each assessment one line per indicator of its form."""
        vals_list = [
            {
                "assessment_id": assessment.id,
                "indicator_id": indicator.id,
                "sequence": indicator.sequence,
                "weight": indicator.weight,
            }
            for assessment in self
            for indicator in assessment.sudo().template_id.indicator_ids
        ]
        self.env["customer.assessment.line"].sudo().create(vals_list)
        self._fill_facts()

    def _refill_lines(self):
        """Begin anew with the lines of another form; what can be kept is kept."""
        scores = {
            (line.assessment_id.id, line.indicator_id.code): line.score
            for line in self.sudo().line_ids
            if line.indicator_id.scale == "score"
        }
        self.sudo().line_ids.unlink()
        self._fill_lines()
        for line in self.sudo().line_ids:
            score = scores.get((line.assessment_id.id, line.indicator_id.code))
            indicator = line.indicator_id
            if score and indicator.scale == "score":
                line.score = max(indicator.score_min, min(score, indicator.score_max))

    def _fill_facts(self):
        """Write the facts into the lines; a query per fact, company and day."""
        lines = self.sudo().line_ids.filtered("fact")
        for (company, day), group in lines.grouped(
            lambda line: (line.company_id, line.date_assessed)
        ).items():
            self._fill_facts_of(company, day or company._get_sales_today(), group)

    def _fill_facts_of(self, company, day, lines):
        facts = self.env["customer.assessment.fact"].sudo()
        partners = lines.partner_id.commercial_partner_id
        values = facts._get_values(set(lines.mapped("fact")), company, partners, day)
        for line in lines:
            known = values[line.fact]
            value = known.get(line.partner_id.commercial_partner_id.id)
            vals = {"has_fact": value is not None, "fact_value": value or 0.0}
            choice = line.indicator_id._get_choice(value) if vals["has_fact"] else None
            if choice:
                # Below the evaluator's own choice, which a new fact may overtake.
                vals["choice_id"] = choice.id
            line._write_fact(vals)
