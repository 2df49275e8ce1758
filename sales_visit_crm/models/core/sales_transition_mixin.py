from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError

ENGINE_KEY = "sales_visit_engine"


class SalesTransitionMixin(models.AbstractModel):
    """State machine for documents whose state may only change by an action.

    A model inherits this mixin, declares a ``state`` selection and says

    * ``_state_transitions``: for each target state the states that may reach it;
    * ``_engine_fields``: further fields that only the document's own methods write,
      such as signatures and times of arrival;
    * ``_locked_states``: states in which the fields of ``_get_locked_fields`` rest.

    The guards stand in ``create`` and ``write``, so they hold for the form, list
    edit, import and RPC alike. The engine passes them with an object that only this
    process knows; no value sent by a client can equal it.
    """

    _name = "sales.transition.mixin"
    _description = "State Transition Mixin"

    _state_transitions = {}
    _state_initial = "draft"
    _engine_fields = frozenset()
    _locked_states = frozenset()

    # An object() never survives RPC, so a context value identical to it proves that
    # the write comes from this process.
    _ENGINE_TOKEN = object()

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_engine():
            return super(SalesTransitionMixin, self._as_client()).create(vals_list)
        checked_vals_list = [self._check_initial_vals(vals) for vals in vals_list]
        records = self._without_engine_defaults()
        return super(SalesTransitionMixin, records).create(checked_vals_list)

    def write(self, vals):
        if self._is_engine():
            return super(SalesTransitionMixin, self._as_client()).write(vals)
        self._check_engine_fields(vals)
        self._check_locked_fields(vals)
        return super().write(vals)

    def _check_initial_vals(self, vals):
        """Return ``vals`` with the state set.

        It is set rather than dropped: a dropped key would fall back to a
        ``default_state`` that the caller may put in the context.

        :raise AccessError: if ``vals`` claim a later state or an engine's field
        """
        claimed = {name for name in self._get_engine_fields() if vals.get(name)}
        if vals.get("state", self._state_initial) != self._state_initial:
            claimed.add("state")
        if claimed:
            self._raise_engine_fields(claimed)
        return {**vals, "state": self._state_initial}

    def _without_engine_defaults(self):
        """Return the model without context defaults for what the engine owns."""
        forged = {f"default_{name}" for name in self._get_engine_fields()}
        if not forged & set(self.env.context):
            return self
        context = {
            key: value for key, value in self.env.context.items() if key not in forged
        }
        return self.with_context(context)  # pylint: disable=context-overridden

    def _check_engine_fields(self, vals):
        if claimed := (self._get_engine_fields() | {"state"}) & set(vals):
            self._raise_engine_fields(claimed)

    @tools.ormcache()
    def _get_engine_fields(self):
        """Return the names of the fields that no client writes.

        Stored computations belong to them: they decide on lateness and validity,
        and Odoo would let a client write over the result.
        """
        return self._engine_fields | {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly
        }

    def _raise_engine_fields(self, names):
        raise AccessError(
            self.env._(
                "%(fields)s of %(documents)s cannot be typed in or imported: use the "
                "buttons of the document, they fill it.",
                fields=self._get_field_labels(names),
                documents=self._get_document_labels(),
            )
        )

    def _check_locked_fields(self, vals):
        if not self._locked_states:
            return
        names = set(vals) & self._get_locked_fields()
        locked = self.filtered(lambda record: record.state in self._locked_states)
        if names and locked:
            raise UserError(
                self.env._(
                    "%(documents)s can no longer be changed (%(fields)s). %(remedy)s",
                    documents=locked._get_document_labels(),
                    fields=self._get_field_labels(names),
                    remedy=locked._get_lock_remedy(),
                )
            )

    @tools.ormcache()
    def _get_locked_fields(self):
        """Return the names of the fields at rest in a locked state."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and not (field.compute and field.readonly)
        }

    def _get_lock_remedy(self):
        """Return a sentence saying what to do instead of changing a locked record."""
        return self.env._("Ask the person who reviewed it to return it first.")

    def _get_field_labels(self, names):
        fields_info = self.fields_get(list(names), ["string"])
        labels = [fields_info.get(name, {}).get("string", name) for name in names]
        return ", ".join(sorted(labels))

    def _get_document_labels(self):
        """Return the names of the documents, the first three of them."""
        if not self:
            return self.env["ir.model"]._get(self._name).sudo().name
        labels = ", ".join(record.display_name or "" for record in self[:3])
        return labels if len(self) <= 3 else self.env._("%s and others", labels)

    def _as_engine(self):
        """Return the records such that the next ``create`` or ``write`` is trusted.

        The trust lasts for that one call: what the call triggers in other records
        or in automation rules is guarded again.
        """
        return self.with_context(**{ENGINE_KEY: self._ENGINE_TOKEN})

    def _is_engine(self):
        return self.env.context.get(ENGINE_KEY) is self._ENGINE_TOKEN

    def _as_client(self):
        """Return the records guarded again, for what follows a trusted call."""
        if not self._is_engine():
            return self
        context = dict(self.env.context)
        del context[ENGINE_KEY]
        return self.with_context(context)  # pylint: disable=context-overridden

    def _engine_write(self, vals):
        """Write engine fields, with the rights of the current user."""
        self._as_engine().write(vals)

    def _check_transition(self, target):
        """Check that every record may move to ``target``.

        :raise UserError: if a record is in a state that cannot reach ``target``
        """
        sources = self._state_transitions[target]
        if blocked := self.filtered(lambda record: record.state not in sources):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(documents)s: “%(current)s” cannot become “%(target)s”.",
                    documents=blocked._get_document_labels(),
                    current=states[blocked[0].state],
                    target=states[target],
                )
            )

    def _transition_to(self, target, **values):
        """Move every record to ``target`` and write ``values`` with it.

        :param str target: key of the ``state`` selection
        :param values: further field values to write in the same update
        :raise UserError: if a record is in a state that cannot reach ``target``
        """
        self._check_transition(target)
        self._engine_write({**values, "state": target})
