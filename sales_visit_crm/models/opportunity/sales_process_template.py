from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import selling_process


class SalesProcessTemplate(models.Model):
    """How a project-type sales team sells: its stages with all that belongs to them.

    Source: S050-S061, G15; 项目型销售.
    """

    _name = "sales.process.template"
    _description = "Selling Process"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    stage_ids = fields.One2many(
        comodel_name="crm.stage", inverse_name="process_template_id", string="Stages"
    )
    team_ids = fields.One2many(
        comodel_name="crm.team",
        inverse_name="process_template_id",
        string="Sales Teams",
        help="Teams whose opportunities follow this process; set it on the team.",
    )

    @api.constrains("stage_ids")
    def _check_probabilities(self):
        """Check that the chance of success rises stage by stage (S057)."""
        for template in self:
            stages = template.stage_ids.sorted("process_number")
            fall = selling_process.first_fall(stages.mapped("process_probability"))
            if fall is not None:
                raise ValidationError(
                    self.env._(
                        "The probability of “%(stage)s” must be higher than that of "
                        "“%(before)s”: success becomes more likely stage by stage.",
                        stage=stages[fall].name,
                        before=stages[fall - 1].name,
                    )
                )

    def _share_stages(self):
        """Show the stages to the teams of the process, and to no other.

        A stage of no team would be everybody's, so the last team keeps it.
        """
        for template in self.sudo().with_context(active_test=False):
            if teams := template.team_ids:
                template.stage_ids.write({"team_ids": [fields.Command.set(teams.ids)]})
