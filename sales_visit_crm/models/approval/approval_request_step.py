from odoo import fields, models
from odoo.tools import groupby

SETTLED = ("approved", "counted")


class ApprovalRequestStep(models.Model):
    """A step of a submitted request: a copy, out of reach of the route's changes."""

    _name = "approval.request.step"
    _description = "Step of a Request"
    _order = "request_id, sequence, id"

    request_id = fields.Many2one(
        comodel_name="approval.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    template_id = fields.Many2one(
        comodel_name="approval.step",
        string="Step of the Route",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    stage = fields.Integer(readonly=True, help="Steps of one stage are asked together.")
    rule = fields.Selection(
        selection=[("any", "One of Them"), ("all", "All"), ("count", "At Least")],
        string="Approvals Needed",
        required=True,
        readonly=True,
    )
    required_count = fields.Integer(string="Count", readonly=True)
    is_in_turn = fields.Boolean(string="In Turn", readonly=True)
    escalation_days = fields.Integer(string="Escalate (days)", readonly=True)
    note = fields.Text(string="Why", readonly=True)
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("pending", "To Decide"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("skipped", "Not Needed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    approver_ids = fields.One2many(
        comodel_name="approval.request.approver",
        inverse_name="step_id",
        string="Approvers",
        readonly=True,
    )

    def _get_slots(self):
        """Return the rows of each slot, in order: one approval fills a slot."""
        rows = self.approver_ids.sorted(lambda row: (row.slot, row.id))
        groups = groupby(rows, key=lambda row: row.slot)
        return [rows.browse(row.id for row in group) for _slot, group in groups]

    def _is_complete(self):
        slots = self._get_slots()
        filled = [slot for slot in slots if set(slot.mapped("state")) & set(SETTLED)]
        demanded = [slot for slot in slots if any(slot.mapped("is_required"))]
        return len(filled) >= self.required_count and all(
            slot in filled for slot in demanded
        )

    def _is_lost(self):
        """Return whether too many have rejected for the step to be approved."""
        slots = self._get_slots()
        lost = [slot for slot in slots if "rejected" in slot.mapped("state")]
        if self.rule != "count" or any(slot.filtered("is_required") for slot in lost):
            return bool(lost)
        return len(slots) - len(lost) < self.required_count

    def _ask(self):
        """Ask those whose turn it is; who approved before is not asked again."""
        self.ensure_one()
        self.state = "pending"
        for slot in self._get_slots():
            if slot.filtered(lambda row: row.state not in ("waiting", "pending")):
                continue
            if duplicate := slot.filtered(lambda row: row._is_duplicate())[:1]:
                duplicate._count_as_approved()
                continue
            slot.filtered(lambda row: row.state == "waiting")._set_pending()
            if self.is_in_turn:
                break

    def _close(self, state):
        self.state = state
        self.approver_ids.filtered(
            lambda row: row.state in ("waiting", "pending")
        ).state = "skipped"

    def _reopen(self):
        """Start the steps over, with nobody asked yet."""
        steps = self.filtered(lambda step: step.state != "skipped")
        steps.state = "waiting"
        steps.approver_ids._reset()
