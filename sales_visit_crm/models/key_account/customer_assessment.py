from odoo import models


class CustomerAssessment(models.Model):
    """An assessment of the tier nominates the customer; its approval gives the tier.

    Source: S104, S105, LC5; B61, 大客户等级评估表.
    """

    _inherit = "customer.assessment"

    def _apply_tier(self):
        result = super()._apply_tier()
        nominations = self.env["key.account.nomination"].sudo()
        for assessment in self:
            nominations._propose_from_assessment(assessment)
        return result
