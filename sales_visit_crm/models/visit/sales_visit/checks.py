from odoo import api, models
from odoo.exceptions import UserError, ValidationError


class SalesVisit(models.Model):
    """What a visit must be like, whatever door its values came through.

    Source: R001, R002, R021, R028, S025, S076.
    """

    _inherit = "sales.visit"

    @api.constrains("date_start", "date_end")
    def _check_end(self):
        for visit in self:
            if not visit.date_end or visit.date_end < visit.date_start:
                raise ValidationError(
                    self.env._(
                        "The end of %(document)s lies before its start or is missing. "
                        "Correct one of the two.",
                        document=visit.display_name,
                    )
                )

    @api.constrains("contact_ids", "partner_id")
    def _check_contacts(self):
        for visit in self:
            customer = visit.partner_id.commercial_partner_id
            strangers = visit.contact_ids.filtered(
                lambda contact, customer=customer: (
                    contact.commercial_partner_id != customer
                )
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(people)s do not belong to %(customer)s. Write a visit of "
                        "their own for them (%(document)s).",
                        people=", ".join(strangers.mapped("display_name")),
                        customer=customer.display_name,
                        document=visit.display_name,
                    )
                )

    @api.constrains("companion_ids", "user_id")
    def _check_companions(self):
        for visit in self:
            if visit.user_id in visit.companion_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s is the salesperson of %(document)s, not a companion.",
                        user=visit.user_id.name,
                        document=visit.display_name,
                    )
                )
            strangers = (visit.user_id | visit.companion_ids).sudo().filtered("share")
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(users)s is no employee. Choose a colleague for "
                        "%(document)s.",
                        users=", ".join(strangers.mapped("name")),
                        document=visit.display_name,
                    )
                )

    @api.constrains("team_id", "user_id")
    def _check_team(self):
        """Salespersons do not choose whose leader reviews them."""
        if self.env.user.has_group("sales_visit_crm.group_sales_visit_leader"):
            return
        for visit in self.filtered("team_id"):
            if visit.user_id not in visit.team_id.member_ids | visit.team_id.user_id:
                raise ValidationError(
                    self.env._(
                        "%(document)s: %(user)s is not in the team %(team)s. Leave the "
                        "team empty, it follows the salesperson.",
                        document=visit.display_name,
                        user=visit.user_id.name,
                        team=visit.team_id.name,
                    )
                )

    def _check_settled_fields(self, vals):
        names = self._settled_on_arrival & set(vals)
        if not names or self._is_engine():
            return
        for visit in self.filtered(
            lambda visit: visit.state in ("in_progress", "done")
        ):
            field = next((n for n in names if visit._is_changed(n, vals[n])), None)
            if field:
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(document)s is settled since the arrival. "
                        "Write a visit of its own instead.",
                        field=self._get_field_labels([field]),
                        document=visit.display_name,
                    )
                )

    def _is_changed(self, name, value):
        field = self._fields[name]
        cached = field.convert_to_cache(value, self, validate=False)
        return cached != field.convert_to_cache(self[name], self, validate=False)

    def _check_ready_to_plan(self):
        self.ensure_one()
        if not self.purpose_ids:
            raise UserError(
                self.env._(
                    "Choose at least one purpose for %(document)s before planning it.",
                    document=self.display_name,
                )
            )
        if not (self.expected_result or "").strip():
            raise UserError(
                self.env._(
                    "Write what %(document)s is to achieve (expected result) before "
                    "planning it.",
                    document=self.display_name,
                )
            )

    def _check_plan_sheets(self):
        for visit in self.filtered("plan_id"):
            if visit.plan_id.state in ("closed", "cancel"):
                raise ValidationError(
                    self.env._(
                        "Plan sheet %(plan)s is closed. Put %(document)s on another "
                        "one.",
                        plan=visit.plan_id.display_name,
                        document=visit.display_name,
                    )
                )
            if visit.plan_id.user_id != visit.user_id:
                raise ValidationError(
                    self.env._(
                        "Plan sheet %(plan)s belongs to %(user)s; %(document)s needs a "
                        "sheet of its own salesperson.",
                        plan=visit.plan_id.display_name,
                        user=visit.plan_id.user_id.name,
                        document=visit.display_name,
                    )
                )
