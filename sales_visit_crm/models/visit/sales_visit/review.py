from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ....tools import plain_text


class SalesVisit(models.Model):
    """The leader's reading: comment, signature, return, validity, amendments.

    Source: R027, S075; 领导建议, 客户拜访总结报告; lifecycle 5.2.
    """

    _inherit = "sales.visit"

    _review_fields = frozenset({"validity", "validity_reason", "is_returned"})

    review_comment = fields.Text(
        string="Leader's Suggestion",
        copy=False,
        help="What the reviewer suggests to the salesperson; kept with the signature.",
    )
    validity = fields.Selection(
        selection=[
            ("pending", "Pending"),
            ("valid", "Valid"),
            ("invalid", "Invalid"),
        ],
        default="pending",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        help="A visit is valid when its report is complete, its expected result was "
        "set before the visit and was reached. Invalid visits stay on record and do "
        "not count.",
    )
    validity_reason = fields.Char(readonly=True, copy=False)
    validity_forecast = fields.Char(
        string="If Signed Now", compute="_compute_validity_forecast"
    )
    is_returned = fields.Boolean(
        string="Returned", readonly=True, copy=False, help="Returned for completion."
    )
    return_comment = fields.Text(
        string="To Be Completed",
        compute="_compute_return_comment",
        help="What the reviewer asked for when the report was returned last.",
    )
    can_review = fields.Boolean(compute="_compute_can_review")
    review_ids = fields.One2many(
        comodel_name="sales.visit.review", inverse_name="visit_id", string="Decisions"
    )
    amendment_ids = fields.One2many(
        comodel_name="sales.visit.amendment",
        inverse_name="visit_id",
        string="Amendments",
    )

    @api.depends("completeness", "outcome", "expected_result", "date_arrived")
    @api.depends_context("lang")
    def _compute_validity_forecast(self):
        for visit in self:
            problem = visit._get_validity_problem()
            visit.validity_forecast = (
                self.env._("Invalid: %s", problem) if problem else self.env._("Valid")
            )

    @api.depends("review_ids", "is_returned")
    def _compute_return_comment(self):
        for visit in self:
            latest = visit.review_ids.sorted("round")[-1:]
            visit.return_comment = visit.is_returned and latest.comment

    @api.depends("state", "user_id", "filled_by_id")
    @api.depends_context("uid")
    def _compute_can_review(self):
        is_leader = self.env.user.has_group("sales_visit_crm.group_sales_visit_leader")
        for visit in self:
            visit.can_review = (
                is_leader
                and visit.state == "reported"
                and self.env.user not in (visit.user_id | visit.filled_by_id)
            )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        if commented := visits.filtered("review_comment"):
            commented._check_may_review()
        return visits

    def write(self, vals):
        if "review_comment" in vals and not self._is_engine():
            self._check_may_suggest(vals["review_comment"])
        return super().write(vals)

    def action_review(self, comment=None, validity=None, reason=None):
        """Sign the reports, with the leader's suggestion.

        :param str comment: the suggestion; the one written on the report if None
        :param str validity: ``valid`` or ``invalid`` to overrule the rule
        :param str reason: why it is overruled; needed where it differs
        :raise UserError: if the reviewer is the author, the report is already
            decided on, or an overruling lacks its reason

        Source: R027, S075.
        """
        self._lock_rows()
        self._check_may_review()
        self._check_not_decided("reviewed")
        self._sign(comment, validity, reason)
        self._close_review_activities()
        return True

    def action_return(self, comment=None):
        """Return the reports for completion, or ask for the comment first.

        :param str comment: what is to be completed
        """
        self._lock_rows()
        self._check_may_review()
        self._check_not_decided("done")
        comment = plain_text.clean(comment)
        if not comment:
            return self._get_wizard_action(
                "sales_visit_crm.sales_visit_decide_action", default_decision="return"
            )
        self._record_decisions("return", [{"comment": comment.strip()}] * len(self))
        self._transition_to(
            "done",
            is_returned=True,
            date_reported=False,
            **self._prepare_unsigned_vals(),
        )
        for visit in self:
            visit.activity_schedule(
                "sales_visit_crm.mail_activity_type_visit_report",
                summary=self.env._("Complete the report"),
                note=comment,
                date_deadline=visit._get_today(),
                user_id=visit.user_id.id,
            )
        self._close_review_activities()
        return True

    def action_review_next(self):
        """Sign this report and open the next one of the queue."""
        self.ensure_one()
        self.action_review()
        return self._get_review_queue_action(self._get_next_in_queue())

    def action_skip_review(self):
        """Open the next report of the queue, leaving this one for later."""
        self.ensure_one()
        return self._get_review_queue_action(self._get_next_in_queue())

    def action_previous_review(self):
        """Open the report of the queue before this one."""
        self.ensure_one()
        return self._get_review_queue_action(self._get_next_in_queue(backwards=True))

    def _get_next_in_queue(self, backwards=False):
        """Return the report submitted after this one, or the first of the queue."""
        queue = self.search(self._get_review_domain(), order="date_reported, id")
        ids = [*queue.ids]
        if self.id not in ids:
            later = queue.filtered(
                lambda visit: (
                    visit.date_reported >= (self.date_reported or False)
                    if self.date_reported
                    else True
                )
            )
            return (later or queue)[:1]
        index = ids.index(self.id) + (-1 if backwards else 1)
        return queue.browse(ids[index % len(ids)]) if len(ids) > 1 else queue.browse()

    @api.model
    def _get_review_domain(self):
        """Return the domain of reports waiting for the current user's review."""
        return [
            ("state", "=", "reported"),
            ("channel", "!=", "phone"),
            ("user_id", "!=", self.env.uid),
        ]

    def _get_review_queue_action(self, visit):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action_review"
        )
        if not visit:
            return {**action, "target": "main"}
        views = [view for view in action["views"] if view[1] == "form"]
        return {
            **action,
            "res_id": visit.id,
            "views": views,
            "view_mode": "form",
            "target": "main",
        }

    def _amend(self, field_name, value, reason):
        """Correct a text of a reviewed report and keep what stood there before.

        :raise UserError: if the field is no text of the report or the reason is empty
        :raise AccessError: if the user is neither the author nor a leader
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "reviewed" or field_name not in self._get_amendable_fields():
            raise UserError(
                self.env._(
                    "Only the texts of a reviewed report are amended; %(document)s is "
                    "open to normal editing, or the field is not one of them.",
                    document=self.display_name,
                )
            )
        reason = plain_text.clean(reason)
        if not reason:
            raise UserError(self.env._("Give the reason for the amendment."))
        self.env["sales.visit.amendment"].sudo().create(
            {
                "visit_id": self.id,
                "user_id": self.env.uid,
                "field_name": field_name,
                "old_value": self[field_name],
                "new_value": value,
                "reason": reason,
            }
        )
        self._engine_write({field_name: value})

    @api.model
    def _get_amendable_fields(self):
        return [*self._get_mergeable_texts(), "followup_note"]

    def _sign(self, comment, validity, reason):
        signatures = {
            visit: visit._prepare_signature(comment, validity, reason) for visit in self
        }
        self._record_decisions("sign", signatures.values())
        alike = self.grouped(
            lambda visit: (*signatures[visit].values(), visit._get_validity_problem())
        )
        for (text, ruling, is_overruled, why, problem), visits in alike.items():
            visits._transition_to(
                "reviewed",
                review_comment=text,
                validity=ruling,
                validity_reason=why if is_overruled else problem,
                is_returned=False,
                **self._prepare_reviewed_vals(),
                **self._prepare_signed_vals(),
            )

    def _prepare_signature(self, comment, validity, reason):
        """Return the decision that signs the report.

        :raise UserError: if it overrules the rule without a reason
        """
        self.ensure_one()
        problem = self._get_validity_problem()
        ruled = "invalid" if problem else "valid"
        validity = validity or ruled
        if validity not in ("valid", "invalid"):
            raise UserError(self.env._("The validity is either “valid” or “invalid”."))
        is_overruled = validity != ruled
        reason = plain_text.clean(reason)
        if is_overruled and not reason:
            raise UserError(
                self.env._(
                    "By the rule %(document)s is %(ruled)s. Give the reason for "
                    "deciding otherwise.",
                    document=self.display_name,
                    ruled=dict(
                        self._fields["validity"]._description_selection(self.env)
                    )[ruled],
                )
            )
        return {
            "comment": comment or self.review_comment,
            "validity": validity,
            "is_overruled": is_overruled,
            "reason": reason,
        }

    def _record_decisions(self, decision, vals_list):
        """Add one decision to each report, in one go."""
        self.env["sales.visit.review"].sudo().create(
            [
                {
                    "visit_id": visit.id,
                    "user_id": self.env.uid,
                    "round": visit.report_round,
                    "decision": decision,
                    "date": fields.Datetime.now(),
                    **vals,
                }
                for visit, vals in zip(self, vals_list, strict=True)
            ]
        )

    def _check_may_review(self):
        if not self.env.user.has_group("sales_visit_crm.group_sales_visit_leader"):
            raise AccessError(
                self.env._("Only a team leader or manager reviews visit reports.")
            )
        self.check_access("write")
        self._check_four_eyes()

    def _check_may_suggest(self, comment):
        """Check who writes the suggestion, and that none is signed already."""
        changed = self.filtered(
            lambda visit: (visit.review_comment or "") != (comment or "")
        )
        if not changed:
            return
        changed._check_may_review()
        if signed := changed.filtered(lambda visit: visit.state == "reviewed"):
            raise UserError(
                self.env._(
                    "The suggestion on %(document)s is signed and stays. Write a note "
                    "below instead.",
                    document=signed[0].display_name,
                )
            )

    def _check_not_decided(self, target):
        decided = self.filtered(lambda visit: visit.state == "reviewed")
        if decided:
            raise UserError(
                self.env._(
                    "%(document)s was already signed by %(reviewer)s.",
                    document=decided[0].display_name,
                    reviewer=decided[0].reviewer_id.sudo().name,
                )
            )
        self._check_state_is_reported(target)

    def _check_state_is_reported(self, target):
        if any(visit.state != "reported" for visit in self):
            raise UserError(
                self.env._(
                    "%(documents)s: only submitted reports can be decided on.",
                    documents=self.filtered(
                        lambda visit: visit.state != "reported"
                    )._get_document_labels(),
                )
            )
        self._check_transition(target)

    def _get_validity_problem(self):
        """Return why the visit is not valid by R027, False where it is.

        Source: R027, 销售人员外出拜访计划表, note 1.
        """
        self.ensure_one()
        company = self.company_id.sudo()
        reached = {"reached", "partly"} if company.visit_partly_counts else {"reached"}
        begun = self.date_arrived or self.date_start
        if self.completeness < 100:
            return self.env._("The report is not complete.")
        if not self.expected_result:
            return self.env._("No expected result was set.")
        if begun and self.date_expected_set and self.date_expected_set > begun:
            return self.env._("The expected result was set only after arrival.")
        if self.outcome not in reached:
            return self.env._("The expected result was not reached.")
        return False

    def _close_review_activities(self):
        self.activity_unlink(["sales_visit_crm.mail_activity_type_visit_review"])
