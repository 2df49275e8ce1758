from odoo import models


class SalesVisit(models.Model):
    """What the chatter tells of a visit: changes, not its usual way.

    Each step of the usual way keeps its moment, its user and, where it counts, a row
    of its own: check-ins, decisions, moves. Telling them once more would put seven
    messages behind every visit, which cost more than the visit itself.
    """

    _inherit = "sales.visit"

    _usual_way = (
        "draft",
        "planned",
        "confirmed",
        "in_progress",
        "done",
        "reported",
        "reviewed",
    )

    def _mail_track(self, tracked_fields, initial_values):
        told = {
            name: before
            for name, before in initial_values.items()
            if not self._is_usual_change(name, before)
        }
        return super()._mail_track(tracked_fields, told)

    def _is_usual_change(self, name, before):
        """Return whether a field takes its first value, or the state its next one."""
        self.ensure_one()
        if name == "validity":
            return before == "pending"
        if name != "state":
            return not before
        way = self._usual_way
        if before not in way or self.state not in way:
            return False
        return way.index(before) < way.index(self.state)
