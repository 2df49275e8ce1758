from odoo import fields, models


class ResPartner(models.Model):
    """The way from a customer to the reviews of its file.

    Source: B81, S131.
    """

    _inherit = "res.partner"

    file_review_count = fields.Integer(
        compute="_compute_file_review_count",
        groups="sales_visit_crm.group_sales_visit_user,"
        "sales_visit_crm.group_data_steward,sales_visit_crm.group_visit_auditor,"
        "sales_visit_crm.group_archivist",
    )

    def _compute_file_review_count(self):
        counts = dict(
            self.env["customer.file.review"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.file_review_count = counts.get(partner, 0)

    def action_view_file_reviews(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_file_review_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
