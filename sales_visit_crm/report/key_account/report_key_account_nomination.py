from odoo import models
from odoo.fields import Domain


class ReportKeyAccountNomination(models.AbstractModel):
    """大客户等级评估表: the evaluation of a key account and its approval (B61)."""

    _name = "report.sales_visit_crm.report_key_account_nomination"
    _description = "Key-Account Evaluation Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "key.account.nomination"
    _form_order = "date, id"
    _max_documents = 200

    def _get_period_domain(self, options):
        domain = [
            ("date", ">=", options["date_from"]),
            ("date", "<=", options["date_to"]),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheet(self, document):
        currency = document.currency_id or self.env.company.currency_id
        tiers = self.env["key.account.tier"].search(Domain.TRUE)
        new = document and document._get_new_tier()
        return {
            **super()._prepare_sheet(document),
            "money": currency.format,
            "percent": "{:.1%}".format,
            "decisions": self._get_decisions(document),
            "tier_choices": [(tier.name, tier == new) for tier in tiers],
        }

    def _get_decisions(self, document):
        """Return who approved and when: name, moment."""
        rows = document.sudo().approval_request_id.decision_ids.sorted("id")
        return [(row.user_id.name, row.date) for row in rows if row.kind == "approve"]
