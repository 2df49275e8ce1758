from odoo import fields, models

ROLES = [
    ("manager", "Account Manager"),
    ("develop", "Account Development"),
    ("maintain", "Maintenance"),
    ("service", "Service"),
    ("sell", "Sales"),
]


class KeyAccountServicePolicyLine(models.Model):
    """A service item of a policy: how often, and which responsible person does it.

    Source: B64 服务项目 · 频次 · 责任人; S121-S123.
    """

    _name = "key.account.service.policy.line"
    _description = "Service Item"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        comodel_name="key.account.service.policy",
        string="Service Policy",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(string="Service Item", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    role = fields.Selection(
        selection=ROLES,
        string="Responsible",
        default="maintain",
        required=True,
        help="Which of the people of the key account does it; the account manager, "
        "then the salesperson, where that one is not named.",
    )
    first_days = fields.Integer(
        string="First After (days)",
        default=14,
        help="Days after the tier comes into force.",
    )
    interval_days = fields.Integer(
        string="Every (days)", default=90, help="0: only once."
    )

    _check_days = models.Constraint(
        "CHECK(first_days BETWEEN 0 AND 3650 AND interval_days BETWEEN 0 AND 3650)",
        "A service item is due within 0 to 3,650 days.",
    )
