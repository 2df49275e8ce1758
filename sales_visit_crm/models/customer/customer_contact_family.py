from odoo import api, fields, models

from ...tools import yearly_day


class CustomerContactFamily(models.Model):
    """A member of a contact's family.

    Source: B21 关键决策人基本信息表 (配偶, 子女, 子女溺爱程度).
    """

    _name = "customer.contact.family"
    _description = "Family Member"
    _inherit = ["customer.contact.part.mixin"]
    _order = "profile_id, sequence, id"

    sequence = fields.Integer(default=10)
    relation = fields.Selection(
        selection=[
            ("spouse", "Spouse"),
            ("child", "Child"),
            ("parent", "Parent"),
            ("sibling", "Sibling"),
            ("other", "Other"),
        ],
        required=True,
    )
    name = fields.Char()
    birthday = fields.Date()
    age = fields.Integer(compute="_compute_age")
    hobby = fields.Char(string="Interests and Hobbies")
    indulgence = fields.Selection(
        selection=[
            ("low", "Strict"),
            ("medium", "Balanced"),
            ("high", "Doting"),
        ],
        help="For children: how much their parents indulge them.",
    )

    @api.depends("birthday")
    @api.depends_context("uid")
    def _compute_age(self):
        today = self.env.user._get_sales_today()
        for member in self:
            member.age = yearly_day.years(member.birthday, today)
