from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    """A new public holiday or shifted workday moves the days on which contacts are due.

    Time off of one employee, of which there is much, empties nothing.
    """

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._forget_moved_days()
        return leaves

    def write(self, vals):
        self._forget_moved_days()
        result = super().write(vals)
        self._forget_moved_days()
        return result

    def unlink(self):
        self._forget_moved_days()
        return super().unlink()

    def _forget_moved_days(self):
        if any(not leave.resource_id for leave in self.sudo()):
            self.env.registry.clear_cache()
