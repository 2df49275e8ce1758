from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import plain_text


class CrmGateMove(models.TransientModel):
    """What a gate still asks for, and the ways through it.

    Opens where a card is dropped on a stage, and from the form.
    """

    _name = "crm.gate.move"
    _description = "What Is Missing"

    lead_id = fields.Many2one(
        comodel_name="crm.lead", required=True, ondelete="cascade", readonly=True
    )
    lead_name = fields.Char(related="lead_id.name")
    stage_id = fields.Many2one(
        comodel_name="crm.stage", required=True, ondelete="cascade", readonly=True
    )
    stage_name = fields.Char(related="stage_id.name")
    origin_name = fields.Char(related="lead_id.stage_id.name", string="From")
    guidance = fields.Text(related="lead_id.stage_id.guidance")
    line_ids = fields.One2many(
        comodel_name="crm.gate.move.line", inverse_name="move_id", string="Missing"
    )
    reason = fields.Char()
    date_expiry = fields.Date(
        string="Pass Until", default=lambda self: self._default_date_expiry()
    )
    is_back = fields.Boolean(compute="_compute_ways")
    is_open = fields.Boolean(compute="_compute_ways", help="Nothing is missing.")
    can_override = fields.Boolean(compute="_compute_ways")
    can_request = fields.Boolean(compute="_compute_ways")

    @api.model
    def _default_date_expiry(self):
        days = self.env.company.sudo().process_pass_days
        return self.env.user._get_sales_today() + timedelta(days=days)

    @api.depends("lead_id", "stage_id", "line_ids.is_hard")
    @api.depends_context("uid")
    def _compute_ways(self):
        for move in self:
            hard = move.line_ids.filtered("is_hard")
            number = move.stage_id.process_number
            move.is_back = number < move.lead_id.stage_id.process_number
            move.is_open = not move.is_back and not hard
            move.can_override = bool(hard) and move.lead_id._can_override_gates()
            move.can_request = (
                bool(hard)
                and move.stage_id == move.lead_id.next_stage_id
                and "pass" not in hard.mapped("kind")
            )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        for move in moves:
            move.lead_id.check_access("read")
            move._list_gaps()
        return moves

    def _list_gaps(self):
        """List what is missing now."""
        lead = self.lead_id
        gaps = []
        if self.stage_id.process_number > lead.stage_id.process_number:
            gaps = lead._find_expired_passes()[lead]
            gaps += lead._find_gaps(self.stage_id)[lead]
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "kind": gap.kind,
                        "name": gap.name,
                        "stage_name": gap.stage,
                        "remedy": gap.remedy,
                        "is_hard": gap.is_hard,
                        "res_id": gap.res_id,
                    }
                )
                for gap in gaps
            ),
        ]

    def _get_dialog(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.crm_gate_move_action"
        )
        name = action["name"]
        if self.is_back:
            name = self.env._("Step Back")
        return {**action, "name": name, "res_id": self.id}

    def action_move(self):
        """Move the opportunity: forward with its evidence, back with a reason."""
        self.ensure_one()
        self.lead_id.write(
            {"stage_id": self.stage_id.id, "process_reason": self.reason}
        )
        return {"type": "ir.actions.act_window_close"}

    def action_override(self):
        """Move without the evidence, on the manager's word."""
        self.ensure_one()
        if not plain_text.clean(self.reason):
            raise UserError(
                self.env._("Give the reason for letting “%s” pass.", self.lead_name)
            )
        return self.action_move()

    def action_request_pass(self):
        """Ask for a conditional pass and send it to its approver."""
        self.ensure_one()
        if not plain_text.clean(self.reason):
            raise UserError(
                self.env._(
                    "Say why “%s” should not wait for the evidence.", self.lead_name
                )
            )
        request = self.env["crm.gate.pass"].create(
            {
                "lead_id": self.lead_id.id,
                "stage_id": self.stage_id.id,
                "reason": self.reason,
                "date_expiry": self.date_expiry,
            }
        )
        request.action_submit()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The conditional pass waits for its approval."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
