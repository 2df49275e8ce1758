from datetime import timedelta

from odoo import api, fields, models


class ApprovalRequest(models.Model):
    """Everything needed to decide, on one screen, without opening the document.

    Source: differentiator 14.
    """

    _inherit = "approval.request"

    # As the document stands now; as it stood, once decided. Not as a help text: on a
    # phone that covers what is to be read.
    packet = fields.Html(
        string="What Is Asked", compute="_compute_packet", sanitize=False
    )
    packet_snapshot = fields.Html(readonly=True, sanitize=False)
    progress = fields.Html(
        string="Steps So Far", compute="_compute_progress", sanitize=False
    )

    @api.depends("packet_snapshot", "state")
    @api.depends_context("lang", "uid")
    def _compute_packet(self):
        for request in self:
            request.packet = request.packet_snapshot or request._render_packet()

    @api.depends("step_ids.state", "decision_ids")
    @api.depends_context("lang")
    def _compute_progress(self):
        for request in self:
            request.progress = request._render(
                "sales_visit_crm.approval_request_progress", {}
            )

    def _render_snapshot(self):
        """Return what is kept of a decided request, False where the document keeps it.

        A kept copy cannot hide from one reader what it shows another.
        """
        document = self.sudo()._get_document()
        return bool(document) and document._keep_packet and self._render_packet()

    def _render_packet(self):
        document = self.sudo()._get_document()
        values = {
            "packet": document._get_approval_packet() if document else {},
            "history": self._get_requester_history(),
            "precedents": self._get_precedents(),
        }
        return self._render("sales_visit_crm.approval_request_packet", values)

    def _render(self, template, values):
        request = self.sudo()
        selections = {
            name: dict(request[path]._fields[name]._description_selection(self.env))
            for path, name in (("decision_ids", "kind"), ("approver_ids", "state"))
        }
        steps = request.step_ids._fields["state"]
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env["ir.qweb"]._render(
            template,
            {
                "approval": request,
                "kinds": selections["kind"],
                "seat_states": selections["state"],
                "states": states,
                "step_states": dict(steps._description_selection(self.env)),
                **values,
            },
        )

    def _get_requester_history(self):
        """Return how many of the requester's requests ended how, by label."""
        request = self.sudo()
        days = timedelta(days=request.company_id.approval_history_days)
        groups = request._read_group(
            [
                ("requester_id", "=", request.requester_id.id),
                ("company_id", "=", request.company_id.id),
                ("res_model", "=", request.res_model),
                ("date_submitted", ">=", fields.Datetime.now() - days),
                ("id", "!=", request.id),
            ],
            ["state"],
            ["__count"],
        )
        states = dict(self._fields["state"]._description_selection(self.env))
        return [(states[state], count) for state, count in groups]

    def _get_precedents(self):
        """Return the last decided requests of the same kind and route."""
        request = self.sudo()
        limit = request.company_id.approval_precedent_count
        domain = [
            ("res_model", "=", request.res_model),
            ("route_id", "=", request.route_id.id),
            ("company_id", "=", request.company_id.id),
            ("state", "in", ("approved", "rejected")),
            ("id", "!=", request.id),
        ]
        order = "date_closed desc, id desc"
        if limit <= 0:
            return request.browse()
        return request.search(domain, order=order, limit=limit)
