from odoo import api, fields, models

from ..models.customer.customer_status_log import STATUSES
from ..tools import cadence

_FIELDS = {"grade": "contact_interval_days", "deep": "deep_contact_days"}


class CustomerCapacityLine(models.TransientModel):
    """One cell of the matrix: the customers of a rule, and how often it asks."""

    _name = "customer.capacity.line"
    _description = "Capacity Check Line"
    _rec_name = "rule"

    capacity_id = fields.Many2one(
        comodel_name="customer.capacity", required=True, index=True, ondelete="cascade"
    )
    rule = fields.Selection(selection="_get_rules", readonly=True)
    customer_status = fields.Selection(
        selection=STATUSES, string="Status", readonly=True
    )
    grade_id = fields.Many2one(comodel_name="customer.grade", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    interval_days = fields.Integer(string="Every (days)")
    saved_days = fields.Integer(string="Now (days)", readonly=True)
    minutes = fields.Integer(string="Minutes Each")
    is_editable = fields.Boolean(compute="_compute_is_editable")
    weekly_hours = fields.Float(string="Hours a Week", compute="_compute_weekly_hours")

    @api.model
    def _get_rules(self):
        return self.env["customer.cadence"]._get_rules()

    @api.depends("rule", "customer_status", "grade_id")
    def _compute_display_name(self):
        statuses = dict(STATUSES)
        rules = dict(self._get_rules())
        for line in self:
            parts = [
                rules.get(line.rule),
                line.grade_id.name,
                statuses.get(line.customer_status),
            ]
            line.display_name = " ".join(filter(None, parts))

    @api.depends("rule")
    def _compute_is_editable(self):
        for line in self:
            line.is_editable = line.rule in ("status", *_FIELDS)

    @api.depends("interval_days", "minutes", "customer_count")
    def _compute_weekly_hours(self):
        for line in self:
            line.weekly_hours = cadence.weekly_hours(
                line.customer_count, line.interval_days, line.minutes
            )

    def _get_setting(self):
        """Return the record and the name of the field that hold the interval."""
        if self.rule == "status":
            company = self.capacity_id.company_id
            return company, f"contact_{self.customer_status}_days"
        return self.grade_id, _FIELDS[self.rule]
