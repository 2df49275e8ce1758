from collections import defaultdict
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from odoo import models

# What is captured in the current call, by cursor. Not in the data that Odoo keeps for
# a transaction: it empties those at each savepoint.
_COLLECTIONS = WeakKeyDictionary()


class CustomerGuardMixin(models.AbstractModel):
    """Protected values taken out of a write and put into requests."""

    _inherit = "customer.guard.mixin"

    def _guard_write(self, vals):
        """Divide a write into what happens at once and what waits.

        :return: None where nothing is protected, else a list of (records, values to
            write now) and a list of what to keep in requests
        :raise UserError: if a rule refuses one of the changes
        """
        names = self._get_protected_names() & vals.keys()
        if not names:
            return None
        locked = self._filter_locked()
        names = {name for name in names if self._fields[name].type != "one2many"}
        if not locked or not names:
            return None
        self.check_access("write")
        vals = self._create_new_tags(vals, names)
        held, logged = locked._sort_changes(vals, names)
        groups = defaultdict(self.browse)
        for record in self:
            groups[frozenset(held.get(record.id, ()))] |= record
        now = [
            (records, records._without_held(vals, waiting))
            for waiting, records in groups.items()
        ]
        waiting = [change for changes in held.values() for change in changes.values()]
        return now, [item for items in waiting for item in items], logged

    def _write_divided(self, plan, write, reason=None):
        """Write what happens at once and keep the rest in requests.

        :param plan: what ``_guard_write`` returned
        :param write: function of records and values, past the lock
        """
        now, waiting, logged = plan
        with self._collecting_changes():
            for records, kept in now:
                if records and kept:
                    write(records, kept)
            self._capture(waiting, reason=reason)
            self._capture(logged, is_direct=True, reason=reason)

    def _sort_changes(self, vals, names):
        """Return the changes that wait, by record and field, and those to be logged."""
        channel = self._get_write_channel()
        if channel == "approved":
            return {}, []  # what an approved change brings about stands in its request
        policies = self._get_field_policies(self._name, names, channel)
        is_steward = self._is_steward()
        held, logged = defaultdict(dict), []
        for name in sorted(names):
            concerned = self.filtered(lambda r, name=name: name in policies[r.id])
            for change in concerned._get_changes(name, vals[name]):
                policy = policies[change.record.id][name]
                if is_steward or policy == "apply":
                    logged.append(change)
                elif policy == "refuse":
                    change.record._raise_refused([name], channel)
                else:
                    held[change.record.id].setdefault(name, []).append(change)
        return held, logged

    def _without_held(self, vals, waiting):
        """Return what of ``vals`` is written now, when the fields ``waiting`` wait."""
        kept = {name: value for name, value in vals.items() if name not in waiting}
        for name in waiting:
            is_properties = self._fields[name].type == "properties"
            if is_properties and isinstance(vals[name], list):
                # Their definitions are no customer data: those change at once.
                live = self[:1]._freeze_current(name)
                kept[name] = [
                    {**item, "value": live.get(item["name"])} for item in vals[name]
                ]
        return kept

    def _capture(self, changes, *, is_direct=False, reason=None):
        """Keep changes of locked records in requests, one for each customer.

        :param list changes: :class:`Change` objects
        :param bool is_direct: whether they are made already and only logged
        """
        if not changes:
            return
        by_customer = defaultdict(list)
        for change in changes:
            record = change.record.sudo()
            vals = change.record._prepare_change_line_vals(change)
            by_customer[record._get_guarded_customer()].append(vals)
        if not is_direct:
            by_customer = self._without_repeated(by_customer)
        self._capture_lines(by_customer, is_direct=is_direct, reason=reason)

    def _without_repeated(self, by_customer):
        """Return the lines by customer without those that the user asked for already.

        A save that is sent twice, by a second press or a page that is left, makes one
        request.
        """
        waiting = self.env["customer.change.request.line"].sudo()
        customers = self.env["res.partner"].union(*by_customer)
        waiting = waiting.search(
            [
                ("partner_id", "in", customers.ids),
                ("user_id", "=", self.env.uid),
                ("state", "=", "submitted"),
                ("operation", "=", "write"),
                ("decision", "=", "pending"),
            ]
        )
        names = ("res_model", "res_id", "property_key", "new_json", "old_json")
        known = [
            {"field_id": line.field_id.id, **{name: line[name] for name in names}}
            for line in waiting
        ]
        remaining = {
            customer: [
                vals
                for vals in vals_list
                if {key: vals[key] for key in ("field_id", *names)} not in known
            ]
            for customer, vals_list in by_customer.items()
        }
        return {customer: lines for customer, lines in remaining.items() if lines}

    def _capture_lines(self, by_customer, *, is_direct=False, reason=None):
        requests = self.env["customer.change.request"]
        collected = self._get_collection()["requests"]
        reason = reason or self._get_collection()["reason"]
        channel = self._get_write_channel()
        requests._collect(collected, by_customer, channel, is_direct, reason)

    def _prepare_change_line_vals(self, change):
        field = self.env["ir.model.fields"].sudo()._get(self._name, change.name)
        return {
            "operation": "write",
            "res_model": self._name,
            "res_id": self.id,
            "field_id": field.id,
            "property_key": change.key,
            "old_json": change.old,
            "new_json": change.new,
            "old_value": self._describe_value(change.name, change.old),
            "new_value": self._describe_value(change.name, change.new),
        }

    # collection: one save, one request

    def _get_collection(self):
        return _COLLECTIONS.setdefault(
            self.env.cr, {"depth": 0, "reason": None, "requests": {}}
        )

    @contextmanager
    def _collecting_changes(self, reason=None):
        """Put what is captured inside into one request per customer, then submit.

        A save of the form reaches the customer, its contacts and its bank accounts
        one after the other; the approver sees one paper with one ``reason``.
        """
        collection = self._get_collection()
        if not collection["depth"]:
            collection["reason"] = reason
        collection["depth"] += 1
        try:
            yield
            if collection["depth"] == 1 and collection["requests"]:
                requests = self.env["customer.change.request"].union(
                    *collection["requests"].values()
                )
                collection["requests"] = {}
                requests._finish_collection()
        except BaseException:
            collection["requests"] = {}
            raise
        finally:
            collection["depth"] -= 1
