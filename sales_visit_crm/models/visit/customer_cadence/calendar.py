from datetime import datetime, time, timedelta, timezone

from odoo import api, models, tools
from odoo.fields import Domain

from ....tools import cadence, local_day

DAYS_BACK, DAYS_AHEAD = 400, 800


class CustomerCadence(models.Model):
    """Working days: the company's calendar, its public holidays, and shifted workdays.

    A public holiday is a global time off of the calendar; a workday on a Saturday
    (调休) is a global time off whose kind is "Other". Source: G03.
    """

    _inherit = "customer.cadence"

    @api.model
    @tools.ormcache("company.id", "today")
    def _get_moved_days(self, company, today):
        """Return by each free day around ``today`` the next working day."""
        first = today - timedelta(days=DAYS_BACK)
        last = today + timedelta(days=DAYS_AHEAD)
        calendar = company.sudo().resource_calendar_id
        if not calendar:
            return {}
        bounds = [
            datetime.combine(first, time.min, tzinfo=timezone.utc),
            datetime.combine(last, time.max, tzinfo=timezone.utc),
        ]
        free = calendar._get_unusual_days(*bounds, company_id=company)
        extra = self._get_shifted_workdays(calendar, company, first, last)
        return cadence.next_workdays(
            first,
            last,
            lambda day: day in extra or not free.get(day.isoformat()),
        )

    @api.model
    def _get_shifted_workdays(self, calendar, company, first, last):
        """Return the days on which everybody works although the week says otherwise."""
        zone = calendar.tz
        entries = self.env["resource.calendar.leaves"].sudo()
        days = set()
        for entry in entries.search(
            Domain("resource_id", "=", False)
            & Domain("time_type", "=", "other")
            & Domain("calendar_id", "in", (calendar.id, False))
            & Domain("company_id", "in", (company.id, False))
            & Domain("date_to", ">=", local_day.bounds(first, zone)[0])
            & Domain("date_from", "<", local_day.bounds(last, zone)[1])
        ):
            day = local_day.day_of(entry.date_from, zone)
            end = local_day.day_of(entry.date_to - timedelta(seconds=1), zone)
            while day <= end:
                days.add(day)
                day += timedelta(days=1)
        return days
