from odoo import models


class ReportKeyAccountServicePlan(models.AbstractModel):
    """大客户服务计划: what a key account gets, by whom, until when, done when (B64)."""

    _name = "report.sales_visit_crm.report_key_account_service_plan"
    _description = "Key-Account Service Plan"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "res.partner"
    _form_order = "key_account_tier_id, complete_name, id"
    _blank_rows = 12
    _max_documents = 200

    def _get_period_domain(self, options):
        """Return the key accounts; the plan of each shows all of its services."""
        domain = [("key_account_tier_id", "!=", False)]
        if options["user_ids"]:
            ids = options["user_ids"]
            domain += [
                "|",
                ("key_account_manager_id", "in", ids),
                ("user_id", "in", ids),
            ]
        return domain

    def _prepare_sheet(self, document):
        tasks = self.env["key.account.service.task"].search(
            [("partner_id", "in", document.ids), ("state", "!=", "cancel")]
        )
        company = document.key_account_company_id or self.env.company
        tier = document.key_account_tier_id
        return {
            "doc": document,
            "company": company.sudo(),
            "tier": tier,
            "policy": tier.service_policy_id,
            "tasks": tasks.sorted(lambda t: (t.line_id.sequence, t.date_deadline)),
        }
