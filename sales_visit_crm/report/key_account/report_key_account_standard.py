from odoo import models


class ReportKeyAccountStandard(models.AbstractModel):
    """大客户分类标准: the tiers, who belongs to them and what they get (B44)."""

    _name = "report.sales_visit_crm.report_key_account_standard"
    _description = "Key-Account Classification Standard"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "key.account.tier"
    _form_order = "sequence, id"

    def _get_period_domain(self, options):
        """Return all tiers: a standard has no period."""
        return []

    def _prepare_sheets(self, documents, options):
        company = self.env.company.sudo()
        return [{"doc": documents[:0], "company": company, "tiers": documents}]
