from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SalesVisit(models.Model):
    """The report: everyone met, content, target against actual, next visit.

    Source: R010, R021-R028, R175, S011, S070-S074; 客户拜访报告 (A03),
    客户拜访总结报告 (B09), 电话记录表 (B05).
    """

    _inherit = "sales.visit"

    _reporting_fields = frozenset({"date_reported", "report_round", "next_visit_id"})

    # report
    stage_id = fields.Many2one(
        comodel_name="sales.visit.stage",
        string="Visit Stage",
        compute="_compute_stage_id",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        ondelete="restrict",
    )
    summary = fields.Text(
        string="Content",
        copy=False,
        help="What was talked about and negotiated.",
    )
    outcome = fields.Selection(
        selection=[
            ("reached", "Reached"),
            ("partly", "Partly Reached"),
            ("not", "Not Reached"),
        ],
        string="Expected Result Reached?",
        copy=False,
        tracking=True,
    )
    key_element_note = fields.Text(string="Key Elements", copy=False)
    success_note = fields.Text(string="Our Success", copy=False)
    failure_note = fields.Text(string="Our Failure", copy=False)
    customer_suggestion = fields.Text(string="Customer's Suggestion", copy=False)
    need_note = fields.Text(
        string="Needs Learned",
        copy=False,
        help="What the customer needs; asked for when customers come to us.",
    )
    problem_note = fields.Text(string="Problems Raised", copy=False)
    competitor_note = fields.Text(string="Competitors", copy=False)
    followup_note = fields.Text(
        string="Information to Follow",
        copy=False,
        help="What the call or visit told us that has to be followed up.",
    )
    is_first_contact = fields.Boolean(
        string="First Contact",
        copy=False,
        help="Nobody of ours has met these people before.",
    )
    profile_note = fields.Text(
        string="Impressions",
        copy=False,
        help="Topics of interest, manner, personality. Write 无 (none) when there is "
        "nothing to note.",
    )
    is_demo_given = fields.Boolean(string="Product Demonstrated", copy=False)
    has_demo_consent = fields.Boolean(
        string="With the Customer's Consent",
        copy=False,
        help="A demonstration takes place only with the customer's permission.",
    )
    product_attitude = fields.Selection(
        selection=[
            ("convinced", "Convinced"),
            ("interested", "Interested"),
            ("waiting", "Wait and See"),
            ("objecting", "Has Objections"),
            ("refusing", "Refuses"),
        ],
        string="Attitude to the Product",
        copy=False,
    )
    data_confirmed = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No, Must Change")],
        string="Customer Data Still Correct?",
        copy=False,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    collection_amount = fields.Monetary(
        copy=False, help="Receivables collected during the visit."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sales_visit_attachment_rel",
        column1="visit_id",
        column2="attachment_id",
        string="Photos and Files",
        copy=False,
        ondelete="restrict",
    )
    # next
    next_date_start = fields.Datetime(string="Next Visit On", copy=False)
    next_place = fields.Char(copy=False)
    next_purpose_ids = fields.Many2many(
        comodel_name="sales.visit.purpose",
        relation="sales_visit_next_purpose_rel",
        column1="visit_id",
        column2="purpose_id",
        copy=False,
        check_company=True,
        help="The purposes of this visit when left empty.",
    )
    next_plan = fields.Text(
        string="Next Goal and Plan",
        copy=False,
        help="Becomes the expected result of the next visit.",
    )
    no_next_reason = fields.Char(string="No Next Visit Because", copy=False)
    next_visit_id = fields.Many2one(
        comodel_name="sales.visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    step_ids = fields.One2many(
        comodel_name="sales.visit.step",
        inverse_name="visit_id",
        string="Next Actions",
        copy=False,
    )
    # quality
    date_reported = fields.Datetime(string="Reported On", readonly=True, copy=False)
    report_round = fields.Integer(
        readonly=True, copy=False, help="How often the report was submitted."
    )
    is_report_late = fields.Boolean(
        string="Late Report",
        compute="_compute_is_report_late",
        store=True,
        precompute=True,
    )

    @api.depends("lead_id")
    def _compute_stage_id(self):
        for visit in self:
            stages = self.env["sales.visit.stage"]
            if visit.lead_id and not visit.stage_id:
                stages = visit.lead_id.stage_id.visit_stage_ids
            visit.stage_id = visit.stage_id or stages[:1]

    @api.depends("date_reported", "date_left", "date_end", "company_id")
    def _compute_is_report_late(self):
        for visit in self:
            over = visit.date_left or visit.date_end or visit.date_start
            hours = visit.company_id.sudo().visit_report_due_hours
            visit.is_report_late = bool(
                visit.date_reported
                and over
                and visit.date_reported > over + timedelta(hours=hours)
            )

    @api.constrains("outcome", "date_arrived")
    def _check_outcome(self):
        early = self.filtered(
            lambda visit: (
                visit.outcome
                and visit.state in ("draft", "planned", "confirmed")
                and visit.channel in ("onsite", "inbound")
                and not visit.date_arrived
                and visit.date_start > fields.Datetime.now()
            )
        )
        if early:
            raise UserError(
                self.env._(
                    "%(document)s has not taken place yet: its result comes later.",
                    document=early[:1].display_name,
                )
            )

    @api.constrains("next_date_start", "date_start")
    def _check_next_date_start(self):
        for visit in self.filtered("next_date_start"):
            if visit.next_date_start <= visit.date_start:
                raise ValidationError(
                    self.env._(
                        "The next visit lies before %(document)s itself. Choose a "
                        "later day.",
                        document=visit.display_name,
                    )
                )

    def action_submit_report(self):
        """Submit the reports for review.

        Makes the draft of the next visit and the activities of the next actions.

        :raise UserError: if a mandatory part is missing, a commitment is unanswered
            or somebody else than the salesperson submits

        Source: R010, R026, S070-S074.
        """
        for visit in self:
            visit._check_is_salesperson()
            visit._finish_visit()
        self._check_transition("reported")
        for visit in self:
            visit._check_report()
        for rounds, visits in self.grouped("report_round").items():
            visits._transition_to(
                "reported",
                date_reported=fields.Datetime.now(),
                report_round=rounds + 1,
                is_review_reminded=False,
                **self._prepare_filled_vals(),
            )
        self._follow_up()
        return True

    def _adopt_attachments(self):
        """Make the files the visit's own, so that whoever reads it can open them.

        A file uploaded before the visit was saved belongs to nothing, and then only
        its author can. Nobody else's file is taken.
        """
        for visit in self.filtered("attachment_ids"):
            loose = visit.attachment_ids.sudo().filtered(
                lambda file: (
                    file.res_model == self._name
                    and not file.res_id
                    and file.create_uid == self.env.user
                )
            )
            loose.write({"res_id": visit.id})

    def _finish_visit(self):
        """Check out where it was forgotten; calls and online talks need no check-in."""
        self.ensure_one()
        if self.state == "in_progress":
            self.action_check_out(reason=self.env._("With the report"))
        elif self.channel in ("phone", "online") and self._is_before_report():
            self._transition_to(
                "done",
                date_arrived=min(self.date_start, fields.Datetime.now()),
                date_left=min(self.date_end, fields.Datetime.now()),
                is_unplanned=not self.date_planned,
            )
        elif self._is_before_report():
            raise UserError(
                self.env._(
                    "Check in at %(document)s first; afterwards it works by hand, with "
                    "a reason.",
                    document=self.display_name,
                )
            )

    def _check_missing_reports(self):
        """Stop a new visit to a customer whose last report is missing, if asked (S070).

        :raise UserError: if the company blocks and a report is overdue
        """
        self.ensure_one()
        company = self.company_id.sudo()
        if company.visit_missing_report_policy != "block":
            return
        hours = company.visit_report_escalation_hours
        overdue = self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("state", "in", ("in_progress", "done")),
                ("date_start", "<", fields.Datetime.now() - timedelta(hours=hours)),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if overdue:
            raise UserError(
                self.env._(
                    "Report %(overdue)s first; then confirm %(document)s.",
                    overdue=overdue.display_name,
                    document=self.display_name,
                )
            )
