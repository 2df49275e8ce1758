from collections import defaultdict

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ....tools import three_way


class CustomerChangeRequestLine(models.Model):
    """Three-way merge and execution of single lines."""

    _inherit = "customer.change.request.line"

    def _get_by_target(self):
        """Return the lines by the record they change."""
        by_target = defaultdict(self.browse)
        for line in self.filtered(lambda line: line.operation != "note"):
            by_target[line._get_target()] |= line
        return by_target

    def _get_targets_by_model(self):
        """Return the records that the lines change, by model."""
        ids = defaultdict(set)
        for line in self.filtered("res_id"):
            if line.res_model in self.env:
                ids[line.res_model].add(line.res_id)
        return {
            model: self.env[model].browse(sorted(model_ids)).exists()
            for model, model_ids in ids.items()
        }

    def _find_conflicts(self):
        """Mark the lines whose value changed under the request; return them."""
        conflicts = self.browse()
        for line in self:
            live, is_conflict = line._merge_live()
            settled = line.resolution and live == line.live_json
            if is_conflict and not settled:
                conflicts |= line
                line.write(
                    {
                        "is_conflict": True,
                        "resolution": False,
                        "live_json": live,
                        "live_value": line._describe(live),
                    }
                )
            elif not is_conflict and line.is_conflict:
                line.write({"is_conflict": False, "resolution": False})
        return conflicts

    def _merge_live(self):
        """Return the live value, and whether it contradicts the request."""
        if self.operation == "note":
            return None, False
        record = self._get_target()
        if not record:
            # Gone meanwhile: nothing to change is a conflict unless it was to go.
            return None, self.operation != "unlink"
        if self.operation != "write":
            return None, False
        live = self._get_live(record)
        _value, is_conflict = three_way.merge(self.old_json, self.new_json, live)
        return live, is_conflict

    def _get_live(self, record):
        live = record._freeze_current(self.field_id.name)
        return live.get(self.property_key) if self.property_key else live

    def _describe(self, value):
        record = self._get_target()
        if not record or not self.field_id:
            return self.env._("(deleted)")
        if self.property_key:
            return "" if value in (None, False) else str(value)
        return record._describe_value(self.field_id.name, value)

    def _apply_to(self, record):
        """Write approved lines of one record, in one update."""
        creations = self.filtered(lambda line: line.operation == "create")
        removals = self.filtered(lambda line: line.operation == "unlink")
        if removals:
            record._as_steward_engine().unlink()
            return
        vals = {"active": True} if creations else {}
        for line in self - creations:
            if not (line.is_conflict and line.resolution == "live"):
                vals.update(line._prepare_target_vals(record, vals))
        if vals:
            record._as_steward_engine().write(vals)

    def _prepare_target_vals(self, record, vals):
        """Return what to write into ``record``, merged with what is there."""
        if self.attachment_id:
            return {"name": self.attachment_id.name, "raw": self.attachment_id.raw}
        name = self.field_id.name
        field = record._fields[name]
        live = self._get_live(record)
        if self.property_key:
            properties = vals.get(name) or record._freeze_current(name)
            return {name: {**properties, self.property_key: self.new_json}}
        value, is_conflict = three_way.merge(self.old_json, self.new_json, live)
        if is_conflict:
            value = self.new_json
        if field.type == "many2many":
            existing = self.env[field.comodel_name].browse(value).exists()
            return {name: [Command.set(existing.ids)]}
        return {name: False if value is None else value}

    # the steward's answer to a conflict

    def action_keep_live(self):
        self._resolve("live")

    def action_take_proposed(self):
        self._resolve("proposed")

    def _resolve(self, resolution):
        """Settle conflicts; they stay settled while the live value stays.

        :raise AccessError: if the current user is no data steward
        """
        if not self.request_id._is_data_steward():
            raise AccessError(self.env._("Only a data steward settles a conflict."))
        self.check_access("read")
        lines = self.sudo()
        if open_lines := lines.filtered(
            lambda line: not line.is_conflict or line.state != "conflict"
        ):
            raise UserError(
                self.env._(
                    "“%(item)s” is in no conflict.", item=open_lines[0]._get_label()
                )
            )
        lines.write({"resolution": resolution, "decided_by_id": self.env.uid})
