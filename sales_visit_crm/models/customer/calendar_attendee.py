from odoo import models


class CalendarAttendee(models.Model):
    """Somebody invited, with the contact data of the customer they are."""

    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "sales.masking.mixin"]

    _masked_kinds = {"phone": "phone", "email": "email"}
