from odoo import models

CHANNEL_KEY = "customer_write_channel"


class WriteChannel(str):
    """A channel told by this process: a client can only send plain text."""

    __slots__ = ()


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
        channel = self.env.context.get(CHANNEL_KEY)
        if isinstance(channel, WriteChannel):
            return str(channel)
        return "code" if self.env.su else "form"
