from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....tools import selling_process

BUYING_STAGES = [
    ("1", "1 Problem Found and Raised"),
    ("2", "2 Studied, Budget Settled"),
    ("3", "3 Project Approved, Team Formed"),
    ("4", "4 Standards Set, Goal Fixed"),
    ("5", "5 Tender Decided, First Selection"),
    ("6", "6 First Choice Made, Suppliers Narrowed"),
    ("7", "7 Contract Reviewed, Terms Negotiated"),
    ("8", "8 Agreed and Signed"),
]


class CrmLead(models.Model):
    """Where the customer stands in buying, beside where we stand in selling.

    Source: S051-S053, B12, B35; 项目采购流程/销售推进流程对照.
    """

    _inherit = "crm.lead"

    buying_stage = fields.Selection(
        selection=BUYING_STAGES,
        compute="_compute_buying_stage",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="How far the customer is, by how they and the competitors reacted. The "
        "newest visit report sets it.",
    )
    buying_evidence = fields.Text(
        string="Customer's and Competitors' Reactions",
        copy=False,
        help="By what we know the buying stage.",
    )
    buying_step_ids = fields.One2many(
        comodel_name="crm.lead.buying.step",
        inverse_name="lead_id",
        string="Customer's Buying Steps",
    )
    stage_gap = fields.Integer(
        string="Gap",
        compute="_compute_stage_gap",
        store=True,
        aggregator="avg",
        help="Selling stage less buying stage. Above 0: we claim more than the "
        "customer supports. Below 0: we lag behind.",
    )
    stage_gap_note = fields.Char(
        string="Meaning of the Gap", compute="_compute_stage_gap_note"
    )
    process_picture = fields.Json(
        compute="_compute_process_picture", string="Buying and Selling"
    )

    @api.depends("team_id.process_template_id", "type")
    def _compute_buying_stage(self):
        for lead in self:
            if not lead.buying_stage and lead._is_project():
                lead.buying_stage = "1"
            else:
                lead.buying_stage = lead.buying_stage

    @api.depends("buying_stage", "stage_id.process_number", "process_template_id")
    def _compute_stage_gap(self):
        for lead in self:
            lead.stage_gap = selling_process.gap(
                lead.stage_id.process_number if lead._is_project() else 0,
                int(lead.buying_stage or 0),
            )

    @api.depends("stage_gap", "process_template_id")
    @api.depends_context("lang")
    def _compute_stage_gap_note(self):
        for lead in self:
            lead.stage_gap_note = lead._is_project() and lead._describe_gap()

    def _describe_gap(self):
        """Return what the gap means, in a sentence (S053)."""
        self.ensure_one()
        if self.stage_gap > 0:
            return self.env._(
                "We claim more than the customer's buying supports (stages: %s).",
                self.stage_gap,
            )
        if self.stage_gap < 0:
            return self.env._(
                "The customer is ahead of us, we lag behind (stages: %s).",
                -self.stage_gap,
            )
        return self.env._("Our work matches the customer's buying.")

    @api.depends("stage_id", "buying_stage", "milestone_ids.state")
    @api.depends_context("lang")
    def _compute_process_picture(self):
        for lead in self:
            lead.process_picture = lead._is_project() and lead._get_process_picture()

    def _get_process_picture(self):
        """Return the two lines that the form draws, step by step."""
        self.ensure_one()
        stages = self.sudo(False).stage_id.sudo().process_template_id.stage_ids
        by_number = {stage.process_number: stage for stage in stages}
        open_numbers = set(
            self.milestone_ids.filtered(
                lambda row: row.state == "open" and row.is_required
            ).mapped("process_number")
        )
        reached = set(self.milestone_ids.mapped("process_number")) - open_numbers
        steps = selling_process.states(
            self.stage_id.process_number, int(self.buying_stage or 0), reached
        )
        buying = dict(self._fields["buying_stage"]._description_selection(self.env))
        for step in steps:
            stage = by_number.get(step["number"])
            step["selling_label"] = stage.name if stage else ""
            step["buying_label"] = buying[str(step["number"])].partition(" ")[2]
            step["milestone"] = ", ".join(
                stage.milestone_ids.mapped("name") if stage else []
            )
        return {"steps": steps, "gap": self.stage_gap, "note": self.stage_gap_note}

    @api.constrains("buying_stage", "team_id", "type")
    def _check_buying_stage(self):
        for lead in self:
            if not lead.buying_stage and lead._is_project():
                raise ValidationError(
                    self.env._(
                        "Say in which buying stage the customer of “%s” is: the "
                        "selling process starts from there.",
                        lead.name,
                    )
                )
