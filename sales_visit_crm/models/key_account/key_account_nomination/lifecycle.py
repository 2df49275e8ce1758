from odoo import api, fields, models
from odoo.exceptions import UserError


class KeyAccountNomination(models.Model):
    """提名 → 评估 → 批准 → 生效, until the next nomination takes its place.

    Source: LC5, S100, S104.
    """

    _inherit = "key.account.nomination"

    _state_initial = "draft"
    _state_transitions = {
        "draft": ("assessed", "submitted"),
        "assessed": ("draft",),
        "submitted": ("assessed",),
        "approved": ("submitted",),
        "in_force": ("approved",),
        "ended": ("approved", "in_force"),
        "rejected": ("submitted",),
        "cancel": ("draft", "assessed"),
    }
    _locked_states = frozenset(
        {"submitted", "approved", "in_force", "ended", "rejected", "cancel"}
    )
    _engine_fields = frozenset(
        {
            "kind",
            "current_tier_id",
            "refusal_reason",
            "sales_amount",
            "share_rate",
            "share_class",
            "sales_rank",
            "pareto_line_id",
            "assessment_id",
            "date_approved",
            "date_in_force",
            "date_ended",
        }
    )

    state = fields.Selection(
        selection=[
            ("draft", "Nominated"),
            ("assessed", "Evaluated"),
            ("submitted", "Being Approved"),
            ("approved", "Approved"),
            ("in_force", "In Force"),
            ("ended", "Ended"),
            ("rejected", "Rejected"),
            ("cancel", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )

    def action_assess(self):
        """Close the evaluation: all axes scored, the tier proposed unless chosen."""
        self.check_access("write")
        self._check_transition("assessed")
        self._check_scored()
        for nomination in self:
            vals = {}
            if not (nomination.proposed_tier_id or nomination.is_removal):
                vals["proposed_tier_id"] = nomination.suggested_tier_id.id
            nomination._transition_to("assessed", **vals)
        return True

    def action_reopen(self):
        """Score again."""
        self.check_access("write")
        if running := self.filtered(lambda n: n.state != "assessed"):
            raise UserError(
                self.env._(
                    "%s is not evaluated, or already being approved: recall it first.",
                    running._get_document_labels(),
                )
            )
        self._transition_to("draft")
        return True

    def action_cancel(self):
        """Give the nomination up before it is submitted."""
        self.check_access("write")
        self._transition_to("cancel")
        self.sudo().activity_unlink(
            ["sales_visit_crm.mail_activity_type_key_account_review"]
        )
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        kept = self.filtered(lambda n: n.state not in ("draft", "assessed", "cancel"))
        if kept:
            raise UserError(
                self.env._(
                    "%s was submitted and stays on record.",
                    kept._get_document_labels(),
                )
            )

    def _get_lock_remedy(self):
        return self.env._("Recall it, or nominate the customer anew.")

    def _end_doubled(self):
        """Give up a nomination of a customer that is merged into a nominated one.

        :raise UserError: if it is with its approvers, or about to come into force
        """
        self.ensure_one()
        if self.state in ("submitted", "approved"):
            raise UserError(
                self.env._(
                    "More than one of these customers is nominated as a key account. "
                    "Have %s decided or recalled first, then merge again.",
                    self.display_name,
                )
            )
        self._transition_to("cancel")
