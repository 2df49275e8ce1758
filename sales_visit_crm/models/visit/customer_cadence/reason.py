from odoo import api, models
from odoo.tools import format_date


class CustomerCadence(models.Model):
    """Why this date, in words. Source: S024, G02."""

    _inherit = "customer.cadence"

    @api.depends(
        "rule", "interval_days", "date_counted_from", "contact_due_date", "grade_id"
    )
    @api.depends_context("lang")
    def _compute_contact_due_reason(self):
        self.mapped("grade_id.name")
        for row in self:
            row.contact_due_reason = " ".join(row._get_reason_sentences())

    def _get_reason_sentences(self):
        if not self.contact_due_date:
            return [self.env._("No rule asks for a contact.")]
        sentences = [self._describe_rule(), self._describe_last_contact()]
        if self.contact_due_date != self.date_unshifted:
            sentences.append(
                self.env._(
                    "%s is no working day.", format_date(self.env, self.date_unshifted)
                )
            )
        return sentences

    def _describe_rule(self):
        days = self.interval_days
        grade = self.grade_id.name
        if self.rule == "cap":
            return self.env._(
                "%(grade)s: %(count)s contacts this month, at most %(cap)s; so not "
                "before the next month.",
                grade=grade,
                count=self.month_contact_count,
                cap=self.month_contact_cap,
            )
        if self.rule == "override":
            return self.env._(
                "Own interval of %(days)s days: %(reason)s.",
                days=days,
                reason=(self.override_reason or "").rstrip("."),
            )
        if self.rule == "deep":
            return self.env._(
                "%(grade)s: a deep contact every %(days)s days.", grade=grade, days=days
            )
        labels = self._fields["customer_status"]._description_selection(self.env)
        rules = dict(self._fields["rule"]._description_selection(self.env))
        subject = {
            "grade": grade,
            "status": dict(labels).get(self.customer_status),
        }.get(self.rule, rules.get(self.rule))
        return self.env._(
            "%(subject)s: a contact every %(days)s days.", subject=subject, days=days
        )

    def _describe_last_contact(self):
        start = format_date(self.env, self.date_counted_from)
        if self.rule == "deep" and self.date_last_deep:
            return self.env._("The last deep one was on %s.", start)
        if self.rule == "deep":
            return self.env._("None so far; entered on %s.", start)
        if self.date_last_contact:
            return self.env._("The last one was on %s.", start)
        return self.env._("Never contacted; entered on %s.", start)
