"""What a demo salesperson does on the day of the visit."""

import uuid
from datetime import timedelta

from odoo import fields


class FieldDay:
    """Arriving, leaving, phoning, standing before a closed door; see ``Story``."""

    def drop_in(self):
        """Begin a visit that nobody planned; some state a goal before they enter."""
        vals = {**self._prepare_vals(), "date_start": self.start}
        if self.entry.ending == "unplanned":
            vals["expected_result"] = False
        self.visit = self.visit.create(vals)

    def arrive(self):
        self._check("in")
        if self.has("late"):
            self.visit.late_reason = self.take("reasons", "late")

    def leave(self):
        self._check("out")

    def _check(self, kind):
        name = f"{self.entry.user} {self.entry.day} {self.entry.customer} {kind}"
        uid = str(uuid.uuid5(uuid.NAMESPACE_URL, name))
        check = self.visit.action_check_in if kind == "in" else None
        check = check or self.visit.action_check_out
        if self.entry.channel == "inbound":
            check(uid, "manual", reason=self.take("reasons", "inbound"))
        elif self.has("manual"):
            check(uid, "manual", reason=self.take("reasons", "manual"))
        else:
            check(uid, "gps", **self._get_position())

    def _get_position(self):
        """Return a fix some metres beside the customer's door, or far from it."""
        far = 0.02 if self.has("far") else 0
        shift = (self.number % 7 - 3) / 4000  # degrees; up to 80 metres
        return {
            "latitude": round(self.customer.partner_latitude + shift + far, 7),
            "longitude": round(self.customer.partner_longitude - shift, 7),
            "accuracy": 8.0 + self.number % 6 * 7,
            "device_time": fields.Datetime.to_string(fields.Datetime.now()),
        }

    def cancel(self):
        self.visit.action_cancel(self.take("reasons", "cancel"))

    def miss(self):
        self.visit.action_no_show(self.take("reasons", "no_show"))

    def talk(self):
        """Log a phone call and submit it at once."""
        vals = self._prepare_vals()
        self.visit = self.visit.create(
            {
                **vals,
                "date_start": self.start,
                "date_end": self.start + timedelta(minutes=10),
                "summary": self.take("calls", "talk", self.entry.purposes[0]),
                "followup_note": self.take("notes", "followup_note"),
                "no_next_reason": self.take("reasons", "no_next"),
            }
        )
        self.settle_commitments()
        self._add_requirements()
        self.visit.action_submit_report()
