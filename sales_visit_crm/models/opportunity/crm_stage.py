from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.selling_process import STAGE_COUNT

PHASES = [
    ("clue", "Clue"),
    ("need", "Need"),
    ("solution", "Solution"),
    ("negotiation", "Negotiation"),
    ("deal", "Deal"),
]


class CrmStage(models.Model):
    """A stage of the selling process with its four names and what leads out of it.

    The names: selling stage (``name``), buying stage, visit stage and kit.

    Source: S052-S061, G10-G12; 销售阶段, 采购阶段, 拜访阶段.
    """

    _inherit = "crm.stage"

    process_template_id = fields.Many2one(
        comodel_name="sales.process.template",
        string="Selling Process",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    process_key = fields.Selection(
        selection=[(f"stage{number}", str(number)) for number in range(1, 9)],
        string="Stage Number",
        copy=False,
        help="1 to 8; buying stage and selling stage of the same number belong "
        "together.",
    )
    process_number = fields.Integer(
        compute="_compute_process_number", store=True, string="Number in the Process"
    )
    process_phase = fields.Selection(
        selection=PHASES,
        string="Phase",
        help="The stage in the short process of five.",
    )
    buying_label = fields.Char(
        string="Buying Stage",
        translate=True,
        help="What the customer does meanwhile.",
    )
    kit_label = fields.Char(
        string="Kit", translate=True, help="The working papers of the stage."
    )
    process_probability = fields.Float(
        string="Probability (%)", help="The chance of success; it rises by stages."
    )
    guidance = fields.Text(translate=True, help="What matters in this stage.")
    milestone_ids = fields.One2many(
        comodel_name="crm.stage.milestone", inverse_name="stage_id", string="Milestones"
    )
    condition_ids = fields.One2many(
        comodel_name="crm.stage.condition", inverse_name="stage_id", string="Tasks"
    )
    criterion_ids = fields.One2many(
        comodel_name="sales.gate.criterion", inverse_name="stage_id", string="Evidence"
    )
    paper_ids = fields.One2many(
        comodel_name="crm.stage.paper", inverse_name="stage_id", string="Papers"
    )

    _process_key_uniq = models.UniqueIndex(
        "(process_template_id, process_key) WHERE process_template_id IS NOT NULL",
        "A process has one stage of each number.",
    )
    _check_process_probability = models.Constraint(
        "CHECK(process_probability IS NULL"
        " OR (process_probability >= 0 AND process_probability <= 100))",
        "A probability lies between 0 and 100 percent.",
    )

    @api.depends("process_key")
    def _compute_process_number(self):
        for stage in self:
            key = stage.process_key or "stage0"
            stage.process_number = int(key.removeprefix("stage"))

    @api.constrains("process_template_id", "process_key", "process_probability")
    def _check_process(self):
        for stage in self:
            if stage.process_template_id and not stage.process_key:
                raise ValidationError(
                    self.env._(
                        "Give “%(stage)s” its number in the process, 1 to %(last)s.",
                        stage=stage.name,
                        last=STAGE_COUNT,
                    )
                )
        self.process_template_id._check_probabilities()

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        stages.process_template_id._share_stages()
        return stages
