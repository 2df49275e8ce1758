from odoo import fields, models


class CustomerAuditItem(models.Model):
    """A piece of the customer file that an audit looks at.

    Source: A17 客户数据核查 (checked fields).
    """

    _name = "customer.audit.item"
    _description = "Audited Data"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
