from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CustomerCapacity(models.TransientModel):
    """What the intervals cost: hours a week per salesperson, needed and there.

    Change an interval and see the hours before anything is saved.

    Source: differentiator 9; S020-S024.
    """

    _name = "customer.capacity"
    _description = "Capacity Check"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        help="Empty: all salespersons with customers.",
    )
    line_ids = fields.One2many(
        comodel_name="customer.capacity.line",
        inverse_name="capacity_id",
        string="Intervals",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    user_count = fields.Integer(
        string="Salespersons", compute="_compute_line_ids", store=True
    )
    needed_hours = fields.Float(
        string="Needed (h a week)",
        compute="_compute_hours",
        help="Per salesperson, to contact every customer as often as the rules ask.",
    )
    available_hours = fields.Float(
        string="There (h a week)",
        compute="_compute_hours",
        help="Per salesperson: working hours of the company times the share for "
        "contacts.",
    )
    load_percent = fields.Float(string="Load (%)", compute="_compute_hours")
    verdict = fields.Char(compute="_compute_hours")

    @api.depends("company_id", "team_id")
    def _compute_line_ids(self):
        for check in self:
            rows, check.user_count = check._read_load()
            check.line_ids = [fields.Command.clear()] + [
                fields.Command.create(vals) for vals in rows
            ]

    def _read_load(self):
        """Return the values of the lines, and how many salespersons there are."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("user_id", "!=", False),
            ("rule", "!=", False),
        ]
        if self.team_id:
            domain.append(("team_id", "=", self.team_id.id))
        cadence = self.env["customer.cadence"]
        groups = cadence._read_group(
            domain,
            ["rule", "customer_status", "grade_id"],
            ["__count", "interval_days:avg", "month_contact_cap:max"],
        )
        lines = {}
        for rule, status, grade, count, interval, cap in groups:
            key = (
                rule,
                status if rule == "status" else False,
                grade.id if rule in ("grade", "deep", "cap") else False,
            )
            line = lines.setdefault(key, [0, 0.0])
            line[0] += count
            line[1] += count * (30 / cap if rule == "cap" and cap else interval or 0)
        ((users,),) = cadence._read_group(domain, [], ["user_id:count_distinct"])
        return [
            self._prepare_line(*key, count, days / count)
            for key, (count, days) in sorted(lines.items(), key=str)
        ], users

    def _prepare_line(self, rule, status, grade_id, count, days):
        company = self.company_id.sudo()
        is_deep = rule == "deep" or status in ("intended", "active")
        return {
            "rule": rule,
            "customer_status": status,
            "grade_id": grade_id,
            "customer_count": count,
            "interval_days": round(days),
            "saved_days": round(days),
            "minutes": company.contact_deep_minutes
            if is_deep
            else company.contact_light_minutes,
        }

    @api.depends("line_ids.weekly_hours", "user_count", "company_id")
    def _compute_hours(self):
        for check in self:
            company = check.company_id.sudo()
            calendar = company.resource_calendar_id
            week = calendar._get_hours_per_week() if calendar else 40.0
            there = week * company.contact_share_percent / 100
            needed = sum(check.line_ids.mapped("weekly_hours"))
            needed /= check.user_count or 1
            check.needed_hours = needed
            check.available_hours = there
            check.load_percent = 100 * needed / there if there else 0
            check.verdict = self.env._(
                "This needs %(needed)s h a week per salesperson, there are "
                "%(available)s.",
                needed=round(needed, 1),
                available=round(there, 1),
            )

    def action_apply(self):
        """Save the intervals that were changed: in the settings and the grades.

        :raise AccessError: if the user may not change the settings
        """
        self.ensure_one()
        changed = self.line_ids.filtered(
            lambda line: line.is_editable and line.interval_days != line.saved_days
        )
        settings = changed.filtered(lambda line: line.rule == "status")
        if settings and not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "The interval of “%s” is a setting: an administrator changes it.",
                    settings[0].display_name,
                )
            )
        for line in changed:
            record, field = line._get_setting()
            record.write({field: line.interval_days})
        if changed:
            self.env["customer.cadence"]._flush_facts()
            self.env["customer.cadence"]._compute_rows(
                lambda column: SQL("%s IS NOT NULL", column)
            ) if self._is_small() else self._wake_night()
        return {"type": "ir.actions.act_window_close"}

    def _is_small(self):
        """Return whether the days are computed while the user waits."""
        return sum(self.line_ids.mapped("customer_count")) <= 20_000

    def _wake_night(self):
        self.env.ref("sales_visit_crm.ir_cron_compute_cadence").sudo()._trigger()
