from odoo import fields, models

from .customer_protected_field import POLICIES


class CustomerProtectedFieldChannel(models.Model):
    """What one rule does differently for one channel."""

    _name = "customer.protected.field.channel"
    _inherit = ["sales.cached.mixin"]
    _description = "Channel Exception of a Protected Field"
    _order = "rule_id, id"

    rule_id = fields.Many2one(
        comodel_name="customer.protected.field",
        required=True,
        ondelete="cascade",
        index=True,
    )
    channel_id = fields.Many2one(
        comodel_name="customer.write.channel",
        required=True,
        ondelete="cascade",
    )
    channel = fields.Char(related="channel_id.code")
    policy = fields.Selection(selection=POLICIES, default="request", required=True)

    _rule_channel_unique = models.UniqueIndex(
        "(rule_id, channel_id)", "Each channel stands once in a rule."
    )
