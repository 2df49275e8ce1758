from odoo import api, fields, models
from odoo.tools import format_date

OPEN_STATES = ("draft", "submitted", "approved", "conflict")


class CustomerChangeRequest(models.Model):
    """What the screens show of a request, and what they let people add to it."""

    _inherit = "customer.change.request"

    conflict_count = fields.Integer(
        string="Conflicts", compute="_compute_conflict_count"
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")
    can_add = fields.Boolean(
        compute="_compute_can_add",
        help="The user may still bring the reason or evidence.",
    )
    has_reason = fields.Boolean(compute="_compute_can_add")
    change_summary = fields.Char(
        string="What Changes", compute="_compute_change_summary"
    )

    @api.depends("line_ids.is_conflict", "line_ids.resolution")
    def _compute_conflict_count(self):
        groups = self.env["customer.change.request.line"]._read_group(
            [
                ("request_id", "in", self.ids),
                ("is_conflict", "=", True),
                ("resolution", "=", False),
            ],
            ["request_id"],
            ["__count"],
        )
        counts = {request.id: count for request, count in groups}
        for request in self:
            request.conflict_count = counts.get(request.id, 0)

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        is_steward = self._is_data_steward()
        for request in self:
            is_own = request.user_id == self.env.user
            # Recalling what is being decided on is the requester's alone.
            is_allowed = is_own or (is_steward and request.state != "submitted")
            request.can_withdraw = request.state in OPEN_STATES and is_allowed

    @api.depends("state", "reason", "user_id")
    @api.depends_context("uid")
    def _compute_can_add(self):
        for request in self:
            request.has_reason = bool(request.reason)
            request.can_add = request._may_add({"evidence_ids"})

    @api.depends("line_ids")
    @api.depends_context("lang")
    def _compute_change_summary(self):
        for request in self:
            labels = dict.fromkeys(request.line_ids.mapped("label"))
            request.change_summary = ", ".join(labels)

    def _describe_for_form(self):
        """Return the request as the customer's form shows it."""
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        moment = fields.Datetime.context_timestamp(
            self, self.date_submitted or self.create_date
        )
        is_own = self.user_id == self.env.user
        return {
            "id": self.id,
            "name": self.name,
            "user": self.user_id.name,
            "date": format_date(self.env, moment.date()),
            "state": self.state,
            "label": states[self.state],
            "can_withdraw": is_own and self.state in OPEN_STATES,
        }

    def action_ask_reject(self):
        return self._ask_decision("reject")

    def action_ask_return(self):
        return self._ask_decision("return")

    def _ask_decision(self, decision):
        """Ask for the comment of a decision on the whole requests."""
        approvals = self._get_open_request()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "approval.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_request_ids": approvals.ids,
                "default_decision": decision,
            },
        }

    def action_open_batch(self):
        """Show the requests of the same bulk change."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_visit_crm.customer_change_request_action"
        )
        return {**action, "domain": [("batch", "=", self.batch)], "context": {}}

    def action_view_partner_log(self):
        """Show every change of the customer's data."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_visit_crm.customer_change_request_line_action"
        )
        domain = [("partner_id", "=", self.partner_id.id)]
        return {**action, "domain": domain, "context": {}}
