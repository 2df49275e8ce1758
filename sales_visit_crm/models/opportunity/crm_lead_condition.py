from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import plain_text


class CrmLeadCondition(models.Model):
    """A task of one opportunity in one stage; the seller's appraisal begins here.

    Source: S055, S066, B33, B36; 各阶段条件.
    """

    _name = "crm.lead.condition"
    _description = "Stage Task"
    _inherit = ["crm.process.part.mixin", "sales.transition.mixin"]
    _order = "date_deadline, id"
    _rec_name = "name"

    _state_initial = "open"
    _state_transitions = {"done": ("open",), "waived": ("open",)}
    _locked_states = frozenset({"done", "waived"})
    _engine_fields = frozenset(
        {
            "lead_id",
            "condition_id",
            "date_deadline",
            "date_done",
            "done_by_id",
            "reason",
            "activity_id",
        }
    )

    condition_id = fields.Many2one(
        comodel_name="crm.stage.condition",
        string="Task",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char(related="condition_id.name")
    is_required = fields.Boolean(related="condition_id.is_required", string="Mandatory")
    stage_id = fields.Many2one(
        related="condition_id.stage_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("waived", "Waived")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    date_deadline = fields.Date(string="Due On", readonly=True, index=True)
    date_done = fields.Date(string="Done On", readonly=True)
    done_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    reason = fields.Char(string="Waived Because", readonly=True)
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    done_rate = fields.Float(
        string="Done (%)",
        compute="_compute_rates",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Share of the tasks that were not waived.",
    )
    on_time_rate = fields.Float(
        string="Done on Time (%)",
        compute="_compute_rates",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Share of the tasks that were not waived.",
    )

    _condition_uniq = models.UniqueIndex(
        "(lead_id, condition_id) WHERE state = 'open'",
        "The task is open already.",
    )

    @api.depends("state", "date_done", "date_deadline")
    def _compute_rates(self):
        for row in self:
            is_done = row.state == "done"
            is_in_time = (
                is_done and row.date_done and row.date_done <= row.date_deadline
            )
            row.done_rate = 100.0 * is_done
            row.on_time_rate = 100.0 * bool(is_in_time)

    def action_done(self):
        """Finish the tasks, and their activities with them."""
        self.check_access("write")
        activities = self.sudo().activity_id.filtered("active")
        self._finish()
        activities.action_done()
        return True

    def action_waive(self, reason=None):
        """Let the tasks go, with a reason; only a leader or manager does.

        :raise UserError: if the reason is missing
        """
        self.check_access("write")
        if not self.env.user.has_group("sales_visit_crm.group_sales_visit_leader"):
            raise AccessError(
                self.env._("Only a team leader or manager waives a stage task.")
            )
        if not (reason := plain_text.clean(reason)):
            raise UserError(
                self.env._("Say why “%s” is not needed here.", self[:1].name)
            )
        activities = self.sudo().activity_id
        self._transition_to("waived", reason=reason)
        activities.unlink()
        return True

    def action_waive_plain(self):
        """Waive by the button of the list, the name of the leader being the reason."""
        return self.action_waive(self.env._("Waived by %s", self.env.user.sudo().name))

    def _finish(self):
        for row in self:
            row._transition_to(
                "done", date_done=row._get_local_day(), done_by_id=self.env.uid
            )

    # engine

    @api.model
    def _prepare_for(self, leads, stage):
        """Open the tasks of ``stage``, each with an activity for the salesperson."""
        rows = self._as_engine().create(
            [
                {
                    "lead_id": lead.id,
                    "condition_id": condition.id,
                    "date_deadline": lead._get_process_today()
                    + timedelta(days=condition.delay_days),
                }
                for lead in leads
                for condition in (
                    stage.sudo().condition_ids - lead.sudo().condition_ids.condition_id
                )
            ]
        )
        rows._schedule()

    def _schedule(self):
        """Put the tasks on the salesperson's schedule (S055, B36)."""
        if not self:
            return
        kind = self.env.ref("sales_visit_crm.mail_activity_type_process_condition")
        model_id = self.env["ir.model"]._get_id("crm.lead")
        # On the schedule without an e-mail for each task.
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        activities = quiet.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": row.lead_id.id,
                    "user_id": (row.user_id or self.env.user).id,
                    "date_deadline": row.date_deadline,
                    "summary": row.with_context(
                        lang=(row.user_id or self.env.user).lang
                    ).name,
                    "automated": True,
                }
                for row in self
            ]
        )
        for row, activity in zip(self, activities, strict=True):
            row._engine_write({"activity_id": activity.id})
