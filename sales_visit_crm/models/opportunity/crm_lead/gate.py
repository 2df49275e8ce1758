from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import plain_text


@dataclass(frozen=True)
class Gap:
    """One thing that is missing at a gate, and the record that provides it."""

    kind: str
    name: str
    stage: str
    remedy: str = ""
    is_hard: bool = True
    res_id: int = 0


class CrmLead(models.Model):
    """A stage is left only on evidence, whichever way the stage is written.

    Forward moves need every gate on the way, or a conditional pass, or a manager's
    reason in the same write (``process_reason``); a step back needs a reason.

    Source: S054, S055, LC3; differentiator 18.
    """

    _inherit = "crm.lead"

    process_reason = fields.Char(
        string="Reason of the Move",
        compute="_compute_process_reason",
        readonly=False,
        help="Why the opportunity steps back, or passes a gate without evidence. It "
        "belongs to the save that moves the stage.",
    )
    next_stage_id = fields.Many2one(
        comodel_name="crm.stage",
        compute="_compute_next_stage_id",
        compute_sudo=True,
    )

    def _compute_process_reason(self):
        self.process_reason = False

    @api.depends("stage_id", "process_template_id")
    def _compute_next_stage_id(self):
        for lead in self:
            number = lead.stage_id.process_number + 1
            lead.next_stage_id = lead.stage_id.process_template_id.stage_ids.filtered(
                lambda stage, number=number: stage.process_number == number
            )

    # what is missing

    def _find_gaps(self, stage, origin=None):
        """Return what is missing for moving each opportunity to ``stage``.

        :param origin: stage from which to look, the present one if None
        :return: dict of :class:`Gap` lists by opportunity; empty lists step back

        A constant number of queries for each pair of stages.
        """
        gaps = {lead: [] for lead in self}
        starts = self.grouped(lambda lead: origin or lead.stage_id)
        for start, leads in starts.items():
            first = start.process_number or 1
            stages = stage.sudo().process_template_id.stage_ids
            left = stages.filtered(
                lambda item, first=first: (
                    first <= item.process_number < stage.process_number
                )
            )
            entered = stages.filtered(
                lambda item, first=first: (
                    first < item.process_number <= stage.process_number
                )
            )
            for lead, missing in leads._find_missing(left, entered).items():
                gaps[lead] += missing
        return gaps

    def _find_missing(self, left, entered):
        missing = {lead: [] for lead in self}
        self._add_missing_milestones(missing, left)
        criteria = left.criterion_ids.filtered(lambda item: item.moment == "leave")
        criteria |= entered.criterion_ids.filtered(lambda item: item.moment == "enter")
        for criterion in criteria.sorted():
            met = criterion._get_satisfied(self)
            for lead in self - met.sudo(False):
                missing[lead].append(lead._prepare_criterion_gap(criterion))
        self._add_open_conditions(missing, left)
        return missing

    def _prepare_criterion_gap(self, criterion):
        return Gap(
            kind="criterion",
            name=criterion.name,
            stage=criterion.stage_id.name,
            remedy=criterion.remedy or "",
            is_hard=criterion.is_required,
            res_id=criterion.id,
        )

    def _add_missing_milestones(self, missing, stages):
        required = stages.milestone_ids.filtered("is_required")
        for lead in self:
            rows = lead.sudo().milestone_ids
            done = rows.filtered(lambda row: row.state == "done").milestone_id
            for milestone in required - done:
                row = rows.filtered(
                    lambda item, milestone=milestone: item.milestone_id == milestone
                )
                missing[lead].append(
                    Gap(
                        kind="milestone",
                        name=milestone.name,
                        stage=milestone.stage_id.name,
                        remedy=milestone.success_standard or "",
                        res_id=row.id,
                    )
                )

    def _add_open_conditions(self, missing, stages):
        for lead in self:
            company = (lead.company_id or self.env.company).sudo()
            for row in lead.sudo().condition_ids:
                if row.state == "open" and row.is_required and row.stage_id in stages:
                    missing[lead].append(
                        Gap(
                            kind="condition",
                            name=row.name,
                            stage=row.stage_id.name,
                            remedy=self.env._(
                                "Due on %s", fields.Date.to_string(row.date_deadline)
                            ),
                            is_hard=company.process_condition_policy == "block",
                            res_id=row.id,
                        )
                    )

    def _find_expired_passes(self):
        """Return the gap of each opportunity whose pass ran out unfulfilled.

        A pass whose evidence came meanwhile is settled.
        """
        gaps = {lead: [] for lead in self}
        expired = self.sudo().gate_pass_ids.filtered(lambda row: row.state == "expired")
        for row in expired - expired._settle_fulfilled():
            gaps[row.lead_id.sudo(False).with_env(self.env)].append(
                Gap(
                    kind="pass",
                    name=self.env._(
                        "Conditional pass of %s", fields.Date.to_string(row.date_expiry)
                    ),
                    stage=row.origin_stage_id.name,
                    remedy=self.env._("It has expired. Provide what it promised."),
                    res_id=row.id,
                )
            )
        return gaps

    # the guard

    def _follow_stage_moves(self, before, reasons):
        """Check and log the moves since ``before``, and begin the new stages.

        :param before: as returned by ``_get_process_positions``
        :param reasons: by lead id, why a gate is passed without evidence, or why one
            steps back
        :raise UserError: if a move lacks its evidence or its reason
        """
        moves = defaultdict(self.browse)
        for lead in self._get_projects():
            template = lead.sudo().team_id.process_template_id
            stage = lead.stage_id
            if stage.sudo().process_template_id != template:
                lead._raise_strange_stage()
            known, origin = before.get(lead.id, (None, None))
            if known == template and origin == stage:
                continue
            is_new = known != template
            if is_new:
                first = template.stage_ids.sorted("process_number")[:1]
                origin = first.with_env(self.env)
            moves[origin, stage, is_new] |= lead
        cleaned = {key: plain_text.clean(text) for key, text in reasons.items()}
        for (origin, stage, is_new), leads in moves.items():
            leads._follow_stage_move(origin, stage, cleaned, is_new=is_new)

    def _raise_strange_stage(self):
        raise UserError(
            self.env._(
                "“%(lead)s” is sold by the process “%(process)s”: choose one of its "
                "stages, not “%(stage)s”.",
                lead=self.name,
                process=self.sudo().team_id.process_template_id.name,
                stage=self.stage_id.name,
            )
        )

    def _follow_stage_move(self, origin, stage, reasons, *, is_new):
        """Follow the move of all records from ``origin`` to ``stage``."""
        vals = {}
        if stage.process_number < origin.process_number:
            for lead in self:
                vals[lead] = lead._check_step_back(stage, reasons.get(lead.id))
        elif stage != origin:
            gaps = self._find_gaps(stage, origin)
            expired = self._find_expired_passes()
            for lead in self:
                missing = (gaps[lead], expired[lead])
                vals[lead] = lead._check_gates(stage, *missing, reasons.get(lead.id))
        else:
            for lead in self:
                reason = reasons.get(lead.id) or False
                vals[lead] = {"kind": "enter", "reason": reason}
        left = self.env["crm.stage"] if is_new and stage == origin else origin
        self.env["crm.gate.log"].sudo()._log(left, stage, vals)
        self._begin_stage(stage)

    def _check_step_back(self, stage, reason):
        if not reason:
            raise UserError(
                self.env._(
                    "Say why “%(lead)s” steps back to “%(stage)s”: give the reason of "
                    "the move with it.",
                    lead=self.name,
                    stage=stage.name,
                )
            )
        return {"kind": "back", "reason": reason}

    def _check_gates(self, stage, gaps, expired, reason):
        """Return how the gates on the way to ``stage`` are passed.

        :raise UserError: if they are not; it lists what is missing
        """
        if not (hard := [gap for gap in [*gaps, *expired] if gap.is_hard]):
            return {"kind": "advance", "reason": reason or False}
        text = self._format_gaps(hard)
        gate_pass = self._get_valid_pass(stage)
        if gate_pass and not expired:
            return {
                "kind": "pass",
                "reason": gate_pass.reason,
                "gap_text": text,
                "pass_id": gate_pass.id,
            }
        if reason and self._can_override_gates():
            return {"kind": "override", "reason": reason, "gap_text": text}
        raise UserError(
            self.env._(
                "“%(lead)s” cannot move to “%(stage)s” yet. Missing:\n%(gaps)s\n"
                "Provide it, ask for a conditional pass, or ask a sales manager.",
                lead=self.name,
                stage=stage.name,
                gaps=text,
            )
        )

    @api.model
    def _can_override_gates(self):
        return self.env.user.has_group("sales_visit_crm.group_sales_visit_manager")

    def _get_valid_pass(self, stage):
        self.ensure_one()
        today = self._get_process_today()
        return self.sudo().gate_pass_ids.filtered(
            lambda row: (
                row.state == "valid"
                and row.date_expiry >= today
                and row.stage_id.process_number >= stage.process_number
            )
        )[:1]

    def _get_process_today(self):
        self.ensure_one()
        owner = self.sudo().user_id or self.sudo().company_id or self.env.company
        return owner._get_sales_today()

    @api.model
    def _format_gaps(self, gaps):
        return "\n".join(
            f"- {gap.stage}: {gap.name}" + (f" ({gap.remedy})" if gap.remedy else "")
            for gap in gaps
        )

    # what follows

    def _begin_stage(self, stage):
        """Prepare the milestones of the process and the tasks of ``stage``."""
        self.env["crm.lead.milestone"].sudo()._prepare_for(self)
        self.env["crm.lead.condition"].sudo()._prepare_for(self, stage)

    # dialogs

    def action_advance_stage(self):
        """Move to the next stage, or show what is missing."""
        self.ensure_one()
        if not self.next_stage_id:
            raise UserError(
                self.env._("“%s” stands in the last stage of its process.", self.name)
            )
        if action := self.get_gate_action(self.next_stage_id.id):
            return action
        self.stage_id = self.next_stage_id
        return True

    def get_gate_action(self, stage_id):
        """Return the dialog to show before moving to a stage, False if none is due.

        The pipeline asks when a card is dropped.
        """
        self.ensure_one()
        stage = self.env["crm.stage"].browse(stage_id).exists()
        if (
            not stage
            or not self._is_project()
            or stage == self.stage_id
            or stage.sudo().process_template_id != self.stage_id.process_template_id
        ):
            return False
        is_back = stage.process_number < self.stage_id.process_number
        if not is_back and not self._get_blocking_gaps(stage):
            return False
        wizard = self.env["crm.gate.move"].create(
            {"lead_id": self.id, "stage_id": stage.id}
        )
        return wizard._get_dialog()

    def _get_blocking_gaps(self, stage):
        self.ensure_one()
        gaps = self._find_gaps(stage)[self] + self._find_expired_passes()[self]
        hard = [gap for gap in gaps if gap.is_hard]
        expired = any(gap.kind == "pass" for gap in hard)
        return [] if self._get_valid_pass(stage) and not expired else hard

    def action_view_gate(self):
        """Show what the next gate asks for, without moving."""
        self.ensure_one()
        wizard = self.env["crm.gate.move"].create(
            {"lead_id": self.id, "stage_id": (self.next_stage_id or self.stage_id).id}
        )
        return wizard._get_dialog()
