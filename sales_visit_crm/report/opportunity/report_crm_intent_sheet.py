from odoo import models
from odoo.fields import Domain


class ReportCrmIntentSheet(models.AbstractModel):
    """潜在顾客等级推进表: open deals of level H, A, B by salesperson (A21)."""

    _name = "report.sales_visit_crm.report_crm_intent_sheet"
    _description = "Progression Sheet Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "crm.lead"
    _form_order = "date_intent_due, id"
    _blank_rows = 14

    def _get_period_domain(self, options):
        domain = self.env["crm.lead"]._get_rated_domain()
        domain &= Domain("intent_level_id.is_on_sheet", "=", True)
        if options["user_ids"]:
            domain &= Domain("user_id", "in", options["user_ids"])
        return domain

    def _get_documents(self, options):
        """Return the rated deals; others chosen beside them are left out."""
        documents = super()._get_documents(options)
        return documents.filtered(lambda lead: lead.intent_level_id.is_on_sheet)

    def _prepare_sheets(self, documents, options):
        today = self.env.user._get_sales_today()
        last = documents._get_last_intent_visits()
        return [
            {
                **self._prepare_sheet(leads[:1]),
                "number": f"{today:%Y%m%d}-{user.id}",
                "date": today,
                "leads": leads,
                "last": last,
            }
            for user, leads in documents.grouped("user_id").items()
        ] or [
            {
                **self._prepare_sheet(documents),
                "number": "",
                "date": False,
                "leads": documents,
                "last": last,
            }
        ]
