from odoo import api, fields, models
from odoo.fields import Domain


class CrmIntentLevel(models.Model):
    """How soon the customer will buy, as the salesperson judges: H, A, B or C.

    Apart from grade and credit class, whose letters mean something else: the name
    always says the window (G04).

    Source: P02, 意向级别; R062, G08, G43.
    """

    _name = "crm.intent.level"
    _description = "Intent Level"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(
        required=True,
        translate=True,
        help="Letter and window, as in “A - Within 1 Month”: letters alone are "
        "mistaken for grades.",
    )
    code = fields.Char(
        required=True, help="The letter that papers and integrations name."
    )
    sequence = fields.Integer(default=10, help="The most urgent level comes first.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    window_days = fields.Integer(
        string="Window (days)",
        help="Days from the rating within which the customer buys; 0: open end. The "
        "window begins where that of the level above ends.",
    )
    contact_interval_days = fields.Integer(
        string="Contact Every (days)",
        help="How often customers of this level hear from us; 0: no rhythm.",
    )
    silence_days = fields.Integer(
        string="Silence (working days)",
        help="After so many working days without any contact a lower level is "
        "proposed to the salesperson; 0: never.",
    )
    is_on_sheet = fields.Boolean(
        string="On the Progression Sheet",
        default=True,
        help="Level C is followed on the customer card only.",
    )

    _code_uniq = models.UniqueIndex(
        "(code)", "There is an intent level with this letter already."
    )
    _check_days = models.Constraint(
        "CHECK(window_days BETWEEN 0 AND 3650"
        " AND contact_interval_days BETWEEN 0 AND 3650"
        " AND silence_days BETWEEN 0 AND 365)",
        "Windows and contact intervals are 0 to 3,650 days, silence 0 to 365 working "
        "days.",
    )

    @api.model
    def _get_ranks(self):
        """Return a dict from level id to its rank, 0 being the most urgent."""
        levels = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return {level.id: rank for rank, level in enumerate(levels)}

    @api.model
    def _get_window_starts(self):
        """Return a dict from level id to the days at which its window begins."""
        starts, end = {}, 0
        for level in self.sudo().search(Domain.TRUE):
            starts[level.id] = end
            end = level.window_days or end
        return starts

    def _get_next_lower(self):
        """Return the level below this one, none for the lowest."""
        self.ensure_one()
        levels = self.sudo().search(Domain.TRUE)
        below = [level for level in levels if level.sequence > self.sequence]
        return below[0].sudo(False) if below else self.browse()
