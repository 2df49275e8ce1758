from contextlib import nullcontext

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CrmLead(models.Model):
    """The opportunities of a team that sells projects follow its process.

    Stages and odds come from the process; leads of other teams go on as before.

    Source: S050-S057, G12, G15.
    """

    _inherit = "crm.lead"

    process_template_id = fields.Many2one(
        related="team_id.process_template_id",
        string="Selling Process",
        store=True,
        index="btree_not_null",
    )
    # The stages of a process show up for its teams only, the others' for the others.
    stage_id = fields.Many2one(
        domain="[('process_template_id', '=', process_template_id), '|', "
        "('team_ids', '=', False), ('team_ids', 'in', team_id)]"
    )
    process_number = fields.Integer(
        related="stage_id.process_number", string="Selling Stage (Number)"
    )
    process_phase = fields.Selection(related="stage_id.process_phase", store=True)
    process_guidance = fields.Text(related="stage_id.guidance", string="Guidance")
    process_kit = fields.Char(related="stage_id.kit_label", string="Kit")
    milestone_ids = fields.One2many(
        comodel_name="crm.lead.milestone", inverse_name="lead_id", string="Milestones"
    )
    condition_ids = fields.One2many(
        comodel_name="crm.lead.condition", inverse_name="lead_id", string="Stage Tasks"
    )
    gate_pass_ids = fields.One2many(
        comodel_name="crm.gate.pass",
        inverse_name="lead_id",
        string="Conditional Passes",
    )
    gate_log_ids = fields.One2many(
        comodel_name="crm.gate.log", inverse_name="lead_id", string="Stage Moves"
    )
    lesson_note = fields.Text(
        string="Lesson Learned",
        copy=False,
        help="What others should know of how this project was won or lost.",
    )
    project_budget = fields.Monetary(
        string="Customer's Budget",
        currency_field="company_currency",
        help="What the customer has set aside for the project.",
    )

    # Odoo's own stored results, and ours: nobody types them in.
    _process_engine_fields = frozenset({"process_template_id", "process_phase"})

    def _is_project(self):
        """Tell whether the record is an opportunity under a selling process."""
        self.ensure_one()
        return self.type == "opportunity" and bool(
            self.sudo().team_id.process_template_id
        )

    def _get_projects(self):
        return self.filtered(lambda lead: lead._is_project())

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        """Begin a process at its first stage, and leave its stages with it."""
        strangers = self.filtered(
            lambda lead: (
                lead.stage_id
                and lead.stage_id.sudo().process_template_id
                != lead.team_id.sudo().process_template_id
            )
        )
        for lead in strangers:
            lead.stage_id = lead._stage_find(domain=[("fold", "=", False)]).id
        return super(CrmLead, self - strangers)._compute_stage_id()

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        teams = (self.team_id | self.env["crm.team"].browse(team_id or ())).sudo()
        wanted = Domain(
            "process_template_id", "in", teams.process_template_id.ids or [False]
        )
        return super()._stage_find(
            team_id=team_id,
            domain=[*wanted, *(domain or [])],
            order=order,
            limit=limit,
        )

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Show the columns of the process to those who sell by it alone."""
        found = super()._read_group_stage_ids(stages, domain)
        team_id = self.env.context.get("default_team_id")
        teams = self.env["crm.team"].browse(team_id or ()).sudo()
        if self.env.context.get("show_user_team_stages"):
            teams |= self.env.user.sudo().crm_team_ids
        templates = teams.process_template_id
        if self.env.context.get("show_process_stages"):
            templates = self.env["sales.process.template"].sudo().search(Domain.TRUE)
            found |= templates.stage_ids.sudo(False)
            return found.sorted().filtered(
                lambda stage: stage in stages or stage.process_template_id
            )
        if not templates or not all(teams.mapped("process_template_id")):
            return found
        if len(teams.filtered("process_template_id")) < len(teams):
            return found
        return found.filtered(
            lambda stage: (
                stage in stages or stage.sudo().process_template_id in templates
            )
        )

    def _pls_get_naive_bayes_probabilities(self, batch_mode=False, is_tooltip=False):
        """Put the process's own odds in the place of the statistics (S057)."""
        chances, tooltip = super()._pls_get_naive_bayes_probabilities(
            batch_mode=batch_mode, is_tooltip=is_tooltip
        )
        if self:
            for lead in self._get_projects():
                if lead.stage_id.process_number and (
                    not batch_mode or lead.won_status == "pending"
                ):
                    chances[lead.id] = lead.stage_id.process_probability
        return chances, tooltip

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_process_vals(vals)
        reasons = [vals.get("process_reason") for vals in vals_list]
        leads = super().create([self._without_reason(vals) for vals in vals_list])
        leads._follow_stage_moves({}, dict(zip(leads.ids, reasons, strict=True)))
        return leads

    def write(self, vals):
        self._check_process_vals(vals)
        if not {"stage_id", "team_id", "type", "user_id"} & set(vals):
            return super().write(self._without_reason(vals))
        before = self._get_process_positions()
        # A refused move leaves nothing half-saved, whoever catches the error.
        with self.env.cr.savepoint() if before else nullcontext():
            result = super().write(self._without_reason(vals))
            reasons = dict.fromkeys(self.ids, vals.get("process_reason"))
            self._follow_stage_moves(before, reasons)
        return result

    @api.model
    def _without_reason(self, vals):
        """Return ``vals`` without the reason, which belongs to the one move."""
        return {name: vals[name] for name in vals if name != "process_reason"}

    def _check_process_vals(self, vals):
        """Check what is written, and turn a stage's number into its key.

        :raise AccessError: if a result is typed in
        """
        if claimed := self._process_engine_fields & set(vals) | {"stage_gap"} & set(
            vals
        ):
            labels = self.fields_get(list(claimed), ["string"])
            raise AccessError(
                self.env._(
                    "%s follows from team and stage and cannot be typed in.",
                    ", ".join(sorted(info["string"] for info in labels.values())),
                )
            )
        stage = vals.get("buying_stage")
        if isinstance(stage, int) and not isinstance(stage, bool):
            vals["buying_stage"] = str(stage)

    def _get_process_positions(self):
        """Return the template and the number of the stage by the lead's id."""
        return {
            lead.id: (lead.sudo().team_id.process_template_id, lead.stage_id)
            for lead in self
            if lead._is_project()
        }
