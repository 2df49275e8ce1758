from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command


class ApprovalRequestApprover(models.Model):
    """A person's seat in a step of a request, and why it is theirs.

    Seats of one slot are alternatives: the approver and the superior to whom it was
    escalated, for instance.
    """

    _name = "approval.request.approver"
    _description = "Approver of a Request"
    _order = "step_id, slot, id"
    _rec_name = "user_id"

    step_id = fields.Many2one(
        comodel_name="approval.request.step",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    request_id = fields.Many2one(related="step_id.request_id", store=True, index=True)
    company_id = fields.Many2one(
        related="step_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Approver",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Char(string="Why This Person", required=True, readonly=True)
    slot = fields.Integer(readonly=True)
    origin = fields.Selection(
        selection=[
            ("route", "Route"),
            ("signer", "Added Signer"),
            ("escalation", "Escalation"),
        ],
        default="route",
        required=True,
        readonly=True,
    )
    is_required = fields.Boolean(
        string="Must Approve", readonly=True, help="Whatever the count of the step."
    )
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("pending", "To Decide"),
            ("approved", "Approved"),
            ("counted", "Approved Before"),
            ("rejected", "Rejected"),
            ("skipped", "Not Needed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    date_asked = fields.Datetime(string="Asked On", readonly=True)
    date_escalation = fields.Datetime(
        string="Escalate On", readonly=True, index="btree_not_null"
    )
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    chain_user_ids = fields.Many2many(
        comodel_name="res.users", string="Through", readonly=True
    )
    date_decided = fields.Datetime(string="Decided On", readonly=True)

    def _set_pending(self):
        now = fields.Datetime.now()
        for row in self:
            days = row.step_id.escalation_days
            row.write(
                {
                    "state": "pending",
                    "date_asked": now,
                    "date_escalation": days and now + timedelta(days=days),
                }
            )

    def _settle(self, state, user, chain):
        """Fill the seat's slot: the other seats of the slot are free to leave."""
        self.ensure_one()
        self.write(
            {
                "state": state,
                "decided_by_id": user.id,
                "chain_user_ids": [Command.set(chain.ids)],
                "date_decided": fields.Datetime.now(),
                "date_escalation": False,
            }
        )
        self._get_alternatives().state = "skipped"

    def _reset(self):
        self.write(
            {
                "state": "waiting",
                "decided_by_id": False,
                "chain_user_ids": [Command.clear()],
                "date_decided": False,
                "date_asked": False,
                "date_escalation": False,
            }
        )

    def _get_alternatives(self):
        """Return the other seats of the same slot."""
        return self.step_id.approver_ids.filtered(
            lambda row: row.slot == self.slot and row != self
        )

    # the same person again

    def _is_duplicate(self):
        """Return whether the approver has approved, so that it need not be again."""
        rule = self.request_id.duplicate_rule
        if rule == "each":
            return False
        stages = range(self.step_id.stage)
        if rule == "consecutive":
            stages = (self.step_id.stage - 1, self.step_id.stage)
        else:
            stages = (*stages, self.step_id.stage)
        return any(
            row.user_id == self.user_id
            and row.state in ("approved", "counted")
            and row.step_id.stage in stages
            for row in self.request_id.approver_ids - self
        )

    def _count_as_approved(self):
        self.state = "counted"
        self._get_alternatives().state = "skipped"
        self.request_id._log(
            "skip",
            step=self.step_id,
            user=self.env.ref("base.user_root"),
            on_behalf=self.user_id,
            comment=self.env._(
                "%s has approved this request before.", self.user_id.name
            ),
        )

    # who may act

    def _get_barred(self):
        """Return who may not act in this seat, whoever passed the say on to them.

        The requester, and whoever had a part in another approver's decision: four
        eyes stay four through every chain of delegation.
        """
        request = self.request_id
        barred = request.requester_id | request.submitter_id
        for row in request.approver_ids:
            if row.state in ("approved", "rejected") and row.user_id != self.user_id:
                barred |= row.decided_by_id | row.chain_user_ids
        return barred

    def _get_deciders(self, delegations):
        """Return the users who may act in this seat, each with the chain from it.

        :param delegations: those in force, by delegator
        """
        self.ensure_one()
        request, barred = self.request_id, self._get_barred()
        if self.user_id in barred:
            return {}
        chains, queue = {self.user_id: self.user_id}, [self.user_id]
        while queue:
            giver = queue.pop(0)
            for delegation in delegations.get(giver, ()):
                taker = delegation.to_user_id
                if taker in barred or taker in chains:
                    continue
                if delegation._covers(request):
                    chains[taker] = chains[giver] + taker
                    queue.append(taker)
        return {
            user: chain
            for user, chain in chains.items()
            if not user._get_approver_obstacle(request.company_id)
        }

    def _get_present_deciders(self, delegations):
        """Return the users who may act and are not away."""
        request = self.request_id
        users = self.user_id.browse().union(*self._get_deciders(delegations))
        return users.filtered(
            lambda user: (
                not any(
                    delegation.is_absent and delegation._covers(request)
                    for delegation in delegations.get(user, ())
                )
            )
        )

    # escalation

    def _escalate(self, comment, delegations):
        """Let the nearest superior who may act decide as well.

        :return: the new seat, none if there is nobody above
        """
        self.ensure_one()
        self.date_escalation = False
        step = self.step_id
        barred = self._get_barred() | step.approver_ids.user_id
        chain = self.user_id._get_sales_superiors()
        managers = self.env.ref("sales_visit_crm.group_sales_visit_manager").sudo()
        for user in [*chain, *managers.all_user_ids.sorted("id")]:
            if user in barred or user._get_approver_obstacle(self.company_id):
                continue
            seat = self._add_alternative(user, comment)
            if user not in chain or seat._get_present_deciders(delegations):
                return seat
            barred |= user
        return self.browse()

    def _add_alternative(self, user, comment):
        seat = self.create(
            {
                "step_id": self.step_id.id,
                "user_id": user.id,
                "slot": self.slot,
                "origin": "escalation",
                "is_required": self.is_required,
                "reason": self.env._(
                    "Above %(user)s: %(comment)s",
                    user=self.user_id.name,
                    comment=comment,
                ),
            }
        )
        seat._set_pending()
        self.request_id._log(
            "escalate",
            step=self.step_id,
            user=self.env.ref("base.user_root"),
            on_behalf=self.user_id,
            other=user,
            comment=comment,
        )
        return seat
