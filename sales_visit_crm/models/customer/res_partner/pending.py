from odoo import api, fields, models


class ResPartner(models.Model):
    """What waits for approval, beside the live values."""

    _inherit = "res.partner"

    change_request_ids = fields.One2many(
        comodel_name="customer.change.request", inverse_name="partner_id"
    )
    change_mode = fields.Selection(
        selection=[
            ("free", "Free"),
            ("request", "By Request"),
            ("log", "At Once, Logged"),
        ],
        compute="_compute_pending_changes",
        help="What happens when the current user changes protected data.",
    )
    pending_change_count = fields.Integer(
        string="Pending Changes",
        compute="_compute_pending_changes",
        help="Protected values that wait for approval or execution.",
    )
    pending_change_ids = fields.One2many(
        comodel_name="customer.change.request.line",
        compute="_compute_pending_change_ids",
    )
    pending_changes = fields.Json(
        string="Proposed Values",
        compute="_compute_pending_changes",
        help="The proposed values by field, for the form to show beside the live ones.",
    )

    @api.depends(
        "is_registered",
        "commercial_partner_id.is_registered",
        "change_request_ids.state",
        "change_request_ids.line_ids.decision",
    )
    @api.depends_context("uid", "company", "lang")
    def _compute_pending_changes(self):
        """Collect what waits, for the form to show it without a request of its own.

        Whoever may read the customer sees that something waits and what: else they
        would ask for it once more. Values of fields they may not read stay away.
        """
        locked = self._filter_locked()
        mode = "log" if locked and self._is_steward() else "request"
        by_customer = self._get_pending_lines().grouped("partner_id")
        for partner in self:
            lines = partner._filter_pending(by_customer)
            partner.change_mode = mode if partner in locked else "free"
            partner.pending_change_count = len(lines)
            partner.pending_changes = partner._describe_pending(lines)

    @api.depends("change_request_ids.state", "change_request_ids.line_ids.decision")
    @api.depends_context("uid")
    def _compute_pending_change_ids(self):
        lines = self._get_pending_lines().sudo(False)._filtered_access("read")
        by_partner = lines.sudo().grouped("partner_id")
        for partner in self:
            found = by_partner.get(partner._origin)
            partner.pending_change_ids = found and found.sudo(False)

    def _get_pending_lines(self):
        """Return what waits for the partners and for the customers they belong to."""
        lines = self.env["customer.change.request.line"].sudo()
        customers = self._origin | self.commercial_partner_id._origin
        return lines.browse(lines._find_pending_ids(customers.ids))

    def _filter_pending(self, by_customer):
        """Return what concerns the partner; whatever is a customer's concerns it."""
        none = self.env["customer.change.request.line"].sudo()
        if not by_customer:
            return none
        partner = self._origin.sudo()
        if own := by_customer.get(partner):
            return own
        family = by_customer.get(partner.commercial_partner_id, none)
        return family.filtered(lambda line: line._is_of(partner))

    def _describe_pending(self, lines):
        """Return the lines as the form shows them: by request and by field."""
        self.ensure_one()
        if not lines:
            return False
        requests = lines.request_id.sorted("id", reverse=True)
        readable = requests.sudo(False)._filtered_access("read")
        by_field = {}
        for line in lines.filtered(lambda line: line._is_shown_to(self.env.user)):
            place = line._get_place_on_form(self._origin)
            by_field.setdefault(place, []).append(line._describe_for_form(place))
        return {
            "requests": [
                {**request._describe_for_form(), "can_open": request in readable}
                for request in requests
            ],
            "fields": by_field,
        }

    def write(self, vals):
        result = super().write(vals)
        if "change_reason" in vals:
            # Said once, for this save: the next one has a reason of its own.
            self.invalidate_recordset(["change_reason"], flush=False)
        return result

    def action_open_change_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_visit_crm.customer_change_request_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"search_default_filter_open": 1},
        }
