from odoo import fields, models


class CustomerAssessment(models.Model):
    """The salesperson's way to object to a result. Source: differentiator 11."""

    _inherit = "customer.assessment"

    appeal_id = fields.Many2one(
        comodel_name="customer.assessment.appeal",
        string="After Appeal",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    appeal_ids = fields.One2many(
        comodel_name="customer.assessment.appeal",
        inverse_name="assessment_id",
        string="Appeals",
    )
    appeal_count = fields.Integer(
        string="Appeals Made", compute="_compute_appeal_count"
    )

    def _compute_appeal_count(self):
        counts = dict(
            self.env["customer.assessment.appeal"]._read_group(
                [("assessment_id", "in", self.ids)], ["assessment_id"], ["__count"]
            )
        )
        for assessment in self:
            assessment.appeal_count = counts.get(assessment, 0)

    def action_appeal(self):
        """Return the window for an appeal against the result."""
        self.ensure_one()
        return self.env["customer.assessment.appeal"]._get_for(self)

    def action_view_appeals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_assessment_appeal_action"
        )
        return {**action, "domain": [("assessment_id", "=", self.id)], "context": {}}

    def _take_scores(self, other):
        """Take over the scores of ``other``, where the form still knows them."""
        known = {line.indicator_id.code: line for line in other.sudo().line_ids}
        for line in self.sudo().line_ids:
            old = known.get(line.indicator_id.code)
            if not old or line.has_fact:
                continue
            if line.scale == "level":
                same = line.indicator_id.choice_ids.filtered(
                    lambda choice, score=old.score: choice.score == score
                )
                line.choice_id = same[:1]
            elif line.score_min <= old.score <= line.score_max:
                line.score = old.score
