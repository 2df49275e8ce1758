from odoo import fields, models


class CustomerNature(models.Model):
    """The legal nature of an enterprise, an open list.

    Source: P07, B06; 企业性质.
    """

    _name = "customer.nature"
    _description = "Enterprise Nature"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
