from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmTeam(models.Model):
    """A team sells projects if it follows a selling process.

    Source: G15; 项目型销售.
    """

    _inherit = "crm.team"

    process_template_id = fields.Many2one(
        comodel_name="sales.process.template",
        string="Selling Process",
        index="btree_not_null",
        ondelete="restrict",
        help="For teams that sell projects: eight stages with milestones and "
        "evidence. Empty: the ordinary pipeline.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams.process_template_id._share_stages()
        return teams

    def write(self, vals):
        if "process_template_id" not in vals:
            return super().write(vals)
        self._check_process_leads(vals["process_template_id"])
        before = self.process_template_id
        result = super().write(vals)
        (before | self.process_template_id)._share_stages()
        return result

    def _check_process_leads(self, template_id):
        """Check that no running opportunity would change its rules.

        :raise UserError: if a team has some
        """
        changed = self.filtered(lambda team: team.process_template_id.id != template_id)
        running = (
            self.env["crm.lead"]
            .sudo()
            .search(
                [
                    ("team_id", "in", changed.ids),
                    ("type", "=", "opportunity"),
                    ("won_status", "=", "pending"),
                ],
                limit=1,
            )
        )
        if running:
            raise UserError(
                self.env._(
                    "%(team)s has running opportunities such as “%(lead)s”. Finish "
                    "them or move them to another team before the process changes.",
                    team=running.team_id.name,
                    lead=running.name,
                )
            )
