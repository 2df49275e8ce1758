from odoo import models

from ..customer_write_channel import CHANNEL_KEY, WriteChannel


class CustomerGuardMixin(models.AbstractModel):
    """By which door a change comes."""

    _inherit = "customer.guard.mixin"

    def _with_write_channel(self, channel):
        """Return the records with the channel by which the next writes come.

        :param str channel: ``code`` of a ``customer.write.channel``
        """
        return self.with_context(**{CHANNEL_KEY: WriteChannel(channel)})

    def _get_write_channel(self):
        """Return the code of the channel by which the current write comes."""
        return self.env["customer.write.channel"]._detect()
