from odoo import api, fields, models

from ....tools import grading


class CustomerAssessment(models.Model):
    """Total, band and quadrant, from the scores and the version of the form alone.

    Source: S030, S031, S035, G06; differentiator 11.
    """

    _inherit = "customer.assessment"

    total_score = fields.Float(
        string="Total",
        digits=(6, 2),
        compute="_compute_total_score",
        store=True,
        aggregator="avg",
        tracking=True,
    )
    band_id = fields.Many2one(
        comodel_name="customer.assessment.band",
        string="Result",
        compute="_compute_band_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    grade_id = fields.Many2one(
        related="band_id.grade_id", store=True, string="Grade", index="btree_not_null"
    )
    grade_color = fields.Integer(related="grade_id.color")
    credit_class = fields.Selection(related="band_id.credit_class", store=True)
    quadrant_band_id = fields.Many2one(
        comodel_name="customer.assessment.band",
        string="By Quadrant",
        compute="_compute_quadrant",
        store=True,
        ondelete="restrict",
    )
    has_disagreement = fields.Boolean(
        string="Sum and Quadrant Disagree", compute="_compute_quadrant", store=True
    )

    @api.depends("line_ids.points")
    def _compute_total_score(self):
        for assessment in self:
            template = assessment.template_id
            assessment.total_score = template._get_total(assessment._get_inputs())

    @api.depends("line_ids.score", "total_score")
    def _compute_band_id(self):
        for assessment in self:
            assessment.band_id = assessment._get_result()[1]

    @api.depends("line_ids.score", "total_score")
    def _compute_quadrant(self):
        grades = self.env["customer.grade"].search([("active", "in", (True, False))])
        for assessment in self.sudo():
            template = assessment.template_id
            band = template._get_quadrant_band(assessment._get_axes())
            distance = assessment._get_distance(
                grades.ids, band, assessment._get_sum_band()
            )
            assessment.quadrant_band_id = band
            assessment.has_disagreement = distance > template.quadrant_tolerance

    @api.depends("band_id")
    def _compute_strategy(self):
        for assessment in self:
            proposed = assessment.band_id._get_strategy()
            if proposed and not assessment._has_own_strategy():
                assessment.strategy = proposed
            else:
                assessment.strategy = assessment.strategy

    def _has_own_strategy(self):
        """Return whether somebody wrote a strategy, other than those proposed."""
        bands = self.template_id.band_ids
        text = (self.strategy or "").strip()
        return bool(text) and text not in {band._get_strategy() for band in bands}

    def _get_inputs(self):
        return [line._get_input() for line in self.line_ids]

    def _get_axes(self):
        """Return the scores by axis of the quadrant."""
        return {
            line.indicator_id.axis: line.score
            for line in self.line_ids
            if line.indicator_id.axis
        }

    def _get_result(self):
        """Return total and band, computed from what is stored, by the stored version.

        No band as long as something is not scored.
        """
        self.ensure_one()
        assessment = self.sudo()
        inputs, template = assessment._get_inputs(), assessment.template_id
        total = template._get_total(inputs)
        if not inputs or not all(item.score for item in inputs):
            return total, template.band_ids.browse()
        return total, template._get_band(total, assessment._get_axes())

    def _get_sum_band(self):
        """Return the band that the total alone leads to."""
        template = self.template_id
        found = grading.band_of(self.total_score, template._get_bands())
        return template.band_ids.browse(found and found.key)

    @api.model
    def _get_distance(self, grade_ids, band, other):
        """Return how many grades lie between two bands, 0 where one is missing."""
        places = [
            grade_ids.index(item.grade_id.id)
            for item in (band, other)
            if item.grade_id.id in grade_ids
        ]
        return abs(places[0] - places[-1]) if len(places) > 1 else 0

    def action_rerun(self):
        """Compute the result again by the stored version, and say whether it holds."""
        self.ensure_one()
        total, band = self._get_result()
        same = band == self.band_id and not round(total - self.total_score, 2)
        names = {
            "form": self.template_id.display_name,
            "total": round(total, 2),
            "result": band.name or self.env._("no result"),
        }
        if same:
            text = self.env._(
                "%(form)s on the stored scores: %(total)s, %(result)s - the same.",
                **names,
            )
        else:
            text = self.env._(
                "%(form)s on the stored scores: %(total)s, %(result)s - another "
                "result. Tell an administrator.",
                **names,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if same else "danger",
                "title": self.env._("Computed again"),
                "message": text,
            },
        }
