from odoo import models


class ReportKeyAccountList(models.AbstractModel):
    """大客户名册: the key accounts by tier, with people and shares (S101)."""

    _name = "report.sales_visit_crm.report_key_account_list"
    _description = "Key-Account List"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "res.partner"
    _form_order = "key_account_tier_id, complete_name, id"
    _blank_rows = 14

    def _get_period_domain(self, options):
        """Return the key accounts of today: a list of names has no period."""
        domain = [("key_account_tier_id", "!=", False)]
        if options["user_ids"]:
            ids = options["user_ids"]
            domain += [
                "|",
                ("key_account_manager_id", "in", ids),
                ("user_id", "in", ids),
            ]
        return domain

    def _prepare_sheets(self, documents, options):
        company = self.env.company.sudo()
        return [
            {
                "doc": documents[:0],
                "company": company,
                "partners": documents,
                "percent": "{:.1%}".format,
                "today": self.env.user._get_sales_today(),
            }
        ]
