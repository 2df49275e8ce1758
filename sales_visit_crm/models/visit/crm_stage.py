from odoo import fields, models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    visit_stage_ids = fields.Many2many(
        comodel_name="sales.visit.stage",
        string="Visit Stages",
        help="Stages that a report on an opportunity in this pipeline stage may name.",
    )
