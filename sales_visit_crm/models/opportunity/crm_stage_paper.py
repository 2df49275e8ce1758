from odoo import fields, models


class CrmStagePaper(models.Model):
    """A working paper recommended in a stage.

    Which are made already says ``crm.lead._count_process_papers``.

    Source: S058; 八套工具.
    """

    _name = "crm.stage.paper"
    _description = "Paper of a Stage"
    _order = "stage_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="The paper's number in the collection.")
    stage_id = fields.Many2one(
        comodel_name="crm.stage",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('process_template_id', '!=', False)]",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
