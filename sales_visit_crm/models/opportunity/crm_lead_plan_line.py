from odoo import api, fields, models
from odoo.exceptions import ValidationError

VAGUE_CHARACTERS = 6


class CrmLeadPlanLine(models.Model):
    """A dated step that moves a deal on.

    Source: 推进计划, 销售机会跟踪表 (B04); S041, S043.
    """

    _name = "crm.lead.plan.line"
    _description = "Plan of a Deal"
    _inherit = ["crm.lead.part.mixin"]
    _order = "lead_id, is_done, date_deadline, id"

    name = fields.Char(
        string="Action",
        required=True,
        help="Concrete: “send the comparison, book the second demonstration”.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_deadline = fields.Date(string="Due On", required=True)
    is_done = fields.Boolean(string="Done")
    date_done = fields.Date(
        string="Done On", compute="_compute_date_done", store=True, readonly=True
    )
    is_vague = fields.Boolean(
        string="Vague",
        compute="_compute_is_vague",
        help="Too short to say what exactly is done.",
    )
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue")

    @api.depends("is_done")
    def _compute_date_done(self):
        today = self.env.user._get_sales_today()
        for line in self:
            line.date_done = (line.date_done or today) if line.is_done else False

    @api.depends("name")
    def _compute_is_vague(self):
        for line in self:
            # A Chinese character says as much as two Latin letters.
            width = sum(2 if ord(c) > 0x2E7F else 1 for c in (line.name or "").strip())
            line.is_vague = bool(line.name) and width < 2 * VAGUE_CHARACTERS

    @api.depends("is_done", "date_deadline")
    @api.depends_context("uid")
    def _compute_is_overdue(self):
        today = self.env.user._get_sales_today()
        for line in self:
            day = line.date_deadline
            line.is_overdue = not line.is_done and bool(day) and day < today

    @api.constrains("user_id")
    def _check_user_id(self):
        for line in self.filtered("user_id.share"):
            raise ValidationError(
                self.env._(
                    "%(user)s is no employee. Choose a colleague for “%(action)s”.",
                    user=line.user_id.name,
                    action=line.name,
                )
            )
