from odoo import fields, models


class ResPartner(models.Model):
    """What waits for approval, beside the live values."""

    _inherit = "res.partner"

    change_request_ids = fields.One2many(
        comodel_name="customer.change.request", inverse_name="partner_id"
    )
    pending_change_count = fields.Integer(
        string="Pending Changes",
        compute="_compute_pending_change_count",
        help="Protected values that wait for approval or execution.",
    )
    pending_change_ids = fields.One2many(
        comodel_name="customer.change.request.line",
        compute="_compute_pending_change_ids",
    )

    def _get_pending_domain(self):
        return [
            ("partner_id", "in", self.ids),
            ("state", "in", ("draft", "submitted", "approved", "conflict")),
            ("decision", "!=", "rejected"),
        ]

    def _compute_pending_change_count(self):
        groups = self.env["customer.change.request.line"]._read_group(
            self._get_pending_domain(), ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.pending_change_count = counts.get(partner.id, 0)

    def _compute_pending_change_ids(self):
        groups = self.env["customer.change.request.line"]._read_group(
            self._get_pending_domain(), ["partner_id"], ["id:recordset"]
        )
        lines = dict(groups)
        for partner in self:
            partner.pending_change_ids = lines.get(partner, False)

    def action_open_change_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_visit_crm.customer_change_request_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }
