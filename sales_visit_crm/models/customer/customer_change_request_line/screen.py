from odoo import api, fields, models
from odoo.tools import SQL, format_date


class CustomerChangeRequestLine(models.Model):
    """What the screens show of a line, and how single lines are rejected."""

    _inherit = "customer.change.request.line"

    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_resolve = fields.Boolean(compute="_compute_can_resolve")
    # counted by the analysis (AN29)
    is_refused = fields.Boolean(
        string="Refused",
        compute="_compute_is_refused",
        store=True,
        help="Rejected, alone or with its request.",
    )
    refused_rate = fields.Float(
        string="Refused (%)",
        compute="_compute_is_refused",
        store=True,
        aggregator="avg",
        help="The share of refused changes among those decided on.",
    )
    is_direct = fields.Boolean(related="request_id.is_direct", store=True)
    date_submitted = fields.Datetime(related="request_id.date_submitted", store=True)
    lead_hours = fields.Float(
        related="request_id.lead_hours", store=True, aggregator="avg"
    )

    @api.depends("request_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for line in self:
            line.can_decide = line.request_id.can_approve

    @api.depends("is_conflict", "state")
    @api.depends_context("uid")
    def _compute_can_resolve(self):
        is_steward = self.env["customer.change.request"]._is_data_steward()
        for line in self:
            in_conflict = line.is_conflict and line.state == "conflict"
            line.can_resolve = is_steward and in_conflict

    @api.depends("decision")
    def _compute_is_refused(self):
        for line in self:
            line.is_refused = line.decision == "rejected"
            line.refused_rate = 100.0 if line.is_refused else 0.0

    def _read_group_select(self, aggregate_spec, query):
        # What is still open is neither refused nor quick: an average leaves it out.
        if aggregate_spec == "refused_rate:avg":
            return SQL(
                "AVG(CASE WHEN %s <> 'pending' THEN %s END)",
                self._field_to_sql(self._table, "decision", query),
                self._field_to_sql(self._table, "refused_rate", query),
            )
        if aggregate_spec == "lead_hours:avg":
            hours = self._field_to_sql(self._table, "lead_hours", query)
            return SQL("AVG(NULLIF(%s, 0))", hours)
        return super()._read_group_select(aggregate_spec, query)

    # the customer's form

    def _is_of(self, record):
        return self.res_model == record._name and self.res_id == record.id

    def _is_shown_to(self, user):
        """Return whether ``user`` may read the field that the line changes."""
        if self.res_model not in self.env:
            return False
        model = self.env[self.res_model].with_user(user)
        field = model._fields.get(self.field_id.name)
        if field is not None and not model._has_field_access(field, "read"):
            return False
        return model.has_access("read")

    def _get_place_on_form(self, partner):
        """Return the field of the customer's form below which the line stands."""
        self.ensure_one()
        if self._is_of(partner):
            return self.field_name if self.operation == "write" else ""
        places = {"res.partner": "child_ids", "res.partner.bank": "bank_ids"}
        return places.get(self.res_model, "")

    def _describe_for_form(self, place):
        self.ensure_one()
        request = self.request_id
        moment = request.date_submitted or self.create_date
        is_own_field = place == self.field_name and not self.property_key
        return {
            "id": self.id,
            "request_id": request.id,
            "label": "" if is_own_field else self._get_label(),
            "operation": self.operation,
            "old": self._get_shown_value("old_value"),
            "new": self._get_shown_value("new_value"),
            "user": self.user_id.name,
            "date": format_date(
                self.env, fields.Datetime.context_timestamp(self, moment).date()
            ),
            "is_conflict": self.is_conflict and not self.resolution,
        }

    def _get_shown_value(self, name):
        """Return a value in words as the current user may see it."""
        self.ensure_one()
        return self._get_seen_value(name) or ""

    # single lines

    def action_reject_line(self):
        """Ask for the reason, then reject the lines."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject Single Changes"),
            "res_model": "customer.change.line.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    def action_reopen_line(self):
        """Take back the rejection of single lines while the request is open."""
        self._decide_as_approver("pending")

    def _decide_as_approver(self, decision, reason=None):
        """Decide on lines whose requests wait for the current user."""
        self.check_access("read")
        for request, lines in self.grouped("request_id").items():
            request.action_decide_lines(
                {str(line.id): (decision, reason) for line in lines}
            )

    def action_open_request(self):
        self.ensure_one()
        return self.request_id._get_records_action()
