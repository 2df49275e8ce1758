from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

BATCH_SIZE = 200


class CrmGatePass(models.Model):
    """Leave to pass one gate before its evidence is there, until a day.

    When the day passes and the evidence is still missing, nothing moves: one task
    is raised, and the next gate stays shut until it is provided.

    Source: differentiator 18; peers.md A7; LC3.
    """

    _name = "crm.gate.pass"
    _description = "Conditional Pass"
    _inherit = ["crm.process.part.mixin", "approval.mixin"]
    _order = "date_expiry desc, id desc"

    _state_initial = "draft"
    _state_transitions = {
        "draft": ("submitted",),
        "submitted": ("draft",),
        "valid": ("submitted",),
        "rejected": ("submitted",),
        "expired": ("valid",),
        "settled": ("valid", "expired"),
    }
    _locked_states = frozenset({"submitted", "valid", "rejected", "expired", "settled"})
    _engine_fields = frozenset({"gap_text", "origin_stage_id", "requester_id"})

    lead_id = fields.Many2one(readonly=False)
    stage_id = fields.Many2one(
        comodel_name="crm.stage",
        string="To Stage",
        required=True,
        ondelete="restrict",
        domain="[('process_template_id', '!=', False)]",
    )
    origin_stage_id = fields.Many2one(
        comodel_name="crm.stage",
        string="From Stage",
        readonly=True,
        ondelete="restrict",
    )
    requester_id = fields.Many2one(
        comodel_name="res.users", string="Asked By", readonly=True
    )
    reason = fields.Text(
        required=True, help="Why the opportunity should not wait for the evidence."
    )
    date_expiry = fields.Date(
        string="Valid Until", required=True, default=lambda self: self._default_expiry()
    )
    gap_text = fields.Text(string="To Be Provided", readonly=True)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Being Approved"),
            ("valid", "Valid"),
            ("rejected", "Rejected"),
            ("expired", "Expired"),
            ("settled", "Settled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    _open_uniq = models.UniqueIndex(
        "(lead_id) WHERE state IN ('draft', 'submitted')",
        "The opportunity waits for a conditional pass already. Decide on that one.",
    )

    @api.model
    def _default_expiry(self):
        days = self.env.company.sudo().process_pass_days
        return self.env.user._get_sales_today() + timedelta(days=days)

    @api.depends("lead_id", "stage_id")
    def _compute_display_name(self):
        for row in self:
            stage = row.stage_id.sudo().name or ""
            row.display_name = f"{row.lead_id.sudo().name or ''} → {stage}"

    @api.model_create_multi
    def create(self, vals_list):
        passes = super().create(vals_list)
        passes._freeze_request()
        return passes

    def _freeze_request(self):
        """Check what is asked for, and note from where and despite what."""
        for row in self:
            row._check_wanted()
            row._engine_write(
                {
                    "origin_stage_id": row.lead_id.stage_id.id,
                    "requester_id": self.env.uid,
                    "gap_text": row._get_gap_text(),
                }
            )

    @api.constrains("date_expiry", "lead_id")
    def _check_date_expiry(self):
        for row in self:
            if row.state != "draft":
                continue
            today = row._get_local_day()
            company = (row.company_id or self.env.company).sudo()
            last = today + timedelta(days=company.process_pass_max_days)
            if not today <= row.date_expiry <= last:
                raise UserError(
                    self.env._(
                        "A conditional pass for “%(lead)s” runs from today until "
                        "%(last)s at most. Choose a day between.",
                        lead=row.lead_id.name,
                        last=fields.Date.to_string(last),
                    )
                )

    def _check_wanted(self):
        """Check that the pass is for the next gate and that nothing forbids it."""
        lead = self.lead_id
        lead.check_access("write")
        if not lead._is_project() or self.stage_id != lead.next_stage_id:
            raise UserError(
                self.env._(
                    "A conditional pass lets “%(lead)s” into its next stage only. "
                    "Choose that one.",
                    lead=lead.name,
                )
            )
        if expired := lead._find_expired_passes()[lead]:
            raise UserError(
                self.env._(
                    "“%(lead)s” has not fulfilled an earlier pass: %(gap)s. Provide "
                    "that first.",
                    lead=lead.name,
                    gap=expired[0].name,
                )
            )

    def _get_gap_text(self):
        gaps = self.lead_id._find_gaps(self.stage_id)[self.lead_id]
        return self.lead_id._format_gaps([gap for gap in gaps if gap.is_hard])

    # approval

    def _check_submittable(self):
        """Look again: a draft may have been changed, or its deal have moved."""
        self._check_transition("submitted")
        self._freeze_request()

    def _get_approval_amount(self):
        return self.lead_id.expected_revenue

    def _get_approval_requester(self):
        return self.sudo().requester_id or self.env.user

    def _get_approval_packet(self):
        stages = self._fields["stage_id"]._description_string(self.env)
        until = self._fields["date_expiry"]._description_string(self.env)
        missing = self._fields["gap_text"]._description_string(self.env)
        return {
            **super()._get_approval_packet(),
            "reason": self.reason,
            "rows": [
                (stages, self.origin_stage_id.name, self.stage_id.name),
                (until, "", fields.Date.to_string(self.date_expiry)),
            ],
            "effects": [(missing, self.gap_text or "")],
        }

    def _on_approval_submitted(self):
        self._transition_to("submitted")

    def _on_approval_approved(self):
        """Make the pass valid and let the opportunity through."""
        self._transition_to("valid")
        for row in self:
            if row.lead_id.stage_id == row.origin_stage_id:
                row.lead_id.stage_id = row.stage_id

    def _on_approval_rejected(self, reason):
        self._transition_to("rejected")

    def _on_approval_returned(self, reason):
        self._transition_to("draft")

    def _on_approval_recalled(self):
        self._transition_to("draft")

    # expiry

    def _settle_fulfilled(self):
        """Settle the passes whose evidence is there, and return them."""
        fulfilled = self.browse()
        for (origin, stage), rows in self.grouped(
            lambda row: (row.origin_stage_id, row.stage_id)
        ).items():
            gaps = rows.lead_id._find_gaps(stage, origin)
            fulfilled |= rows.filtered(
                lambda row, gaps=gaps: not any(gap.is_hard for gap in gaps[row.lead_id])
            )
        fulfilled._transition_to("settled")
        return fulfilled

    @api.model
    def _cron_expire_passes(self):
        """Settle or expire the passes whose day has passed, in committed batches."""
        limit = fields.Date.today() + timedelta(days=1)
        last_id = 0
        while rows := self.search(
            [
                ("state", "=", "valid"),
                ("date_expiry", "<", limit),
                ("id", ">", last_id),
            ],
            limit=BATCH_SIZE,
            order="id",
        ):
            last_id = rows[-1].id
            # The day ends where the salesperson is, not in UTC.
            due = rows.filtered(lambda row: row.date_expiry < row._get_local_day())
            (due - due._settle_fulfilled())._expire()
            if not self.env["ir.cron"]._commit_progress(len(rows)):
                return

    def _expire(self):
        """Expire the passes and raise one task each; the stage stays as it is."""
        self._transition_to("expired")
        kind = self.env.ref("sales_visit_crm.mail_activity_type_process_pass")
        model_id = self.env["ir.model"]._get_id("crm.lead")
        vals_list = []
        for row in self:
            user = row.user_id or row.requester_id
            env = self.with_context(lang=user.lang).env
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": row.lead_id.id,
                    "user_id": user.id,
                    "date_deadline": row._get_local_day(),
                    "summary": env._("Conditional pass expired: provide the evidence"),
                    "automated": True,
                }
            )
        self.env["mail.activity"].create(vals_list)
