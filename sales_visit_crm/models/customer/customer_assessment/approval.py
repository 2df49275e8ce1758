from odoo import fields, models
from odoo.exceptions import AccessError, UserError

# 分级依据, 对应策略, 评估人, 评估日期
STATED = ("basis", "strategy", "user_id", "date_assessed")


class CustomerAssessment(models.Model):
    """From the draft to the signature: the result holds once it is approved.

    Source: S032, S035, LC16; 评估人, 签字.
    """

    _inherit = "customer.assessment"

    refusal_reason = fields.Char(readonly=True, copy=False)

    def _get_engine_fields(self):
        return super()._get_engine_fields() | {"refusal_reason"}

    def action_confirm(self):
        """Confirm the scores, and ask for the signature that puts them in force.

        :raise UserError: if something is not scored or basis, strategy, evaluator or
            date is missing
        """
        return self.action_submit()

    def action_draft(self):
        """Take rejected assessments up again."""
        self.check_access("write")
        rejected = self.filtered(lambda doc: doc.state == "rejected")
        (self - rejected)._check_transition("cancel")
        rejected._transition_to("draft", refusal_reason=False)
        return True

    def action_cancel(self):
        """Give drafts up; they stay to be read."""
        self.check_access("write")
        self._transition_to("cancel")
        return True

    def action_submit(self):
        self.check_access("write")
        self._check_transition("confirmed")
        return super().action_submit()

    def _check_submittable(self):
        for assessment in self:
            assessment._check_own()
            assessment._check_scored()
            assessment._check_stated()
        return super()._check_submittable()

    def _check_own(self):
        """Check that who confirms wrote it, or leads those who did."""
        leads = self.env.user.has_group("sales_visit_crm.group_sales_visit_leader")
        if not (self.env.su or leads or self.user_id in (self.env.user, False)):
            raise AccessError(
                self.env._(
                    "%(assessment)s is that of %(user)s, who confirms it.",
                    assessment=self.display_name,
                    user=self.user_id.sudo().name,
                )
            )

    def _check_scored(self):
        """Check that the form is the one in use and every indicator scored. S035."""
        template = self.sudo().template_id
        if template.state != "published":
            raise UserError(
                self.env._(
                    "%(assessment)s uses %(form)s, which was replaced. Choose the form "
                    "again to take the new version.",
                    assessment=self.display_name,
                    form=template.display_name,
                )
            )
        if missing := self.line_ids.filtered(lambda line: not line.score):
            raise UserError(
                self.env._(
                    "Score every indicator of %(assessment)s. Missing: %(indicators)s",
                    assessment=self.display_name,
                    indicators=", ".join(missing.indicator_id.mapped("name")),
                )
            )
        if not self.band_id:
            raise UserError(
                self.env._(
                    "%s has no indicators to score. Choose another form.",
                    self.display_name,
                )
            )

    def _check_stated(self):
        """Check the four things that every evaluation states. S032."""
        missing = [
            name
            for name in STATED
            if not (self[name].strip() if isinstance(self[name], str) else self[name])
        ]
        if missing:
            raise UserError(
                self.env._(
                    "Every assessment states basis, strategy, evaluator and day. "
                    "%(assessment)s lacks: %(fields)s",
                    assessment=self.display_name,
                    fields=self._get_field_labels(missing),
                )
            )
        if self.date_assessed > self.env.user._get_sales_today():
            raise UserError(
                self.env._(
                    "%s is assessed on a day to come. Write the day on which the "
                    "scores were given.",
                    self.display_name,
                )
            )

    # approval.mixin

    def _get_approval_requester(self):
        self.ensure_one()
        return self.user_id or self.env.user

    def _get_approval_title(self):
        self.ensure_one()
        assessment = self.sudo()
        result = assessment.band_id.name or ""
        return " · ".join(
            filter(
                None,
                [self.display_name, assessment.template_id.name, result],
            )
        )

    def _get_approval_packet(self):
        self.ensure_one()
        assessment = self.sudo()
        before = assessment._get_earlier().get(assessment)
        lines = before.line_ids if before else assessment.line_ids.browse()
        old = {line.indicator_id.code: str(line.score) for line in lines}
        rows = [
            (
                line.indicator_id.name,
                old.get(line.indicator_id.code, ""),
                line._describe(),
            )
            for line in assessment.line_ids
        ]
        current = assessment._get_current()
        rows.append(
            (
                self.env._("Result"),
                current.band_id.name or "",
                assessment.band_id.name or "",
            )
        )
        effects = [(self.env._("Strategy"), assessment.strategy or "")]
        effects += [(self.env._("Note"), line) for line in assessment._get_warnings()]
        why = (assessment.explanation or "").split("\n")
        effects += [(self.env._("Why"), line) for line in why]
        return {
            "title": assessment.template_id.display_name,
            "reason": assessment.basis or "",
            "rows": rows,
            "effects": effects,
            "history": [],
        }

    def _on_approval_submitted(self):
        self._transition_to("confirmed")
        return super()._on_approval_submitted()

    def _on_approval_approved(self):
        self._make_effective()
        return super()._on_approval_approved()

    def _on_approval_rejected(self, reason):
        self._transition_to("rejected", refusal_reason=reason)
        self._tell_author(self.env._("Rejected: %(reason)s", reason=reason))
        return super()._on_approval_rejected(reason)

    def _on_approval_returned(self, reason):
        self._transition_to("draft", refusal_reason=reason)
        self._tell_author(self.env._("Sent back: %(reason)s", reason=reason))
        return super()._on_approval_returned(reason)

    def _on_approval_recalled(self):
        self._transition_to("draft")
        return super()._on_approval_recalled()
