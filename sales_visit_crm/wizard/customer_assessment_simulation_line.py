from odoo import fields, models


class CustomerAssessmentSimulationLine(models.TransientModel):
    """One customer in a simulation: from which result to which."""

    _name = "customer.assessment.simulation.line"
    _description = "What Would Change"
    _order = "change, partner_id"

    simulation_id = fields.Many2one(
        comodel_name="customer.assessment.simulation",
        required=True,
        index=True,
        ondelete="cascade",
    )
    assessment_id = fields.Many2one(
        comodel_name="customer.assessment", ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Evaluator", readonly=True
    )
    old_band_name = fields.Char(string="Now", readonly=True)
    old_total = fields.Float(string="Total Now", digits=(6, 2), readonly=True)
    new_band_id = fields.Many2one(
        comodel_name="customer.assessment.band",
        string="Then",
        readonly=True,
        ondelete="cascade",
    )
    new_total = fields.Float(string="Total Then", digits=(6, 2), readonly=True)
    change = fields.Selection(
        selection=[
            ("up", "Better"),
            ("down", "Worse"),
            ("same", "The Same"),
            ("untold", "Not Known"),
        ],
        readonly=True,
    )
