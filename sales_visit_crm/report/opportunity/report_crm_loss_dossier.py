from odoo import models


class ReportCrmLossDossier(models.AbstractModel):
    """意向客户流失分析表: a sheet per lost deal (A42)."""

    _name = "report.sales_visit_crm.report_crm_loss_dossier"
    _description = "Lost Prospect Analysis"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "crm.loss.dossier"
    _form_order = "date_closed, id"
    _max_documents = 200

    def _get_period_domain(self, options):
        domain = [
            ("kind", "=", "loss"),
            ("date_closed", ">=", options["date_from"]),
            ("date_closed", "<=", options["date_to"]),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheet(self, document):
        currency = document.currency_id or self.env.company.currency_id
        return {**super()._prepare_sheet(document), "money": currency.format}
