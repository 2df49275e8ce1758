from odoo import fields, models


class SalesVisitTransport(models.Model):
    """How the salesperson gets there. Source: A05, 客户拜访计划书, 交通工具."""

    _name = "sales.visit.transport"
    _description = "Means of Transport"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
