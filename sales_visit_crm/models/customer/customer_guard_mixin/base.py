from odoo import models

TOKEN_KEY = "customer_guard_token"  # noqa: S105


class CustomerGuardMixin(models.AbstractModel):
    """Registered customer data that only an approved request may change.

    The models it extends (customers, their bank accounts, their files) call it from
    the outermost ``create``, ``write`` and ``unlink``: what is protected there is
    written, refused or held back for a ``customer.change.request``, as the rules say
    for the field and for the channel by which the change comes.

    Source: R086, S007, LC2, 客户数据变更申请表.
    """

    _name = "customer.guard.mixin"
    _description = "Registration Lock"

    # An object() never survives RPC, so a context value identical to it proves that
    # the write comes from this process.
    _GUARD_TOKEN = object()

    def _as_steward_engine(self):
        """Return the records such that the next create, write or unlink passes.

        What that call triggers is guarded again, family synchronisation excepted:
        the children's copy of an approved address is approved with it.
        """
        return self.with_context(**{TOKEN_KEY: self._GUARD_TOKEN})

    def _is_steward_engine(self):
        return self.env.context.get(TOKEN_KEY) is self._GUARD_TOKEN

    def _as_guarded(self):
        """Return the records guarded again, in the channel of approved changes."""
        context = dict(self.env.context)
        context.pop(TOKEN_KEY, None)
        records = self.with_context(context)  # pylint: disable=context-overridden
        return records._with_write_channel("approved")
