from datetime import timedelta

from odoo import api, fields, models


class CustomerAssessment(models.Model):
    """What a result does to the customer once it is in force.

    ``_apply_<outcome>`` is the one method by which a result reaches the customer; a
    later room extends ``_apply_tier``, and whoever adds a kind adds its method.

    Source: LC16, S034, S035; P06; R047, G48.
    """

    _inherit = "customer.assessment"

    def _make_effective(self):
        """Put approved assessments in force; what was in force before is replaced."""
        today = {
            company: company._get_sales_today() for company in self.sudo().company_id
        }
        for assessment in self.sudo():
            day = today[assessment.company_id]
            current = assessment._get_current()
            current._transition_to("superseded", date_ended=day)
            # One of a kind at any time: the index looks at every single update.
            current.flush_recordset(["state"])
            assessment._transition_to(
                "effective",
                previous_id=current.id,
                previous_grade_id=current.grade_id.id,
                date_effective=day,
                date_due=assessment._get_next_day(),
                signed_by_id=self.env.uid,
                date_signed=fields.Datetime.now(),
            )
        for outcome, assessments in self.sudo().grouped("outcome").items():
            apply = getattr(assessments, f"_apply_{outcome}", None)
            if apply:
                apply()
        self._close_activities()

    def _get_current(self):
        """Return what holds for the customer now, of the same kind."""
        self.ensure_one()
        return self.sudo().search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("outcome", "=", self.outcome),
                ("state", "in", ("effective", "expired")),
                ("id", "!=", self._origin.id),
            ]
        )

    def _get_next_day(self):
        """Return the day when the next assessment is due, False for never. S033."""
        days = self.grade_id.regrade_days
        if self.outcome != "grade":
            days = self.company_id.customer_reassess_days
        return days and self.date_assessed + timedelta(days=days)

    def _apply_grade(self):
        """Give the customers their grades, and the tag of the pool to whom it fits."""
        for grade, assessments in self.grouped("grade_id").items():
            assessments.partner_id._set_customer_grade(grade)

    def _apply_credit(self):
        """Give the customers their credit class and, where stated, their limit."""
        for credit_class, assessments in self.grouped("credit_class").items():
            partners = assessments.partner_id.sudo()
            changed = partners.filtered(
                lambda partner, value=credit_class: partner.credit_class != value
            )
            changed._as_steward_engine().write({"credit_class": credit_class})
        for assessment in self.filtered("credit_limit_amount"):
            partner = assessment.partner_id.sudo().with_company(assessment.company_id)
            if "credit_limit" in partner._fields:
                partner._as_steward_engine().write(
                    {
                        "use_partner_credit_limit": True,
                        "credit_limit": assessment.credit_limit_amount,
                    }
                )

    def _apply_tier(self):
        """Do nothing: the room of key accounts proposes the tier. S104."""

    def _apply_performance(self):
        """Give the customers the category that the band names. R047, G48."""
        for assessment in self:
            category = assessment.band_id.customer_category
            if category:
                assessment.partner_id._set_customer_category(category)

    @api.model
    def _settle_current(self, partners):
        """Apply again what is in force for ``partners``, after a merge for example."""
        current = self.sudo().search(
            [
                ("partner_id", "in", partners.ids),
                ("state", "in", ("effective", "expired")),
            ]
        )
        for outcome, assessments in current.grouped("outcome").items():
            if outcome in ("grade", "credit"):
                getattr(assessments, f"_apply_{outcome}")()

    def _close_activities(self):
        """Close the reminders of the customers that have been assessed now."""
        self.sudo().partner_id.activity_unlink(
            ["sales_visit_crm.mail_activity_type_customer_assessment"]
        )
