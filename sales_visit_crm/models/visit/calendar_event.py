from odoo import api, fields, models
from odoo.exceptions import AccessError


class CalendarEvent(models.Model):
    """An event that mirrors a visit: moving or deleting it moves or cancels that."""

    _inherit = "calendar.event"

    sales_visit_id = fields.Many2one(
        comodel_name="sales.visit",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_user",
    )

    _sales_visit_uniq = models.UniqueIndex(
        "(sales_visit_id) WHERE sales_visit_id IS NOT NULL",
        "A visit has one event in the calendar.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        linked = any(vals.get("sales_visit_id") for vals in vals_list)
        if linked or self.env.context.get("default_sales_visit_id"):
            self._check_may_link()
        return super().create(vals_list)

    def write(self, vals):
        if "sales_visit_id" in vals:
            self._check_may_link()
        result = super().write(vals)
        if {"start", "stop", "active"} & set(vals):
            self._mirror_to_sales_visits()
        return result

    def unlink(self):
        visits = self.sudo().sales_visit_id.with_user(self.env.user)
        self._cancel_sales_visits(visits)
        return super(CalendarEvent, self.exists()).unlink()

    def _check_may_link(self):
        """Only the visit makes its event, with the rights of the system."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "An event is not tied to a visit by hand. Plan the visit, it makes "
                    "its own event."
                )
            )

    @api.model
    def _create_sales_visit_events(self, visits):
        """Return one new event for each of ``visits``, in their order."""
        vals_list = []
        for visit in visits:
            vals = visit._prepare_calendar_vals()
            partners = visit._get_calendar_partners()
            vals_list.append(
                {
                    **vals,
                    "user_id": vals["user_id"].id,
                    "partner_ids": [fields.Command.set(partners.ids)],
                    "sales_visit_id": visit.id,
                    "opportunity_id": visit.lead_id.id,
                    "privacy": False,
                }
            )
        # No invitation mails: the people invited planned the visit themselves. No
        # followers, log or contact details either: the visit has them.
        events = self.sudo().with_context(
            dont_notify=True,
            no_mail_to_attendees=True,
            skip_contact_description=True,
            tracking_disable=True,
        )
        return events.create(vals_list)

    def _mirror_to_sales_visits(self):
        for event in self.sudo().filtered("sales_visit_id"):
            visit = event.sales_visit_id.with_user(self.env.user)
            if not event.active:
                self._cancel_sales_visits(visit)
            elif (event.start, event.stop) != (visit.date_start, visit.date_end):
                visit._reschedule(
                    event.start, self.env._("Moved in the calendar"), event.stop
                )

    @api.model
    def _cancel_sales_visits(self, visits):
        open_visits = visits.filtered(
            lambda visit: visit.state in ("draft", "planned", "confirmed")
        )
        if open_visits:
            open_visits.action_cancel(self.env._("Deleted in the calendar"))
