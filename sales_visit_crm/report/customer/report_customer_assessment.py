from odoo import models


class ReportCustomerAssessment(models.AbstractModel):
    """客户分级评估表, 客户信用评估表 and the like: one sheet per assessment (B03, B87).

    Blank, it is the grading sheet in use.
    """

    _name = "report.sales_visit_crm.report_customer_assessment"
    _description = "Assessment Sheet"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "customer.assessment"
    _form_order = "date_assessed, id"
    _max_documents = 200

    def _get_period_domain(self, options):
        domain = [
            ("date_assessed", ">=", options["date_from"]),
            ("date_assessed", "<=", options["date_to"]),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheet(self, document):
        sheet = super()._prepare_sheet(document)
        template = document.sudo().template_id or self._get_blank_template()
        return {
            **sheet,
            "template": template,
            "rows": [self._prepare_row(line) for line in document.sudo().line_ids]
            or [self._prepare_blank_row(item) for item in template.indicator_ids],
            "has_weights": template.method == "weighted",
            "bands": template.band_ids.sorted("score_min", reverse=True),
        }

    def _get_blank_template(self):
        templates = self.env["customer.assessment.template"].sudo()
        return templates._get_current("grade", self.env.company)

    def _prepare_row(self, line):
        return {
            "group": line.group_id.name,
            "name": line.indicator_id.name,
            "weight": line.weight,
            "score": line.score or "",
            "points": f"{line.points:g}" if line.score else "",
            "note": " · ".join(filter(None, [line.choice_id.name, line.note])),
        }

    def _prepare_blank_row(self, indicator):
        return {
            "group": indicator.group_id.name,
            "name": indicator.name,
            "weight": indicator.weight,
            "score": "",
            "points": "",
            "note": "",
        }
