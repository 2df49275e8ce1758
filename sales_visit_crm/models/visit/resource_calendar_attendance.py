from odoo import models


class ResourceCalendarAttendance(models.Model):
    """Which days are worked decides on which days contacts are due."""

    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "sales.cached.mixin"]
