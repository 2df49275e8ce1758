from odoo import fields, models


class SalesVisitStage(models.Model):
    """The stage a visit report names, one of eight.

    The labels differ from those of the selling stages, so they are records of
    their own, each tied to the pipeline stages it stands for.

    Source: S060, S071; 拜访处在哪个阶段, 客户拜访总结报告.
    """

    _name = "sales.visit.stage"
    _description = "Visit Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    crm_stage_ids = fields.Many2many(
        comodel_name="crm.stage",
        string="Pipeline Stages",
        help="A report on an opportunity in one of these stages starts with this "
        "visit stage; the salesperson may choose another.",
    )
