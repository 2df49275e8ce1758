from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import local_day


class SalesVisitAppoint(models.TransientModel):
    """The appointment call: what was asked, what was agreed (R015, A06)."""

    _name = "sales.visit.appoint"
    _description = "Log Appointment Call"

    visit_id = fields.Many2one(comodel_name="sales.visit", required=True)
    partner_id = fields.Many2one(related="visit_id.commercial_partner_id")
    date_call = fields.Datetime(
        string="Called On", required=True, default=fields.Datetime.now
    )
    contact_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Reached",
        compute="_compute_contact_ids",
        store=True,
        readonly=False,
    )
    result = fields.Selection(
        selection=[
            ("agreed", "Agreed"),
            ("later", "Call Back Later"),
            ("refused", "Refused"),
        ],
        required=True,
        default="agreed",
    )
    arrival_time = fields.Datetime(
        string="Agreed Arrival",
        compute="_compute_arrival_time",
        store=True,
        readonly=False,
    )
    place = fields.Char(compute="_compute_place", store=True, readonly=False)
    late_reason = fields.Char(string="Why So Late")
    is_late = fields.Boolean(compute="_compute_is_late")
    call_back = fields.Datetime(string="Call Back On")
    note = fields.Text(string="What Was Said")

    # One method a field: Odoo computes none of a method's fields where one is given.
    @api.depends("visit_id")
    def _compute_contact_ids(self):
        for wizard in self:
            wizard.contact_ids = wizard.visit_id.contact_ids

    @api.depends("visit_id")
    def _compute_arrival_time(self):
        for wizard in self:
            visit = wizard.visit_id
            wizard.arrival_time = visit.arrival_time or visit.date_start

    @api.depends("visit_id")
    def _compute_place(self):
        for wizard in self:
            wizard.place = wizard.visit_id.place

    @api.depends("date_call", "arrival_time", "visit_id")
    def _compute_is_late(self):
        for wizard in self:
            visit = wizard.visit_id
            wizard.is_late = False
            if visit.requires_appointment and wizard.arrival_time and wizard.date_call:
                zone = visit._get_timezone()
                called = local_day.day_of(wizard.date_call, zone)
                lead = local_day.day_of(wizard.arrival_time, zone) - called
                asked = visit.company_id.sudo().visit_appointment_lead_days
                wizard.is_late = lead.days < asked

    def action_apply(self):
        self.ensure_one()
        if self.result == "agreed" and not (self.arrival_time and self.place):
            raise UserError(
                self.env._("An agreed appointment names both the time and the place.")
            )
        if self.result == "later" and not self.call_back:
            raise UserError(self.env._("Say when you will call back."))
        self.visit_id._log_appointment_call(
            self.result,
            contact_ids=self.contact_ids.ids,
            note=self.note,
            arrival_time=self.arrival_time,
            place=self.place,
            late_reason=self.late_reason,
            date_call=self.date_call,
            call_back=self.call_back,
        )
        return True
