from odoo import fields, models


class CrmStageCondition(models.Model):
    """What the salesperson must do within a stage; it becomes an activity.

    Source: S055, B33, B36; 各阶段条件.
    """

    _name = "crm.stage.condition"
    _description = "Task of a Stage"
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
    is_required = fields.Boolean(
        string="Mandatory",
        default=True,
        help="Open mandatory tasks keep the opportunity in its stage.",
    )
    delay_days = fields.Integer(
        string="Due After (days)", default=7, help="Days after the stage was entered."
    )

    _check_delay = models.Constraint(
        "CHECK(delay_days >= 0)",
        "A task is due when the stage is entered or later, not before.",
    )
