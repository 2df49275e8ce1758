from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merged customer keeps all assessments, and the newest of each kind in force.

    Source: LC16.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        assessments = self.env["customer.assessment"].sudo()
        self._replace_older_assessments(assessments, src_partners | dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        assessments.invalidate_model()
        assessments._settle_current(dst_partner)
        return result

    @api.model
    def _replace_older_assessments(self, assessments, partners):
        current = assessments.search(
            [
                ("partner_id", "in", partners.ids),
                ("state", "in", ("effective", "expired")),
            ],
            order="date_effective desc, id desc",
        )
        for of_kind in current.grouped("outcome").values():
            company = of_kind[0].company_id
            of_kind[1:]._transition_to(
                "superseded", date_ended=company._get_sales_today()
            )
        current.flush_recordset()
