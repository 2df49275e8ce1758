from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# The field of each kind of evidence that names the opportunity.
LINKS = {
    "sales.visit": "lead_id",
    "sale.order": "opportunity_id",
    "sales.commitment": "visit_id.lead_id",
}


class CrmLeadMilestone(models.Model):
    """A milestone of one opportunity: reached when, by whom, and by what evidence.

    Source: S054, B33; 里程碑与成功标准.
    """

    _name = "crm.lead.milestone"
    _description = "Milestone of an Opportunity"
    _inherit = ["crm.process.part.mixin", "sales.transition.mixin"]
    _order = "lead_id, process_number, id"
    _rec_name = "name"

    _state_initial = "open"
    _state_transitions = {"done": ("open",), "open": ("done",)}
    _locked_states = frozenset({"done"})
    _engine_fields = frozenset({"lead_id", "milestone_id", "date_done", "done_by_id"})

    milestone_id = fields.Many2one(
        comodel_name="crm.stage.milestone",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char(related="milestone_id.name")
    success_standard = fields.Text(related="milestone_id.success_standard")
    is_required = fields.Boolean(related="milestone_id.is_required")
    stage_id = fields.Many2one(
        related="milestone_id.stage_id", store=True, precompute=True, index=True
    )
    process_number = fields.Integer(
        related="milestone_id.stage_id.process_number",
        string="Stage Number",
        store=True,
        precompute=True,
        aggregator=None,
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Reached")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    date_done = fields.Datetime(string="Reached On", readonly=True)
    done_by_id = fields.Many2one(
        comodel_name="res.users", string="Ticked By", readonly=True
    )
    evidence_ref = fields.Reference(
        selection="_get_evidence_models",
        string="Linked Record",
        help="A visit report, quotation or promise of this opportunity that proves it.",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="crm_lead_milestone_attachment_rel",
        column1="row_id",
        column2="attachment_id",
        string="Files",
        bypass_search_access=True,
        help="A photo or a document that proves it.",
    )
    note = fields.Text()
    suggested_ref = fields.Reference(
        selection="_get_evidence_models",
        string="Proposed Evidence",
        compute="_compute_suggested_ref",
    )

    _milestone_uniq = models.Constraint(
        "UNIQUE(lead_id, milestone_id)",
        "An opportunity has each milestone of its process once.",
    )

    @api.model
    def _get_evidence_models(self):
        """Return the kinds of records that prove a milestone; other rooms add some."""
        return [
            (name, self.env["ir.model"]._get(name).sudo().name)
            for name in self._get_evidence_links()
        ]

    @api.model
    def _get_evidence_links(self):
        """Return by kind of record the path to its opportunity."""
        return LINKS

    @api.depends("milestone_id.evidence_model", "state")
    def _compute_suggested_ref(self):
        self.suggested_ref = False
        waiting = self.filtered(lambda row: row.state == "open" and not row._get_ref())
        for model, rows in waiting.grouped(
            lambda row: row.milestone_id.evidence_model
        ).items():
            if not model or not self.env[model].has_access("read"):
                continue
            found = self._get_newest_evidence(model, rows.lead_id)
            for row in rows:
                if record := found.get(row.lead_id.id):
                    row.suggested_ref = f"{model},{record}"

    @api.model
    def _get_newest_evidence(self, model, leads):
        """Return the id of the newest record that may prove something, by lead id."""
        link = self._get_evidence_links()[model]
        states = {
            "sales.visit": ("reported", "reviewed"),
            "sale.order": ("sent", "sale"),
        }
        groups = self.env[model]._read_group(
            [(link, "in", leads.ids), ("state", "in", states[model])],
            [link],
            ["id:max"],
        )
        return {lead.id: record_id for lead, record_id in groups}

    def _get_ref(self):
        """Return the linked record with all rights, empty if there is none."""
        self.ensure_one()
        return self.sudo().evidence_ref or None

    @api.constrains("evidence_ref")
    def _check_evidence_ref(self):
        for row in self:
            record = row._get_ref()
            if not record:
                continue
            path = self._get_evidence_links()[record._name]
            if record.mapped(path) != row.sudo().lead_id:
                raise ValidationError(
                    self.env._(
                        "%(record)s belongs to another opportunity than “%(lead)s”. "
                        "Link one of its own.",
                        record=record.display_name,
                        lead=row.sudo().lead_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._adopt_attachments()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def _adopt_attachments(self):
        """Make a file its author uploaded here the milestone's, for all who read it."""
        for row in self.filtered("attachment_ids"):
            loose = row.attachment_ids.sudo().filtered(
                lambda file: (
                    file.res_model == self._name
                    and not file.res_id
                    and file.create_uid == self.env.user
                )
            )
            loose.write({"res_id": row.id})

    # actions

    def action_tick(self):
        """Reach the milestones; the day and the user are noted.

        :raise UserError: if one has neither a file nor a linked record
        """
        self.check_access("write")
        self._check_transition("done")
        if bare := self.filtered(
            lambda row: not (row.sudo().attachment_ids or row._get_ref())
        ):
            raise UserError(
                self.env._(
                    "“%(milestone)s” of “%(lead)s” needs its evidence: attach a file "
                    "or link a visit report, a quotation or a promise.",
                    milestone=bare[:1].name,
                    lead=bare[:1].lead_id.name,
                )
            )
        self._transition_to(
            "done", date_done=fields.Datetime.now(), done_by_id=self.env.uid
        )
        return True

    def action_accept_suggestion(self):
        """Reach the milestone by the evidence proposed."""
        self.ensure_one()
        if not self.suggested_ref:
            raise UserError(
                self.env._("There is no record yet that could prove “%s”.", self.name)
            )
        self.evidence_ref = f"{self.suggested_ref._name},{self.suggested_ref.id}"
        return self.action_tick()

    def action_untick(self):
        """Take the milestones back; only as long as their stage is not left.

        :raise UserError: if the opportunity has moved on
        """
        self.check_access("write")
        if left := self.filtered(
            lambda row: row.lead_id.process_number > row.process_number
        ):
            raise UserError(
                self.env._(
                    "“%(lead)s” has left the stage of “%(milestone)s”. Let it step "
                    "back first, with the reason.",
                    lead=left[:1].lead_id.name,
                    milestone=left[:1].name,
                )
            )
        self._transition_to("open", date_done=False, done_by_id=False)
        return True

    def action_open(self):
        """Open the dialog with evidence and tick."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _get_lock_remedy(self):
        return self.env._("Take the milestone back first.")

    # engine

    @api.model
    def _prepare_for(self, leads):
        """Give ``leads`` the milestones of their process that they lack."""
        self._as_engine().create(
            [
                {"lead_id": lead.id, "milestone_id": milestone.id}
                for lead in leads
                for milestone in (
                    lead.stage_id.sudo().process_template_id.stage_ids.milestone_ids
                    - lead.sudo().milestone_ids.milestone_id
                )
            ]
        )
