from odoo import fields, models


class KeyAccountServicePolicy(models.Model):
    """What key accounts of a class are promised: the items, how often, by whom.

    Source: S112, S120-S123; B64 大客户服务计划, B98 客户服务标准单.
    """

    _name = "key.account.service.policy"
    _description = "Service Policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    marketing_note = fields.Text(string="Marketing Measures", translate=True)
    line_ids = fields.One2many(
        comodel_name="key.account.service.policy.line",
        inverse_name="policy_id",
        string="Service Items",
        copy=True,
    )
    tier_ids = fields.One2many(
        comodel_name="key.account.tier",
        inverse_name="service_policy_id",
        string="Tiers",
    )

    _code_uniq = models.UniqueIndex(
        "(code)", "There is a service policy with this code already."
    )
