from odoo import models


class KeyAccountNomination(models.Model):
    """How a nomination passes the approval engine, and what the approver reads.

    Source: S100 (大客户部经理), S105; differentiator 14.
    """

    _inherit = "key.account.nomination"

    def _get_approval_requester(self):
        self.ensure_one()
        return self.user_id

    def _get_approval_amount(self):
        self.ensure_one()
        return self.sales_amount

    def _check_submittable(self):
        self._check_transition("submitted")
        self._check_scored()
        self._check_proposal()
        return super()._check_submittable()

    def _on_approval_submitted(self):
        for nomination in self:
            tier = nomination.partner_id.key_account_tier_id
            nomination._engine_write({"current_tier_id": tier.id})
        self._update_figures()
        self._transition_to("submitted")
        self.activity_unlink(["sales_visit_crm.mail_activity_type_key_account_review"])
        return super()._on_approval_submitted()

    def _on_approval_approved(self):
        for nomination in self:
            today = nomination.company_id._get_sales_today()
            nomination._transition_to("approved", date_approved=today)
        self._put_due_in_force()
        return super()._on_approval_approved()

    def _on_approval_rejected(self, reason):
        self._transition_to("rejected", refusal_reason=reason)
        self._tell_nominator(self.env._("Rejected: %(reason)s", reason=reason))
        return super()._on_approval_rejected(reason)

    def _on_approval_returned(self, reason):
        self._transition_to("draft")
        self._tell_nominator(self.env._("Sent back: %(reason)s", reason=reason))
        return super()._on_approval_returned(reason)

    def _on_approval_recalled(self):
        self._transition_to("draft")
        return super()._on_approval_recalled()

    def _tell_nominator(self, text):
        for nomination in self.sudo():
            nomination.message_post(
                body=text,
                partner_ids=nomination.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    # what the approver reads

    def _get_approval_title(self):
        self.ensure_one()
        tier = self._get_new_tier().name or self.env._("leaves the key accounts")
        return f"{self.display_name} → {tier}"

    def _get_approval_packet(self):
        self.ensure_one()
        nomination = self.sudo()
        none = self.env._("none")
        return {
            "title": self.env._(
                "Key-account tier of %s", nomination.partner_id.display_name
            ),
            "reason": nomination.basis or "",
            "rows": [
                (
                    self.env._("Tier"),
                    nomination.current_tier_id.name or "",
                    nomination._get_new_tier().name or none,
                )
            ],
            "effects": [
                *nomination._get_score_texts(),
                *nomination._get_sales_texts(),
                *nomination._get_people_texts(),
                *nomination._get_consequence_texts(),
            ],
            "history": nomination._get_history_texts(),
        }

    def _get_score_texts(self):
        names = ("purchasing_power", "demand", "influence", "score")
        labels = self.fields_get(names, ["string"])
        texts = [(labels[name]["string"], str(self[name])) for name in names]
        suggested = self.suggested_tier_id.name or self.env._("none")
        return [*texts, (self.env._("Suggested by the Score"), suggested)]

    def _get_sales_texts(self):
        money = self.currency_id.format(self.sales_amount)
        texts = [
            (self.env._("Sales of the Period"), money),
            (self.env._("Share of Sales"), f"{self.share_rate:.1%}"),
        ]
        if self.sales_rank:
            texts.append((self.env._("Rank by Sales"), str(self.sales_rank)))
        if self.share_class:
            texts.append((self.env._("Share Tier"), self.share_class.upper()))
        return texts

    def _get_people_texts(self):
        names = ("manager_id", "service_user_id", "sell_user_id")
        labels = self.fields_get(names, ["string"])
        return [
            (labels[name]["string"], self[name].name) for name in names if self[name]
        ]

    def _get_consequence_texts(self):
        tier, texts = self._get_new_tier(), []
        if tier.visit_interval_days:
            days = self.env._("every %s days", tier.visit_interval_days)
            texts.append((self.env._("Visits"), days))
        if tier.service_policy_id:
            texts.append((self.env._("Service Policy"), tier.service_policy_id.name))
        return texts

    def _get_history_texts(self):
        logs = self.partner_id.key_account_log_ids[:3]
        moves = dict(logs._fields["move"]._description_selection(self.env))
        return [
            (str(log.date), f"{moves[log.move]}: {log.tier_to_id.name or '—'}")
            for log in logs
        ]
