from odoo import api, models
from odoo.tools import SQL


class CustomerAssessmentFact(models.AbstractModel):
    """Visits held are a fact about a customer, too. Source: A118, 配合度; AN52."""

    _inherit = "customer.assessment.fact"

    @api.model
    def _get_selection(self):
        label = self.env._("Visits of 12 months")
        return [*super()._get_selection(), ("visit_count", label)]

    def _get_visit_count(self, company, partners, today):
        begin, end = self._get_year(company, today)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT commercial_partner_id, COUNT(*)
                  FROM sales_visit
                 WHERE company_id = %(company)s
                   AND state IN ('done', 'reported', 'reviewed')
                   AND date_start >= %(begin)s AND date_start < %(end)s
                   AND commercial_partner_id IN %(partners)s
              GROUP BY commercial_partner_id
                """,
                company=company.id,
                begin=begin,
                end=end,
                partners=tuple(partners.ids),
            )
        )
        found = dict(rows)
        return {partner.id: float(found.get(partner.id, 0)) for partner in partners}
