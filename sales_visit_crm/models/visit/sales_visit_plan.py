from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SalesVisitPlan(models.Model):
    """The numbered, dated sheet of a salesperson's visits in a period.

    Source: A02, A122, A142, A143, B69; 销售人员外出拜访计划表; lifecycle 5.1.
    """

    _name = "sales.visit.plan"
    _description = "Visit Plan Sheet"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.numbering.mixin",
        "sales.signoff.mixin",
        "sales.text.mixin",
        "sales.transition.mixin",
    ]
    _order = "period_start desc, id desc"
    _check_company_auto = True
    _unchecked_texts = frozenset({"name"})

    _state_transitions = {
        "draft": ("submitted", "cancel"),
        "submitted": ("draft",),
        "approved": ("submitted",),
        "in_progress": ("approved",),
        "closed": ("approved", "in_progress"),
        "cancel": ("draft", "submitted", "approved"),
    }
    _locked_states = frozenset({"approved", "in_progress", "closed", "cancel"})

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("in_progress", "In Progress"),
            ("closed", "Closed"),
            ("cancel", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        check_company=True,
        ondelete="set null",
    )
    # period
    date = fields.Date(
        string="Sheet Date",
        required=True,
        copy=False,
        default=lambda self: self.env.user._get_sales_today(),
    )
    period_start = fields.Date(
        string="From",
        required=True,
        copy=False,
        default=lambda self: self.env.user._get_sales_today(),
    )
    period_end = fields.Date(
        string="Until",
        compute="_compute_period_end",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        copy=False,
    )
    # content
    visit_ids = fields.One2many(
        comodel_name="sales.visit", inverse_name="plan_id", string="Visits"
    )
    target_note = fields.Text(
        string="Sales Target and Plan",
        help="What the salesperson wants to sell in the period, and how.",
    )
    note = fields.Text(string="Remarks")
    review_comment = fields.Text(
        string="Leader's Suggestion",
        copy=False,
        help="What the leader suggests; kept with the approval. A returned sheet says "
        "here what is to be changed.",
    )
    # counts
    visit_count = fields.Integer(string="Planned", compute="_compute_visit_counts")
    done_count = fields.Integer(string="Done", compute="_compute_visit_counts")
    valid_count = fields.Integer(string="Valid", compute="_compute_visit_counts")
    progress = fields.Float(
        compute="_compute_visit_counts", help="Share of the visits that took place."
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")

    _name_company_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL",
        "A plan sheet's number is used only once per company.",
    )
    _check_period = models.Constraint(
        "CHECK(period_end >= period_start)",
        "The period of the plan sheet ends before it starts. Correct one of the two.",
    )

    @property
    def _engine_fields(self):
        return self._signoff_fields

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for plan in self:
            plan.team_id = plan.user_id.sudo()._get_sales_team(
                plan.team_id.sudo(), plan.company_id
            )

    @api.depends("period_start")
    def _compute_period_end(self):
        for plan in self:
            start = plan.period_start
            keep = plan.period_end and start and plan.period_end >= start
            plan.period_end = (
                plan.period_end
                if keep
                else start and (fields.Date.end_of(start, "week"))
            )

    @api.depends("visit_ids.state", "visit_ids.validity")
    def _compute_visit_counts(self):
        groups = self.env["sales.visit"]._read_group(
            [("plan_id", "in", self.ids), ("state", "!=", "cancel")],
            ["plan_id", "state", "validity"],
            ["__count"],
        )
        done_states = ("done", "reported", "reviewed", "no_show")
        for plan in self:
            own = [group[1:] for group in groups if group[0] == plan._origin]
            plan.visit_count = sum(count for *_keys, count in own)
            plan.done_count = sum(
                count for state, _validity, count in own if state in done_states
            )
            plan.valid_count = sum(
                count for _state, validity, count in own if validity == "valid"
            )
            plan.progress = plan.visit_count and plan.done_count / plan.visit_count

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        is_leader = self.env.user.has_group("sales_visit_crm.group_sales_visit_leader")
        for plan in self:
            plan.can_approve = (
                is_leader
                and plan.state == "submitted"
                and plan.user_id != self.env.user
            )

    @api.constrains("user_id", "visit_ids")
    def _check_visits(self):
        self.visit_ids._check_plan_sheets()

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        if commented := plans.filtered("review_comment"):
            commented._check_may_review()
        return plans

    def write(self, vals):
        if "review_comment" in vals:
            changed = self.filtered(
                lambda plan: (
                    (plan.review_comment or "") != (vals["review_comment"] or "")
                )
            )
            if changed:
                changed._check_may_review()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if kept := self.filtered(lambda plan: plan.state not in ("draft", "cancel")):
            raise UserError(
                self.env._(
                    "%(documents)s cannot be deleted: the sheet was handed in. Cancel "
                    "it instead.",
                    documents=kept._get_document_labels(),
                )
            )

    def action_submit(self):
        """Hand in the sheets; their draft visits are planned with them.

        :raise UserError: if a sheet is empty, somebody else's, or one of its visits
            lacks purpose or expected result
        """
        self._check_transition("submitted")
        for plan in self:
            plan._check_submittable()
            drafts = plan.visit_ids.filtered(lambda visit: visit.state == "draft")
            drafts.action_plan()
        self._transition_to("submitted", **self._prepare_filled_vals())
        automatic = self.filtered(
            lambda plan: plan.company_id.sudo().visit_plan_approval == "auto"
        )
        automatic._transition_to("approved")
        (self - automatic)._ask_for_approval()
        return True

    def action_approve(self, comment=None):
        """Approve and sign the sheets, with a suggestion if there is one.

        :raise AccessError: if the user leads no team
        :raise UserError: if the user wrote the sheet
        """
        self._check_may_review()
        self._transition_to(
            "approved",
            **({"review_comment": comment} if comment else {}),
            **self._prepare_reviewed_vals(),
            **self._prepare_signed_vals(),
        )
        self.activity_unlink(["sales_visit_crm.mail_activity_type_visit_review"])
        return True

    def action_return(self, comment=None):
        """Give the sheets back to their salespersons.

        :param str comment: what is to be changed; the suggestion on the sheet if None
        :raise UserError: if nobody said what is to be changed
        """
        self._check_may_review()
        self._check_transition("draft")
        for plan in self:
            plan._check_return_comment(comment)
        self._transition_to(
            "draft",
            **({"review_comment": comment} if comment else {}),
            **self._prepare_unsigned_vals(),
        )
        self.activity_unlink(["sales_visit_crm.mail_activity_type_visit_review"])
        return True

    def action_close(self):
        """Close the sheets; visits still open are dealt with first."""
        for plan in self:
            waiting = plan.visit_ids.filtered(
                lambda visit: (
                    visit.state
                    in ("draft", "planned", "confirmed", "in_progress", "done")
                )
            )
            if waiting:
                raise UserError(
                    self.env._(
                        "Report, move or cancel first: %(visits)s.",
                        visits=waiting._get_document_labels(),
                    )
                )
        self._transition_to("closed")
        return True

    def action_cancel(self):
        """Cancel the sheets; their visits stay planned on their own.

        :raise AccessError: if a sheet is handed in and the user leads no team

        Source: lifecycle 5.1 (owner while draft, manager afterwards).
        """
        self._check_transition("cancel")
        self.filtered(lambda plan: plan.state != "draft")._check_may_cancel()
        self._transition_to("cancel")
        return True

    def action_view_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action"
        )
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {
                "default_plan_id": self.id,
                "default_user_id": self.user_id.id,
            },
        }

    def action_collect_visits(self):
        """Put the salesperson's visits of the period that stand on no sheet on this."""
        for plan in self:
            visits = self.env["sales.visit"].search(
                [
                    ("user_id", "=", plan.user_id.id),
                    ("company_id", "=", plan.company_id.id),
                    ("plan_id", "=", False),
                    ("visit_day", ">=", plan.period_start),
                    ("visit_day", "<=", plan.period_end),
                    ("state", "in", ("draft", "planned", "confirmed")),
                ]
            )
            visits.plan_id = plan
        return True

    def _check_submittable(self):
        self.ensure_one()
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(document)s is the sheet of %(user)s: only they hand it in.",
                    document=self.display_name,
                    user=self.user_id.sudo().name,
                )
            )
        if not self.visit_ids:
            raise UserError(
                self.env._(
                    "%(document)s holds no visits yet. Add some first.",
                    document=self.display_name,
                )
            )

    def _check_return_comment(self, comment):
        if not (comment or self.review_comment or "").strip():
            raise UserError(
                self.env._(
                    "Write under “Leader's Suggestion” what is to be changed on "
                    "%(document)s, then return it.",
                    document=self.display_name,
                )
            )

    def _check_may_cancel(self):
        is_leader = self.env.user.has_group("sales_visit_crm.group_sales_visit_leader")
        if self and not is_leader:
            raise AccessError(
                self.env._(
                    "%(documents)s is handed in: ask your leader to cancel it.",
                    documents=self._get_document_labels(),
                )
            )

    def _check_may_review(self):
        if not self.env.user.has_group("sales_visit_crm.group_sales_visit_leader"):
            raise AccessError(
                self.env._("Only a team leader or manager approves plan sheets.")
            )
        self.check_access("write")
        self._check_four_eyes()

    def _ask_for_approval(self):
        for plan in self:
            leader = plan.visit_ids[:1]._get_leader()
            if leader != plan.user_id:
                plan.activity_schedule(
                    "sales_visit_crm.mail_activity_type_visit_review",
                    summary=self.env._("Approve %s", plan.name),
                    user_id=leader.id,
                )

    def _get_locked_fields(self):
        return {
            "company_id",
            "date",
            "note",
            "period_end",
            "period_start",
            "target_note",
            "team_id",
            "user_id",
        }

    def _get_lock_remedy(self):
        return self.env._("Write a new plan sheet instead.")
