from odoo import fields, models

from ...tools import local_day


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_sales_timezone(self):
        """Return the name of the zone in which the user's days begin and end."""
        self.ensure_one()
        return self.tz or self.company_id._get_sales_timezone()

    def _get_sales_today(self):
        """Return the user's local day, whatever the day is in UTC."""
        return local_day.day_of(fields.Datetime.now(), self._get_sales_timezone())

    def _get_sales_team(self, team, company):
        """Return ``team`` where the user works in or leads it, else the user's own.

        Empty where that team belongs to another company than ``company``.
        """
        if self not in team.member_ids | team.user_id:
            team = self.sale_team_id
        fits = not team.company_id or team.company_id == company
        return team if fits else team.browse()
