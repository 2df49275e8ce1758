from collections.abc import Mapping
from dataclasses import dataclass

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date, format_datetime, html2plaintext


@dataclass(frozen=True)
class Change:
    """One protected value that a write wants to change, in a form JSON can keep."""

    record: models.Model
    name: str
    old: object
    new: object
    key: str = ""  # name of the property, for a field of properties


class CustomerGuardMixin(models.AbstractModel):
    """Values compared and kept, whatever type of field they have.

    Both sides pass through the field's own conversion, so that a day and its text or
    two writings of one amount are no change.
    """

    _inherit = "customer.guard.mixin"

    def _get_changes(self, name, value):
        """Return the :class:`Change` objects that writing ``value`` would make."""
        field = self._fields[name]
        changes = []
        for record in self:
            if field.type == "properties":
                changes += record._get_property_changes(name, value)
                continue
            old = record._freeze_current(name)
            new = record._freeze_new(name, value)
            if old != new:
                changes.append(Change(record, name, old, new))
        return changes

    def _get_property_changes(self, name, value):
        old = self._freeze_current(name)
        new = self._freeze_properties(value)
        return [
            Change(self, name, old.get(key), item, key)
            for key, item in new.items()
            if (old.get(key) or None) != (item or None)
        ]

    def _freeze_current(self, name):
        """Return the live value of a field of one record, for comparison."""
        field = self._fields[name]
        if field.type == "properties":
            return self._freeze_properties(self.sudo().read([name])[0][name])
        if field.type == "many2many":
            return sorted(self[name].ids)
        return self._freeze_new(name, field.convert_to_write(self[name], self))

    def _freeze_new(self, name, value):
        """Return a value as a client sends it, for comparison.

        :raise UserError: if the field cannot take it
        """
        field = self._fields[name]
        if field.type == "many2many":
            return self._apply_commands(name, value)
        try:
            frozen = field.convert_to_cache(value, self)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "%(document)s: “%(value)s” does not fit “%(field)s”. Correct it "
                    "and save again.",
                    document=self.display_name,
                    value=value,
                    field=field._description_string(self.env),
                )
            ) from error
        if field.type in ("date", "datetime"):
            return field.to_string(frozen) or None
        if field.type in ("char", "text", "html", "selection"):
            return str(frozen) if frozen else None
        return frozen

    def _apply_commands(self, name, value):
        """Return the ids that a many2many field would hold after ``value``."""
        if isinstance(value, models.BaseModel):
            return sorted(value.ids)
        ids = set(self[name].ids)
        for command in value or [Command.clear()]:
            if isinstance(command, int):
                ids = set(value)
                break
            operation, record_id, *rest = command
            if operation == Command.SET:
                ids = set(rest[0])
            elif operation == Command.CLEAR:
                ids = set()
            elif operation == Command.LINK:
                ids.add(record_id)
            elif operation in (Command.UNLINK, Command.DELETE):
                ids.discard(record_id)
        return sorted(ids)

    def _create_new_tags(self, vals, names):
        """Return ``vals`` with the tags created that a protected field brings along.

        A request can only name what exists; tags themselves are not protected.
        """
        vals = dict(vals)
        for name in names:
            field = self._fields[name]
            commands = vals[name]
            if field.type != "many2many" or not isinstance(commands, (list, tuple)):
                continue
            vals[name] = [
                Command.link(self.env[field.comodel_name].create(command[2]).id)
                if isinstance(command, (list, tuple)) and command[0] == Command.CREATE
                else command
                for command in commands
            ]
        return vals

    @staticmethod
    def _freeze_properties(value):
        """Return ``{property: value}`` of properties in any of their forms."""
        if isinstance(value, Mapping):
            return {
                key: item.ids if isinstance(item, models.BaseModel) else item
                for key, item in value.items()
            }
        return {item["name"]: item.get("value") for item in value or []}

    def _describe_value(self, name, value):
        """Return a frozen value in words, in the language of the current user."""
        field = self._fields[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value in (None, False, "", []):
            return ""
        if field.type in ("many2one", "many2many"):
            ids = value if isinstance(value, list) else [value]
            records = self.env[field.comodel_name].sudo().browse(ids).exists()
            return ", ".join(records.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_datetime(self.env, value)
        if field.type == "html":
            return html2plaintext(value)
        return str(value)
