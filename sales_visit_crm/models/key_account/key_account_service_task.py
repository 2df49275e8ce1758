from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import plain_text

BATCH_SIZE = 200
ACTIVITY_TYPE = "sales_visit_crm.mail_activity_type_key_account_service"


class KeyAccountServiceTask(models.Model):
    """One service of a key account's plan: who does it until when, and when it was.

    The plan makes itself: of each item of the policy one task is open at a time, with
    an activity for its owner; the next one comes when it is done.

    Source: S112, S120-S123; B64 大客户服务计划 (服务项目 · 频次 · 责任人 · 完成日期).
    """

    _name = "key.account.service.task"
    _description = "Key-Account Service"
    _inherit = ["mail.thread", "mail.activity.mixin", "sales.transition.mixin"]
    _order = "date_deadline, id"

    _state_initial = "open"
    _state_transitions = {"done": ("open",), "cancel": ("open",)}
    _locked_states = frozenset({"done", "cancel"})
    _engine_fields = frozenset({"date_done", "done_by_id", "note"})

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('key_account_tier_id', '!=', False)]",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    tier_id = fields.Many2one(comodel_name="key.account.tier", ondelete="restrict")
    line_id = fields.Many2one(
        comodel_name="key.account.service.policy.line",
        string="Policy Item",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    name = fields.Char(string="Service Item", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    date_deadline = fields.Date(
        string="Due Date", required=True, index=True, tracking=True
    )
    date_done = fields.Date(string="Done On", readonly=True, copy=False)
    done_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    note = fields.Text(string="Result", readonly=True, copy=False)
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("cancel", "Dropped")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    is_late = fields.Boolean(
        string="Overdue", compute="_compute_is_late", search="_search_is_late"
    )

    _open_line_uniq = models.UniqueIndex(
        "(partner_id, line_id) WHERE state = 'open' AND line_id IS NOT NULL",
        "This service is planned for the customer already.",
    )

    @api.depends("date_deadline", "state")
    @api.depends_context("uid")
    def _compute_is_late(self):
        today = self.env.user._get_sales_today()
        for task in self:
            task.is_late = (
                task.state == "open"
                and bool(task.date_deadline)
                and task.date_deadline < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.user._get_sales_today()
        late = Domain("state", "=", "open") & Domain("date_deadline", "<", today)
        domain = Domain.FALSE
        if True in value:
            domain |= late
        if False in value:
            domain |= ~late
        return domain

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for task in self:
            parts = (task.partner_id.sudo().name, task.name)
            task.display_name = " · ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        for task in tasks.sudo():
            if not task.tier_id:
                task.tier_id = task.partner_id.key_account_tier_id
        tasks._schedule()
        return tasks

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "date_deadline"} & vals.keys():
            self.sudo().filtered(lambda task: task.state == "open")._reschedule()
        return result

    # actions

    def action_done(self, note=None):
        """Say that the services were rendered; the next ones are planned at once."""
        self.check_access("write")
        self._check_transition("done")
        note = plain_text.clean(note)
        # Their activities close the tasks; where there is none, nobody else does.
        self.sudo().with_user(self.env.user).sudo().activity_feedback(
            [ACTIVITY_TYPE], feedback=note
        )
        self.filtered(lambda task: task.state == "open")._close(note)
        return True

    def action_drop(self):
        """Leave these services out this time."""
        self.check_access("write")
        self._drop()
        self._plan(self.partner_id)
        return True

    def action_view_partner(self):
        self.ensure_one()
        return self.partner_id.action_open_customer()

    # engine

    def _close(self, note=None):
        """Close the open ones of the tasks as done today by the user."""
        tasks = self.sudo().filtered(lambda task: task.state == "open")
        for company, done in tasks.grouped("company_id").items():
            done._transition_to(
                "done",
                date_done=company._get_sales_today(),
                done_by_id=self.env.uid,
                note=plain_text.clean(note) or False,
            )
        self._plan(tasks.partner_id)

    def _drop(self):
        tasks = self.sudo()
        tasks._transition_to("cancel")
        tasks.activity_unlink([ACTIVITY_TYPE])

    @api.model
    def _plan(self, partners):
        """Plan what the tiers of the customers promise and is not planned yet.

        What their tiers do not promise any more is dropped. Calling it again changes
        nothing.
        """
        partners = partners.sudo()
        tasks = self.sudo().search([("partner_id", "in", partners.ids)])
        open_tasks = tasks.filtered(lambda task: task.state == "open" and task.line_id)
        stale = open_tasks.filtered(
            lambda task: task.line_id not in task.partner_id._get_service_lines()
        )
        stale._drop()
        # Closed in the database as well, before the next ones are made.
        self.flush_model(["state"])
        planned = {(t.partner_id, t.line_id) for t in open_tasks - stale}
        last = {}
        for task in tasks.filtered(lambda t: t.state != "open" and t.line_id):
            key = (task.partner_id, task.line_id)
            last[key] = max(
                task.date_done or task.date_deadline, last.get(key, task.date_deadline)
            )
        vals_list = [
            partner._prepare_service_vals(line, last.get((partner, line)))
            for partner in partners
            for line in partner._get_service_lines()
            if (partner, line) not in planned
            and (line.interval_days or (partner, line) not in last)
        ]
        return self.sudo().create(vals_list)

    @api.model
    def _cron_plan_services(self):
        """Plan what is missing for each key account, in committed batches."""
        partners = self.env["res.partner"]
        domain = Domain("key_account_tier_id.service_policy_id", "!=", False)
        last_id = 0
        while batch := partners.search(
            domain & Domain("id", ">", last_id), limit=BATCH_SIZE, order="id"
        ):
            last_id = batch[-1].id
            self._plan(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return

    def _schedule(self):
        """Give the owners their activities."""
        kind = self.env.ref(ACTIVITY_TYPE)
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": task.id,
                    "user_id": task.user_id.id,
                    "date_deadline": task.date_deadline,
                    "summary": task.display_name,
                    "automated": True,
                }
                for task in self.sudo()
                if task.user_id and task.state == "open"
            ]
        )

    def _reschedule(self):
        self.activity_unlink([ACTIVITY_TYPE])
        self._schedule()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if closed := self.filtered(lambda task: task.state == "done"):
            raise UserError(
                self.env._("%s was done and stays on record.", closed[0].display_name)
            )

    def _get_lock_remedy(self):
        return self.env._("The next one is planned already.")
