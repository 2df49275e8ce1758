from odoo import models

COLUMNS = 6  # customers beside each other on one sheet
BLANK_COLUMNS = 2  # 客户1, 客户2


class ReportCustomerComparison(models.AbstractModel):
    """客户综合评估: customers side by side, by the same version of a form (B08, S036).

    Assessments by different versions come on sheets of their own. Blank, it is the
    comprehensive evaluation of two customers.
    """

    _name = "report.sales_visit_crm.report_customer_comparison"
    _description = "Customers Side by Side"
    _inherit = ["report.sales_visit_crm.report_customer_assessment"]

    def _prepare_sheets(self, documents, options):
        sheets = []
        for template, group in documents.grouped("template_id").items():
            for start in range(0, len(group), COLUMNS):
                part = group[start : start + COLUMNS]
                sheets.append(self._prepare_comparison(template.sudo(), part))
        blank = self._get_blank_template()
        return sheets or [self._prepare_comparison(blank, documents)]

    def _get_blank_template(self):
        templates = self.env["customer.assessment.template"].sudo()
        return templates._get_current("comprehensive", self.env.company)

    def _prepare_comparison(self, template, assessments):
        assessments = assessments.sudo()
        scores = {
            (line.assessment_id, line.indicator_id): line.score or ""
            for line in assessments.line_ids
        }
        columns = list(assessments) or [assessments] * BLANK_COLUMNS
        return {
            "doc": assessments[:1],
            "company": (assessments[:1].company_id or self.env.company).sudo(),
            "template": template,
            "columns": columns,
            "rows": [
                {
                    **self._prepare_blank_row(indicator),
                    "scores": [scores.get((c, indicator), "") for c in columns],
                }
                for indicator in template.indicator_ids
            ],
            "evaluators": ", ".join(assessments.user_id.mapped("name")),
            "signers": ", ".join(assessments.signed_by_id.mapped("name")),
            "date": max(
                filter(None, assessments.mapped("date_assessed")), default=None
            ),
        }
