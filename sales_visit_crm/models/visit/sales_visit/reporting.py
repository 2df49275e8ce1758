from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesVisit(models.Model):
    """The report: everyone met, content, target against actual, next visit.

    Source: R010, R021-R028, R175, S011, S070-S074; 客户拜访报告 (A03),
    客户拜访总结报告 (B09), 电话记录表 (B05).
    """

    _inherit = "sales.visit"

    _reporting_fields = frozenset({"date_reported", "report_round", "next_visit_id"})

    # What every report needs, by channel; a purpose adds to it. Names in
    # _report_checks are questions rather than fields.
    _report_basics = (
        "purpose_ids",
        "contact_ids",
        "expected_result",
        "summary",
        "outcome",
        "actual",
        "stage_id",
        "next_step",
    )
    _report_basics_phone = ("purpose_ids", "contact_ids", "summary", "next_step")
    # What the records of sales.visit.requirement may name.
    _requirable_fields = frozenset(
        {
            "attachment_ids",
            "collection_amount",
            "competitor_note",
            "customer_suggestion",
            "data_confirmed",
            "failure_note",
            "key_element_note",
            "lead_id",
            "need_note",
            "problem_note",
            "product_attitude",
            "success_note",
        }
    )

    # report
    stage_id = fields.Many2one(
        comodel_name="sales.visit.stage",
        string="Visit Stage",
        compute="_compute_stage_id",
        store=True,
        precompute=True,
        readonly=False,
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
        help="信息跟踪内容 of the telephone log.",
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
    completeness = fields.Integer(
        string="Completeness (%)",
        compute="_compute_completeness",
        store=True,
        aggregator="avg",
        help="Share of the mandatory parts of the report that are filled in.",
    )
    missing_note = fields.Char(string="Still Missing", compute="_compute_missing_note")
    date_reported = fields.Datetime(string="Reported On", readonly=True, copy=False)
    report_round = fields.Integer(
        readonly=True, copy=False, help="How often the report was submitted."
    )
    is_report_late = fields.Boolean(
        string="Late Report", compute="_compute_is_report_late", store=True
    )
    duplicate_count = fields.Integer(compute="_compute_duplicate_count")

    @api.depends("lead_id")
    def _compute_stage_id(self):
        for visit in self:
            stages = self.env["sales.visit.stage"]
            if visit.lead_id and not visit.stage_id:
                stages = visit.lead_id.stage_id.visit_stage_ids
            visit.stage_id = visit.stage_id or stages[:1]

    @api.depends(lambda self: self._get_completeness_dependencies())
    def _compute_completeness(self):
        for visit in self:
            names = visit._get_report_requirements()
            missing = visit._get_missing_requirements()
            visit.completeness = 100 * (len(names) - len(missing)) // len(names)

    @api.depends("completeness")
    @api.depends_context("lang")
    def _compute_missing_note(self):
        for visit in self:
            visit.missing_note = visit._get_requirement_labels(
                visit._get_missing_requirements()
            )

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

    @api.depends("user_id", "commercial_partner_id", "visit_day", "day_slot", "state")
    def _compute_duplicate_count(self):
        """Count the other visits of this salesperson, customer, day and slot (R028)."""
        keys = ["user_id", "commercial_partner_id", "visit_day", "day_slot"]
        counts = {}
        if self._origin:
            groups = self._read_group(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("visit_day", "in", list(set(self.mapped("visit_day")) - {False})),
                    *self._get_duplicate_domain(),
                ],
                keys,
                ["id:recordset"],
            )
            counts = {tuple(group[:-1]): group[-1] for group in groups}
        for visit in self:
            twins = counts.get(tuple(visit[key] for key in keys), self.browse())
            comparable = visit.channel != "phone" and visit.state not in (
                "cancel",
                "no_show",
            )
            visit.duplicate_count = comparable and len(twins - visit._origin)

    @api.constrains("outcome", "date_arrived")
    def _check_outcome(self):
        early = self.filtered(
            lambda visit: (
                visit.outcome
                and visit.state in ("draft", "planned")
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
        for visit in self:
            visit._transition_to(
                "reported",
                date_reported=fields.Datetime.now(),
                report_round=visit.report_round + 1,
                **visit._prepare_filled_vals(),
            )
        self._follow_up()
        return True

    def action_merge_duplicates(self):
        """Merge the other reports of this customer, day and slot into this one.

        People met, texts, files and commitments are added; the others are cancelled.

        Source: R028, 销售人员外出拜访计划表, note 2.
        """
        self.ensure_one()
        twins = self._get_duplicates()
        if closed := twins.filtered(lambda visit: visit.state in self._locked_states):
            raise UserError(
                self.env._(
                    "%(documents)s is already submitted. Have it returned first.",
                    documents=closed._get_document_labels(),
                )
            )
        if not twins:
            return True
        self.write(self._prepare_merge_vals(twins))
        twins.commitment_ids.write({"visit_id": self.id})
        twins.step_ids.write({"visit_id": self.id})
        for twin in twins:
            if twin.state in ("in_progress", "done"):
                twin._as_engine().write({"state": "draft"})
        twins.action_cancel(self.env._("Merged into %s", self.name))
        return True

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

    def _check_report(self):
        self.ensure_one()
        if missing := self._get_missing_requirements():
            raise UserError(
                self.env._(
                    "The report %(document)s is not complete. Still missing: "
                    "%(missing)s.",
                    document=self.display_name,
                    missing=self._get_requirement_labels(missing),
                )
            )
        if unanswered := self._get_unanswered_commitments():
            raise UserError(
                self.env._(
                    "Before submitting %(document)s, answer or move what was promised "
                    "earlier: %(commitments)s.",
                    document=self.display_name,
                    commitments="; ".join(unanswered.mapped("name")),
                )
            )
        unplanned = self.commitment_ids.filtered(
            lambda commitment: (
                commitment.promised_by == "us"
                and not (commitment.action_plan or "").strip()
            )
        )
        if unplanned:
            raise UserError(
                self.env._(
                    "Say how “%(promise)s” will be kept (action plan), then submit "
                    "%(document)s.",
                    promise=unplanned[0].name,
                    document=self.display_name,
                )
            )

    def _get_report_requirements(self):
        """Return the names of what this report must hold."""
        self.ensure_one()
        phone = self.channel == "phone"
        names = list(self._report_basics_phone if phone else self._report_basics)
        names += self.purpose_ids.requirement_ids.mapped("field_name")
        if self.channel == "inbound":
            names.append("need_note")
        if self.is_first_contact:
            names.append("profile_note")
        if self.is_demo_given:
            names += ["has_demo_consent", "product_attitude"]
        return list(dict.fromkeys(names))

    def _get_missing_requirements(self):
        self.ensure_one()
        return [
            name
            for name in self._get_report_requirements()
            if not self._is_requirement_met(name)
        ]

    def _is_requirement_met(self, name):
        if name == "actual":
            notes = (
                self.key_element_note,
                self.success_note,
                self.failure_note,
                self.customer_suggestion,
            )
            return any((note or "").strip() for note in notes)
        if name == "next_step":
            return self._has_next_step()
        value = self[name]
        return bool(value.strip() if isinstance(value, str) else value)

    def _has_next_step(self):
        if not self.company_id.sudo().visit_next_required:
            return True
        planned = self.next_date_start and (self.next_plan or "").strip()
        return bool(planned or (self.no_next_reason or "").strip())

    def _get_requirement_labels(self, names):
        special = {
            "actual": self.env._("at least one of success, failure, suggestion"),
            "next_step": self.env._("next visit with its goal, or why there is none"),
        }
        labels = [special.get(name) or self._get_field_labels([name]) for name in names]
        return ", ".join(labels)

    @api.model
    def _get_completeness_dependencies(self):
        requirable = self._requirable_fields
        names = {*self._report_basics, *requirable} - {"actual", "next_step"}
        return sorted(
            names
            | {
                "channel",
                "company_id",
                "has_demo_consent",
                "is_demo_given",
                "is_first_contact",
                "next_date_start",
                "next_plan",
                "no_next_reason",
                "profile_note",
                "purpose_ids.requirement_ids",
            }
        )

    def _get_duplicate_domain(self):
        return [
            ("state", "not in", ("cancel", "no_show")),
            ("channel", "!=", "phone"),
        ]

    def _get_duplicates(self):
        self.ensure_one()
        return self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("visit_day", "=", self.visit_day),
                ("day_slot", "=", self.day_slot),
                ("id", "!=", self.id),
                *self._get_duplicate_domain(),
            ]
        )

    def _prepare_merge_vals(self, twins):
        link = fields.Command.link
        vals = {
            name: [link(record.id) for record in twins[name] - self[name]]
            for name in ("contact_ids", "purpose_ids", "attachment_ids")
        }
        companions = twins.companion_ids - self.companion_ids - self.user_id
        vals["companion_ids"] = [link(user.id) for user in companions]
        for name in self._get_mergeable_texts():
            texts = dict.fromkeys(filter(None, [self[name], *twins.mapped(name)]))
            vals[name] = "\n".join(texts) or False
        return vals

    def _get_mergeable_texts(self):
        return [
            name
            for name in self._get_text_fields()
            if name.endswith("_note") or name in ("summary", "customer_suggestion")
        ]

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
