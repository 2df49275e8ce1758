from odoo import fields, models


class CrmStageMilestone(models.Model):
    """The event that proves a stage is done, with its standard of success.

    Source: S054, B33; 里程碑与成功标准.
    """

    _name = "crm.stage.milestone"
    _description = "Milestone of a Stage"
    _order = "stage_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    stage_id = fields.Many2one(
        comodel_name="crm.stage",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('process_template_id', '!=', False)]",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    success_standard = fields.Text(
        translate=True, help="By what one sees that it is reached."
    )
    is_required = fields.Boolean(
        string="Required",
        default=True,
        help="The stage is left only when this milestone is reached.",
    )
    evidence_model = fields.Selection(
        selection=[("sales.visit", "Visit Report"), ("sale.order", "Quotation")],
        string="Usual Evidence",
        help="The newest record of this kind is proposed as evidence.",
    )
