from odoo import api, models


class ReportCustomerCard(models.AbstractModel):
    """客户管理卡: call-backs, owners in front, prospects behind (A22, A43)."""

    _name = "report.sales_visit_crm.report_customer_card"
    _description = "Customer Card Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "res.partner"
    _form_order = "complete_name, id"
    _blank_rows = 12
    _max_documents = 200

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["sales.visit"].check_access("read")
        values = super()._get_report_values(docids, data)
        values["docs"]._log_customer_print(self.env._("Customer Card"))
        return values

    def _get_documents(self, options):
        """Return the customers to whom the chosen contacts belong."""
        if options["ids"]:
            chosen = self.env[self._form_model].browse(options["ids"]).exists()
            chosen.check_access("read")
            options = {**options, "ids": chosen.commercial_partner_id.ids}
        return super()._get_documents(options)

    def _prepare_sheets(self, documents, options):
        """Return a sheet per face: the back while deals are followed, the front after.

        A customer with neither gets an empty back.
        """
        sheets = []
        for customer in documents:
            sheet = self._prepare_sheet(customer)
            visits = self._get_visits(customer)
            open_leads = customer.intent_lead_ids
            followed = visits.filtered(lambda v, leads=open_leads: v.lead_id in leads)
            if customer.customer_card_face == "front":
                sheets.append({**sheet, "face": "front", "visits": visits - followed})
            if open_leads or customer.customer_card_face != "front":
                history = self.env["crm.intent.log"].search(
                    [("lead_id", "in", open_leads.ids)], order="date, id"
                )
                sheets.append(
                    {
                        **sheet,
                        "face": "back",
                        "visits": followed or visits,
                        "leads": open_leads,
                        "history": history,
                    }
                )
        blank = {
            **self._prepare_sheet(documents),
            "visits": self.env["sales.visit"],
            "leads": self.env["crm.lead"],
            "history": self.env["crm.intent.log"],
        }
        return sheets or [{**blank, "face": "front"}, {**blank, "face": "back"}]

    def _get_visits(self, customer):
        return self.env["sales.visit"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("state", "not in", ("draft", "cancel")),
            ],
            order="date_start desc, id desc",
            limit=60,
        )
