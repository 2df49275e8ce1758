from odoo import api, fields, models


class CustomerAssessmentBand(models.Model):
    """From which total on, and what it means for the customer.

    A band ends where the next one begins.

    Source: S030, G06; P06; S104.
    """

    _name = "customer.assessment.band"
    _description = "Band of Totals"
    _inherit = ["customer.assessment.part.mixin"]
    _order = "template_id, score_min desc, id"

    name = fields.Char(required=True, translate=True)
    score_min = fields.Float(string="From", required=True, digits=(6, 2))
    score_max = fields.Float(
        string="Below",
        digits=(6, 2),
        compute="_compute_score_max",
        help="Where the next band begins; 0: no end.",
    )
    code = fields.Char(
        help="What integrations and key-account tiers know the band by.",
    )
    grade_id = fields.Many2one(
        comodel_name="customer.grade", index="btree_not_null", ondelete="restrict"
    )
    credit_class = fields.Selection(selection="_selection_credit_class")
    customer_category = fields.Selection(
        selection="_selection_customer_category",
        help="The category that an approved assessment gives the customer.",
    )
    strategy = fields.Text(
        translate=True, help="Proposed; empty: that of the grade is."
    )

    _score_uniq = models.UniqueIndex(
        "(template_id, score_min)", "Two bands of this form begin at the same total."
    )

    @api.depends("score_min", "template_id.band_ids.score_min")
    def _compute_score_max(self):
        for band in self:
            above = [
                other.score_min
                for other in band.template_id.band_ids
                if other.score_min > band.score_min
            ]
            band.score_max = min(above, default=0)

    @api.model
    def _selection_credit_class(self):
        return self._get_partner_selection("credit_class")

    @api.model
    def _selection_customer_category(self):
        return self._get_partner_selection("customer_category")

    def _get_partner_selection(self, name):
        field = self.env["res.partner"]._fields[name]
        return field._description_selection(self.env)

    def _get_strategy(self):
        return self.strategy or self.grade_id.strategy or ""
