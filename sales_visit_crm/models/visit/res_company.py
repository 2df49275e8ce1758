from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of the visit room; each default is the paper's."""

    _inherit = "res.company"

    # plan
    visit_plan_approval = fields.Selection(
        selection=[("leader", "By the Leader"), ("auto", "Automatic")],
        string="Plan Sheet Approval",
        default="leader",
        required=True,
        prefetch="sales_settings",
    )
    visit_noon_hour = fields.Float(
        string="Afternoon Begins",
        default=12.0,
        help="Local hour. One customer, one part of the day: one report.",
        prefetch="sales_settings",
    )
    visit_evening_hour = fields.Float(
        string="Evening Begins",
        default=18.0,
        help="Local hour.",
        prefetch="sales_settings",
    )
    # appointment
    visit_appointment_lead_days = fields.Integer(
        string="Appointment Lead (days)",
        default=2,
        help="Days before the visit by which the appointment is made.",
        prefetch="sales_settings",
    )
    visit_appointment_policy = fields.Selection(
        selection=[("reason", "Ask for a Reason"), ("warn", "Only Show It")],
        string="Late Appointments",
        default="reason",
        required=True,
        prefetch="sales_settings",
    )
    visit_history_lead_days = fields.Integer(
        string="Read History (days)",
        default=1,
        help="Days before the visit by which the earlier visits are read.",
        prefetch="sales_settings",
    )
    # on site
    visit_arrival_margin_minutes = fields.Integer(
        string="Arrive Early (min)",
        default=10,
        help="Minutes before the agreed time at which to be there.",
        prefetch="sales_settings",
    )
    visit_radius_m = fields.Integer(
        string="Site Radius (m)",
        default=300,
        help="Metres from the customer's position within which a check-in is near.",
        prefetch="sales_settings",
    )
    visit_position_mode = fields.Selection(
        selection=[("ask", "Ask for It"), ("off", "Never Ask")],
        string="Position at Check-in",
        default="ask",
        required=True,
        help="Never ask: check-ins are by hand, and no position is stored.",
        prefetch="sales_settings",
    )
    visit_clock_tolerance_minutes = fields.Integer(
        string="Clock Tolerance (min)",
        default=5,
        help="How far a phone's clock may run ahead of the server's.",
        prefetch="sales_settings",
    )
    visit_backdate_days = fields.Integer(
        string="Late Entry (days)",
        default=7,
        help="How far back a check-in made without connection may lie.",
        prefetch="sales_settings",
    )
    # cadence
    contact_potential_days = fields.Integer(
        string="Potential Customers Every (days)",
        default=7,
        help="A light touch so often; 0: none is asked for.",
        prefetch="sales_settings",
    )
    contact_intended_days = fields.Integer(
        string="Intended Customers Every (days)",
        default=3,
        help="A deep communication so often; 0: none is asked for.",
        prefetch="sales_settings",
    )
    contact_active_days = fields.Integer(
        string="Active Customers Every (days)",
        default=30,
        help="A return visit so often; 0: none is asked for.",
        prefetch="sales_settings",
    )
    contact_lost_days = fields.Integer(
        string="Lost Customers Every (days)",
        help="An attempt to win them back, 90 for one a quarter; 0: none.",
        prefetch="sales_settings",
    )
    is_contact_activity_made = fields.Boolean(
        string="To-Dos for Contacts",
        default=True,
        help="The salesperson gets a to-do for each customer whose contact is due.",
        prefetch="sales_settings",
    )
    contact_duplicate_hours = fields.Integer(
        string="Contacts Too Close (h)",
        default=24,
        help="Warn when somebody else than the salesperson contacts a customer within "
        "so many hours of another contact.",
        prefetch="sales_settings",
    )
    contact_risk_percent = fields.Integer(
        string="Sales Drop (%)",
        default=30,
        help="Drop of confirmed orders from which an active customer is at risk.",
        prefetch="sales_settings",
    )
    contact_risk_days = fields.Integer(
        string="Sales Compared Over (days)",
        default=90,
        help="The last so many days against as many before.",
        prefetch="sales_settings",
    )
    # capacity
    contact_deep_minutes = fields.Integer(
        string="Deep Contact (min)",
        default=90,
        help="Time of a visit or deep communication, with the way there.",
        prefetch="sales_settings",
    )
    contact_light_minutes = fields.Integer(
        string="Light Touch (min)", default=15, prefetch="sales_settings"
    )
    contact_share_percent = fields.Integer(
        string="Time for Contacts (%)",
        default=70,
        help="Share of the working week that is left for contacts.",
        prefetch="sales_settings",
    )
    # report
    visit_report_due_hours = fields.Integer(
        string="Report Due (h)",
        default=24,
        help="Hours after the visit by which its report is submitted.",
        prefetch="sales_settings",
    )
    visit_report_escalation_hours = fields.Integer(
        string="Tell the Leader (h)",
        default=48,
        help="Hours after the visit at which the leader learns of a missing report.",
        prefetch="sales_settings",
    )
    visit_missing_report_policy = fields.Selection(
        selection=[("warn", "Remind Only"), ("block", "Stop New Visits")],
        string="Missing Reports",
        default="warn",
        required=True,
        help="Stop: a visit to the same customer cannot be confirmed before the last "
        "one is reported.",
        prefetch="sales_settings",
    )
    visit_next_required = fields.Boolean(
        string="Next Visit or Reason",
        default=True,
        help="A report names the next visit, or why there is none.",
        prefetch="sales_settings",
    )
    visit_followup_days = fields.Integer(
        string="Follow Up Within (days)",
        default=2,
        help="Days after a report by which the customer hears from us; 0: no reminder.",
        prefetch="sales_settings",
    )
    visit_text_max_chars = fields.Integer(
        string="Longest Text (characters)", default=20_000, prefetch="sales_settings"
    )
    # review
    visit_review_due_days = fields.Integer(
        string="Review Within (days)",
        default=3,
        help="Days a submitted report may wait before its reviewer is reminded.",
        prefetch="sales_settings",
    )
    visit_partly_counts = fields.Boolean(
        string="Partly Reached Counts",
        help="A visit whose expected result was partly reached may be valid.",
        prefetch="sales_settings",
    )

    _check_visit_numbers = models.Constraint(
        "CHECK(visit_appointment_lead_days BETWEEN 0 AND 60"
        " AND visit_history_lead_days BETWEEN 0 AND 60"
        " AND visit_arrival_margin_minutes BETWEEN 0 AND 240"
        " AND visit_radius_m BETWEEN 1 AND 100000"
        " AND visit_clock_tolerance_minutes BETWEEN 0 AND 1440"
        " AND visit_backdate_days BETWEEN 0 AND 365"
        " AND visit_report_due_hours BETWEEN 1 AND 8760"
        " AND visit_report_escalation_hours BETWEEN visit_report_due_hours AND 8760"
        " AND visit_followup_days BETWEEN 0 AND 365"
        " AND visit_text_max_chars BETWEEN 1000 AND 1000000"
        " AND visit_review_due_days BETWEEN 0 AND 365)",
        "A number of the visit settings is out of range: days up to 60 (late entry, "
        "follow-up and review 365), margin up to 240 min, radius 1 to 100,000 m, clock "
        "up to 1,440 min, hours 1 to 8,760 with the leader told no earlier than the "
        "report is due, texts 1,000 to 1,000,000 characters.",
    )
    _check_contact_numbers = models.Constraint(
        "CHECK(contact_potential_days BETWEEN 0 AND 365"
        " AND contact_intended_days BETWEEN 0 AND 365"
        " AND contact_active_days BETWEEN 0 AND 365"
        " AND COALESCE(contact_lost_days, 0) BETWEEN 0 AND 365"
        " AND contact_duplicate_hours BETWEEN 0 AND 720"
        " AND contact_risk_percent BETWEEN 1 AND 100"
        " AND contact_risk_days BETWEEN 7 AND 730"
        " AND contact_deep_minutes BETWEEN 1 AND 1440"
        " AND contact_light_minutes BETWEEN 1 AND 1440"
        " AND contact_share_percent BETWEEN 1 AND 100)",
        "A number of the contact settings is out of range: intervals up to 365 days, "
        "contacts too close up to 720 h, drop and share 1 to 100 %, comparison 7 to "
        "730 days, contacts 1 to 1,440 min.",
    )
    _check_visit_hours = models.Constraint(
        "CHECK(visit_noon_hour > 0 AND visit_noon_hour < visit_evening_hour"
        " AND visit_evening_hour < 24)",
        "The afternoon begins before the evening, and both between 0 and 24 hours.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            # The working days on which contacts are due are kept in memory.
            self.env.registry.clear_cache()
        return result
