from odoo import api, fields, models
from odoo.fields import Domain


class ApprovalRequest(models.Model):
    """Who sees a request, and who may decide on it now."""

    _inherit = "approval.request"

    can_decide = fields.Boolean(
        string="For Me",
        compute="_compute_can_decide",
        search="_search_can_decide",
        compute_sudo=True,
        help="The user may decide now, in their own name or by delegation.",
    )
    can_recall = fields.Boolean(compute="_compute_can_recall", compute_sudo=True)
    has_own_document = fields.Boolean(compute="_compute_has_own_document")
    on_behalf_id = fields.Many2one(
        comodel_name="res.users",
        string="On Behalf Of",
        compute="_compute_can_decide",
        compute_sudo=True,
    )
    is_involved = fields.Boolean(
        compute="_compute_is_involved",
        search="_search_is_involved",
        compute_sudo=True,
        help="The user made the request, is or was asked, or decided on it.",
    )

    @api.depends("approver_ids.state", "state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        delegations = self.env["approval.delegation"]._get_current()
        for request in self:
            seat, _chain = request._find_seat(self.env.user, delegations)
            request.can_decide = bool(seat)
            request.on_behalf_id = seat.user_id - self.env.user

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        principals = self.env["approval.delegation"]._get_principals(self.env.user)
        candidates = self.sudo().search(
            [
                ("state", "=", "pending"),
                (
                    "approver_ids",
                    "any",
                    [("state", "=", "pending"), ("user_id", "in", principals.ids)],
                ),
            ]
        )
        found = Domain("id", "in", candidates.filtered("can_decide").ids)
        return found if True in value else ~found

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_recall(self):
        for request in self:
            owners = request.requester_id | request.submitter_id
            request.can_recall = request.state == "pending" and self.env.user in owners

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_has_own_document(self):
        for request in self:
            document = request.sudo()._get_document().sudo(False)
            request.has_own_document = bool(document) and document.has_access("read")

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_is_involved(self):
        involved = self.search([("id", "in", self.ids), ("is_involved", "=", True)])
        for request in self:
            request.is_involved = request in involved

    def _search_is_involved(self, operator, value):
        if operator != "in":
            return NotImplemented
        uid = self.env.uid
        found = Domain.OR(
            [
                Domain("requester_id", "=", uid),
                Domain("submitter_id", "=", uid),
                Domain("approver_ids.user_id", "=", uid),
                Domain("decision_ids.user_id", "=", uid),
                Domain("can_decide", "=", True),
            ]
        )
        return found if True in value else ~found

    def _find_seat(self, user, delegations):
        """Return the pending seat in which ``user`` may act, and the chain to it.

        Their own seat before one they are delegated, short chains before long ones.
        """
        self.ensure_one()
        options = []
        if self.state == "pending":
            for seat in self.approver_ids:
                if seat.state == "pending":
                    chain = seat._get_deciders(delegations).get(user)
                    if chain:
                        options.append((len(chain), seat.id, seat, chain))
        if not options:
            return self.approver_ids.browse(), user.browse()
        _length, _id, seat, chain = min(options, key=lambda option: option[:2])
        return seat, chain
