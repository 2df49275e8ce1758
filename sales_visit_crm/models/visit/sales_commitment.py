from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import local_day, plain_text

BATCH_SIZE = 500


class SalesCommitment(models.Model):
    """A promise between the customer and us, either way, with day and responsible.

    Source: R010, S027, S073; 拜访中对客户的承诺, 客户拜访总结报告; lifecycle 5.3, LC9.
    """

    _name = "sales.commitment"
    _description = "Commitment"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.text.mixin",
        "sales.transition.mixin",
    ]
    _order = "date_deadline, id"
    _check_company_auto = True

    _state_initial = "open"
    _state_transitions = {
        "open": ("kept", "late", "broken", "waived"),
        "kept": ("open",),
        "late": ("open",),
        "broken": ("open",),
        "waived": ("open",),
    }
    _locked_states = frozenset({"kept", "late", "broken", "waived"})
    _engine_fields = frozenset(
        {"answer", "date_answered", "answer_visit_id", "is_overdue_reminded"}
    )

    name = fields.Char(string="Promise", required=True, tracking=True)
    promised_by = fields.Selection(
        selection=[("us", "Us"), ("customer", "The Customer")],
        default="us",
        required=True,
    )
    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        compute="_compute_team_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        ondelete="set null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Who sees to it on our side, also where the customer promised.",
    )
    date_deadline = fields.Date(
        string="Due On", required=True, index=True, tracking=True
    )
    action_plan = fields.Text(help="How the promise will be kept.")
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("kept", "Kept"),
            ("late", "Kept Late"),
            ("broken", "Broken"),
            ("waived", "Waived"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    answer = fields.Text(readonly=True, copy=False)
    date_answered = fields.Date(string="Answered On", readonly=True, copy=False)
    answer_visit_id = fields.Many2one(
        comodel_name="sales.visit",
        string="Answered At",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    move_ids = fields.One2many(
        comodel_name="sales.commitment.move",
        inverse_name="commitment_id",
        string="Postponements",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    age_days = fields.Integer(
        string="Age (days)",
        compute="_compute_is_overdue",
        aggregator="avg",
        help="Days since the promise was made, up to its answer.",
    )
    is_overdue_reminded = fields.Boolean(readonly=True, copy=False)

    # One method a field: Odoo computes none of a method's fields where one is given.
    @api.depends("visit_id")
    def _compute_company_id(self):
        for commitment in self:
            company = commitment.visit_id.company_id or commitment.company_id
            commitment.company_id = company or self.env.company

    @api.depends("visit_id")
    def _compute_partner_id(self):
        for commitment in self:
            customer = commitment.visit_id.commercial_partner_id
            commitment.partner_id = customer or commitment.partner_id

    @api.depends("visit_id", "user_id")
    def _compute_team_id(self):
        for commitment in self:
            team = commitment.visit_id.team_id or commitment.team_id
            commitment.team_id = team or commitment.user_id.sudo().sale_team_id

    @api.depends("date_answered", "date_deadline", "state")
    @api.depends_context("uid")
    def _compute_is_overdue(self):
        today = self.env.user._get_sales_today()
        zone = self.env.user._get_sales_timezone()
        for commitment in self:
            made = local_day.day_of(commitment.create_date, zone) or today
            deadline = commitment.date_deadline
            commitment.is_overdue = (
                commitment.state == "open" and bool(deadline) and deadline < today
            )
            end = commitment.date_answered or today
            commitment.age_days = max(0, (end - made).days)

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.user._get_sales_today()
        overdue = Domain("state", "=", "open") & Domain("date_deadline", "<", today)
        domain = Domain.FALSE
        if True in value:
            domain |= overdue
        if False in value:
            domain |= ~overdue
        return domain

    def _read_group_select(self, aggregate_spec, query):
        """Let pivots average the age, which is not stored: it grows every night."""
        if aggregate_spec != "age_days:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "AVG(GREATEST(0, COALESCE(%(answered)s, %(today)s)"
            " - (%(made)s AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date))",
            answered=self._field_to_sql(self._table, "date_answered", query),
            made=self._field_to_sql(self._table, "create_date", query),
            today=SQL("%s::date", self.env.user._get_sales_today()),
            zone=self.env.user._get_sales_timezone(),
        )

    @api.constrains("user_id")
    def _check_user_id(self):
        for commitment in self.filtered("user_id.share"):
            raise ValidationError(
                self.env._(
                    "%(user)s is no employee. Choose a colleague for “%(promise)s”.",
                    user=commitment.user_id.name,
                    promise=commitment.name,
                )
            )

    @api.constrains("date_deadline", "visit_id")
    def _check_date_deadline(self):
        for commitment in self.filtered("visit_id.visit_day"):
            if commitment.date_deadline < commitment.visit_id.visit_day:
                raise ValidationError(
                    self.env._(
                        "“%(promise)s” is due before the visit at which it was made. "
                        "Choose a later day.",
                        promise=commitment.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        is_engine = self._is_engine()
        vals_list = [self._prepare_customer(vals) for vals in vals_list]
        commitments = super().create(vals_list)
        if not is_engine:
            commitments._check_visit_open()
        return commitments

    def write(self, vals):
        if not self._is_engine():
            self._check_moves_have_reason(vals)
            self._check_named_promise(vals)
            vals = self._prepare_customer(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reported(self):
        is_leader = self.env.user.has_group("sales_visit_crm.group_sales_visit_leader")
        kept = self.filtered(
            lambda commitment: (
                commitment.state != "open"
                or commitment._is_named_in_report()
                # Deleting a colleague's promise would be a way around answering it.
                or not (
                    is_leader
                    or self.env.user in commitment.user_id | commitment.create_uid
                )
            )
        )
        if kept:
            raise UserError(
                self.env._(
                    "“%(promise)s” stays on record. Waive it instead.",
                    promise=kept[0].name,
                )
            )

    def action_keep(self, answer=None, visit=None):
        """Record that the promise was kept, late where its day has passed."""
        for commitment in self:
            today = commitment.user_id._get_sales_today()
            target = "late" if today > commitment.date_deadline else "kept"
            commitment._settle(target, answer, visit)
        return True

    def action_break(self, answer=None, visit=None):
        """Record that the promise was not kept; ``answer`` says why."""
        self._settle("broken", self._check_answer(answer), visit)
        return True

    def action_waive(self, answer=None, visit=None):
        """Record that the customer agreed to drop it; ``answer`` says why."""
        self._settle("waived", self._check_answer(answer), visit)
        return True

    def action_reopen(self):
        """Take back an answer given in error."""
        self._transition_to(
            "open", answer=False, date_answered=False, answer_visit_id=False
        )
        return True

    def action_move(self, date_deadline, reason, visit=None):
        """Put the promise off to ``date_deadline`` for ``reason`` (R010)."""
        date_deadline = fields.Date.to_date(date_deadline)
        reason = plain_text.clean(reason)
        if not reason:
            raise UserError(self.env._("Give the reason for the new day."))
        for commitment in self:
            commitment._move(date_deadline, reason, visit)
        return True

    def action_settle(self):
        """Ask how these commitments ended."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_commitment_settle_action"
        )
        return {
            **action,
            "context": {
                "default_commitment_ids": self.ids,
                "default_visit_id": self.env.context.get("settling_visit_id"),
            },
        }

    def _settle(self, target, answer, visit):
        self._transition_to(
            target,
            answer=answer,
            date_answered=self.env.user._get_sales_today(),
            answer_visit_id=self._to_visit(visit).id,
        )
        self.activity_unlink(["sales_visit_crm.mail_activity_type_commitment"])

    def _move(self, date_deadline, reason, visit):
        if self.state != "open":
            raise UserError(self.env._("“%s” is already answered.", self.name))
        if not date_deadline or date_deadline <= self.date_deadline:
            raise UserError(
                self.env._(
                    "The new day of “%(promise)s” must lie after %(day)s.",
                    promise=self.name,
                    day=fields.Date.to_string(self.date_deadline),
                )
            )
        self.env["sales.commitment.move"].sudo().create(
            {
                "commitment_id": self.id,
                "visit_id": self._to_visit(visit).id,
                "user_id": self.env.uid,
                "date_before": self.date_deadline,
                "date_after": date_deadline,
                "reason": reason,
            }
        )
        self._engine_write(
            {"date_deadline": date_deadline, "is_overdue_reminded": False}
        )

    def _to_visit(self, visit):
        """Return the visit; clients of the API send its id."""
        visits = self.env["sales.visit"]
        visit = visits.browse(visit) if isinstance(visit, int) else visit or visits
        visit.check_access("read")
        return visit

    def _is_moved_at(self, visit):
        """Return whether the commitment was put off at this visit, with a reason."""
        return visit._origin in self.sudo().move_ids.visit_id

    def _check_answer(self, answer):
        answer = plain_text.clean(answer)
        if not answer:
            raise UserError(
                self.env._("Say why the promise was not kept, or who dropped it.")
            )
        return answer

    def _prepare_customer(self, vals):
        """Return ``vals`` with the customer's company, which is whom we answer to.

        A promise to a person, found under the person alone, would escape R010.
        """
        if vals.get("visit_id"):
            return {key: vals[key] for key in vals if key != "partner_id"}
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"]).sudo()
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    def _is_named_in_report(self):
        return self.sudo().visit_id.state in ("reported", "reviewed")

    def _check_visit_open(self):
        """Check that the user may still write the reports that these belong to."""
        self.visit_id.check_access("write")
        if closed := self.filtered(
            lambda commitment: (
                commitment.visit_id.state in commitment.visit_id._locked_states
            )
        ):
            visits = closed.visit_id
            raise UserError(
                self.env._(
                    "“%(promise)s” comes too late for %(documents)s. %(remedy)s",
                    promise=closed[0].name,
                    documents=visits._get_document_labels(),
                    remedy=visits._get_lock_remedy(),
                )
            )

    def _check_named_promise(self, vals):
        """Keep what a submitted report says, and the visit that a promise is from."""
        for commitment in self.filtered("visit_id"):
            names = {"visit_id", "partner_id"}
            if commitment._is_named_in_report():
                names |= {"name", "promised_by"}
            changed = [
                name
                for name in sorted(names & set(vals))
                if commitment._fields[name].convert_to_write(
                    commitment[name], commitment
                )
                != vals[name]
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "“%(promise)s” stays as %(document)s has it (%(fields)s). "
                        "Waive it with a reason and add a new one.",
                        promise=commitment.name,
                        document=commitment.sudo().visit_id.display_name,
                        fields=self._get_field_labels(changed),
                    )
                )

    def _check_moves_have_reason(self, vals):
        """Refuse a silent new day for a promise that a submitted report names."""
        if "date_deadline" not in vals:
            return
        day = fields.Date.to_date(vals["date_deadline"])
        named = self.filtered(
            lambda commitment: (
                commitment._is_named_in_report() and commitment.date_deadline != day
            )
        )
        if named:
            raise UserError(
                self.env._(
                    "Use “Answer or Move” for “%(promise)s”: a new day needs a reason.",
                    promise=named[0].name,
                )
            )

    def _get_locked_fields(self):
        return {"name", "promised_by", "partner_id", "date_deadline", "visit_id"}

    def _get_lock_remedy(self):
        return self.env._("Reopen it first.")

    @api.model
    def _cron_remind_overdue(self):
        """Remind the responsible of every overdue commitment, once (S073)."""
        for company in self.env["res.company"].search(Domain.TRUE):
            domain = [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("date_deadline", "<", company._get_sales_today()),
                ("is_overdue_reminded", "=", False),
            ]
            while batch := self.search(domain, limit=BATCH_SIZE, order="id"):
                batch._schedule_overdue_activities()
                batch._engine_write({"is_overdue_reminded": True})
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return

    def _get_reminded_user(self):
        """Return the responsible, or who stands in for somebody who left."""
        self.ensure_one()
        if self.user_id.active:
            return self.user_id
        if self.visit_id:
            return self.visit_id._get_leader()
        leader = self.team_id.user_id
        return leader if leader.active else self.user_id

    def _schedule_overdue_activities(self):
        kind = self.env.ref("sales_visit_crm.mail_activity_type_commitment")
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": commitment.id,
                    "user_id": commitment._get_reminded_user().id,
                    "date_deadline": commitment.date_deadline,
                    "summary": commitment.name,
                    "automated": True,
                }
                for commitment in self
            ]
        )
