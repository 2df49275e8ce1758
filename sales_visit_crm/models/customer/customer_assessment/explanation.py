from odoo import api, fields, models

from ....tools import grading


class CustomerAssessment(models.Model):
    """Why this result and not the next better one, in words.

    Source: differentiator 11; S031, S034; R048.
    """

    _inherit = "customer.assessment"

    explanation = fields.Text(
        string="Why", compute="_compute_explanation", compute_sudo=True
    )
    warning = fields.Text(compute="_compute_warning", compute_sudo=True)

    @api.depends("line_ids.score", "band_id", "previous_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        earlier = self._get_earlier()
        for assessment in self:
            lines = [*assessment._explain_total()]
            if assessment in earlier:
                lines += assessment._explain_moves(earlier[assessment])
            assessment.explanation = "\n".join(lines)

    def _explain_total(self):
        """Return what the total means and what is missing to the next band."""
        self.ensure_one()
        if self.unscored_count or not self.line_ids:
            return [self.env._("Not scored yet: %s", self.unscored_count)]
        total = self._format_points(self.total_score)
        result = self.band_id.name or self.env._("no result")
        lines = [
            self.env._("%(total)s points: %(result)s.", total=total, result=result)
        ]
        if self.method == "quadrant":
            return [*lines, self._explain_quadrant()]
        if missing := grading.gap(self.total_score, self.template_id._get_bands()):
            amount, following = missing
            band = self.template_id.band_ids.browse(following.key)
            lines.append(
                self.env._(
                    "%(missing)s points are missing to %(band)s, which begins at "
                    "%(begin)s.",
                    missing=self._format_points(amount),
                    band=band.name,
                    begin=self._format_points(band.score_min),
                )
            )
        return lines

    def _explain_quadrant(self):
        axes = self._get_axes()
        return self.env._(
            "Value %(value)s, willingness %(willingness)s; high from %(high)s, low up "
            "to %(low)s.",
            value=axes.get("value", 0),
            willingness=axes.get("willingness", 0),
            high=self.template_id.quadrant_high_score,
            low=self.template_id.quadrant_low_score,
        )

    def _explain_moves(self, before):
        """Return what moved since ``before``, an assessment by the same form."""
        lines = [
            self.env._(
                "Since %(number)s of %(day)s (%(result)s, %(total)s points):",
                number=before.name,
                day=fields.Date.to_string(before.date_assessed),
                result=before.band_id.name or "-",
                total=self._format_points(before.total_score),
            )
        ]
        names = {
            line.indicator_id.code: line.indicator_id.name
            for line in before.line_ids | self.line_ids
        }
        old = {line.indicator_id.code: line.score for line in before.line_ids}
        new = {line.indicator_id.code: line.score for line in self.line_ids}
        moves = grading.moves(self._get_inputs(), before._get_inputs(), self.method)
        for code, points in moves:
            lines.append(
                self.env._(
                    "• %(indicator)s: %(old)s → %(new)s (%(points)s)",
                    indicator=names[code],
                    old=old.get(code, "-"),
                    new=new.get(code, "-"),
                    points=f"{points:+.4g}",
                )
            )
        if not moves:
            lines.append(self.env._("• no score has changed"))
        return lines

    def _get_earlier(self):
        """Return by assessment the last one by the same form that came into force."""
        decided = self.search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("date_effective", "!=", False),
            ],
            order="date_effective desc, id desc",
        )
        earlier = {}
        for assessment in self:
            for other in decided:
                if (
                    other.partner_id == assessment.partner_id
                    and other.template_id.code == assessment.template_id.code
                    and other.id < assessment._origin.id
                ):
                    earlier[assessment] = other
                    break
        return earlier

    def _format_points(self, value):
        return f"{round(value, 2):g}"

    # warnings

    @api.depends("has_disagreement", "band_id", "partner_id")
    @api.depends_context("lang")
    def _compute_warning(self):
        for assessment in self:
            assessment.warning = "\n".join(assessment._get_warnings())

    def _get_warnings(self):
        """Return sentences about what is odd but allowed."""
        self.ensure_one()
        lines = []
        if self.has_disagreement:
            lines.append(
                self.env._(
                    "The sum says %(sum)s, the quadrant %(quadrant)s: they are more "
                    "than %(tolerance)s apart. Look at the scores again.",
                    sum=self._get_sum_band().name,
                    quadrant=self.quadrant_band_id.name,
                    tolerance=self.template_id.quadrant_tolerance,
                )
            )
        owner = self.partner_id.user_id
        if self.grade_id.requires_senior and not owner.is_senior_salesperson:
            lines.append(self.partner_id._get_senior_warning(self.grade_id))
        if self.outcome == "credit" and self.credit_class:
            lines += self.partner_id._get_credit_warnings(self.credit_class)
        return lines
