from odoo import models


class ReportCustomerContactProfile(models.AbstractModel):
    """The private profile on paper, for those with the right; each print is noted.

    Source: B07 联系人基本信息表, B21 关键决策人基本信息表, B40 个人档案; S014.
    """

    _name = "report.sales_visit_crm.report_customer_contact_profile"
    _description = "Private Profile Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "customer.contact.profile"
    _form_order = "id"
    _blank_rows = 3
    _max_documents = 50

    def _get_documents(self, options):
        documents = super()._get_documents(options)
        if documents:
            self._log_print(documents)
        return documents

    def _get_period_domain(self, options):
        return [
            ("date_registered", ">=", options["date_from"]),
            ("date_registered", "<=", options["date_to"]),
        ]

    def _prepare_sheet(self, document):
        company = (document.company_id or self.env.company).sudo()
        return {
            "doc": document,
            "company": company,
            "tz": self.env.user._get_sales_timezone(),
        }

    def _log_print(self, profiles):
        """Leave a line in the log of disclosures."""
        self.env["customer.disclosure"]._log(
            "print",
            profiles.partner_id,
            [self.env._("Private Profile")],
            origin=self.env._("Printed form"),
        )
