from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAssessmentAppeal(models.Model):
    """A salesperson's objection to a result in force, decided by the sales manager.

    Accepted, it opens a new assessment that begins with the scores appealed against;
    the old result holds until that one is signed.

    Source: differentiator 11; A80, 会员升级申请表.
    """

    _name = "customer.assessment.appeal"
    _description = "Appeal Against an Assessment"
    _inherit = [
        "mail.thread",
        "sales.numbering.mixin",
        "sales.text.mixin",
        "customer.assessment.decision.mixin",
    ]
    _order = "id desc"
    _unchecked_texts = frozenset({"name"})

    _state_transitions = {
        "submitted": ("draft",),
        "draft": ("submitted",),
        "accepted": ("submitted",),
        "rejected": ("submitted",),
        "cancel": ("draft",),
    }
    _locked_states = frozenset({"submitted", "accepted", "rejected", "cancel"})
    _engine_fields = frozenset({"new_assessment_id", "answer"})

    assessment_id = fields.Many2one(
        comodel_name="customer.assessment",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', 'in', ('effective', 'expired'))]",
    )
    partner_id = fields.Many2one(
        related="assessment_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        related="assessment_id.company_id", store=True, precompute=True, index=True
    )
    team_id = fields.Many2one(
        related="assessment_id.team_id", store=True, index="btree_not_null"
    )
    band_id = fields.Many2one(related="assessment_id.band_id", string="Result")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    reason = fields.Text(
        required=True, help="Which scores are wrong, and what shows it."
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("cancel", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    answer = fields.Char(readonly=True, copy=False)
    new_assessment_id = fields.Many2one(
        comodel_name="customer.assessment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _open_uniq = models.UniqueIndex(
        "(assessment_id) WHERE state IN ('draft', 'submitted')",
        "Somebody appeals against this assessment already.",
    )

    @api.constrains("assessment_id", "user_id")
    def _check_in_force(self):
        # Whoever may not read a result cannot object to it.
        self.assessment_id.check_access("read")
        for appeal in self:
            if appeal.assessment_id.sudo().state not in ("effective", "expired"):
                raise UserError(
                    self.env._(
                        "Only a result in force is appealed against; %s is not.",
                        appeal.assessment_id.sudo().display_name,
                    )
                )

    def action_open_new(self):
        self.ensure_one()
        return self._open_assessment(self.new_assessment_id)

    def action_open_assessment(self):
        self.ensure_one()
        return self._open_assessment(self.assessment_id)

    def action_cancel(self):
        """Withdraw appeals that are drafts or wait for a decision."""
        self.check_access("write")
        running = self.filtered(lambda appeal: appeal.state == "submitted")
        running.action_recall()
        self._transition_to("cancel")
        return True

    def _open_assessment(self, assessment):
        return {
            "type": "ir.actions.act_window",
            "res_model": assessment._name,
            "res_id": assessment.id,
            "view_mode": "form",
        }

    def _get_lock_remedy(self):
        return self.env._("Withdraw it and write another one.")

    # approval.mixin

    def _check_submittable(self):
        self._check_in_force()
        for appeal in self:
            if not (appeal.reason or "").strip():
                raise UserError(
                    self.env._("Say why %s is wrong.", appeal.assessment_id.name)
                )
        return super()._check_submittable()

    def _get_approval_requester(self):
        self.ensure_one()
        return self.user_id

    def _get_approval_title(self):
        self.ensure_one()
        appeal = self.sudo()
        return " · ".join(
            filter(None, [appeal.name, appeal.partner_id.name, appeal.band_id.name])
        )

    def _get_approval_packet(self):
        self.ensure_one()
        assessment = self.sudo().assessment_id
        return {
            **assessment.with_env(self.env).sudo()._get_approval_packet(),
            "title": self.env._("Appeal against %s", assessment.name),
            "reason": self.reason or "",
        }

    def _on_approval_submitted(self):
        self._transition_to("submitted")
        return super()._on_approval_submitted()

    def _on_approval_approved(self):
        for appeal in self.sudo():
            appeal._transition_to(
                "accepted", new_assessment_id=appeal._make_assessment().id
            )
        self._tell_author(self.env._("Accepted: assess the customer again."))
        return super()._on_approval_approved()

    def _on_approval_rejected(self, reason):
        self._transition_to("rejected", answer=reason)
        self._tell_author(self.env._("Rejected: %(reason)s", reason=reason))
        return super()._on_approval_rejected(reason)

    def _on_approval_returned(self, reason):
        self._transition_to("draft", answer=reason)
        self._tell_author(self.env._("Sent back: %(reason)s", reason=reason))
        return super()._on_approval_returned(reason)

    def _on_approval_recalled(self):
        self._transition_to("draft")
        return super()._on_approval_recalled()

    def _make_assessment(self):
        """Return a draft by the form in use, with the scores appealed against."""
        old = self.assessment_id
        template = old.template_id._get_published() or old.template_id
        new = old.create(
            {
                "partner_id": old.partner_id.id,
                "template_id": template.id,
                "company_id": old.company_id.id,
                "user_id": self.user_id.id,
                "date_assessed": self.user_id._get_sales_today(),
            }
        )
        new._engine_write({"appeal_id": self.id})
        new._take_scores(old)
        new.message_subscribe(partner_ids=self.user_id.partner_id.ids)
        return new

    @api.model
    def _get_for(self, assessment):
        """Return the window in which the user appeals against ``assessment``."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Appeal"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {"default_assessment_id": assessment.id},
        }
