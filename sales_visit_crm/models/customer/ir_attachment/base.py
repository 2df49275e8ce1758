from collections import defaultdict

from odoo import models

# One rule speaks of the whole file: its content, its name, its place.
RULE_FIELD = "datas"
CONTENT_FIELDS = {"raw", "datas", "name"}
PLACE_FIELDS = {"res_model", "res_id"}


class IrAttachment(models.Model):
    """Files of registered customers: added freely, replaced and removed by request.

    Source: R050, attachments belong to the customer's one file; R083, no tampering.
    """

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "customer.guard.mixin"]

    def write(self, vals):
        if self._is_steward_engine():
            return super(IrAttachment, self._as_guarded()).write(vals)
        waiting = self.browse()
        if (CONTENT_FIELDS | PLACE_FIELDS) & vals.keys():
            waiting = self._filter_changed(vals)._filter_held()
        if not waiting:
            return super().write(vals)
        if PLACE_FIELDS & waiting._get_changed_names(vals):
            waiting._raise_refused([RULE_FIELD], self._get_write_channel())
        with self._collecting_changes():
            if others := self - waiting:
                super(IrAttachment, others).write(vals)
            if kept := self._without_held(vals, CONTENT_FIELDS & vals.keys()):
                super(IrAttachment, waiting).write(kept)
            waiting._capture_files("write", vals)
        return True

    def unlink(self):
        if self._is_steward_engine():
            return super(IrAttachment, self._as_guarded()).unlink()
        waiting = self._filter_held()
        if not waiting:
            return super().unlink()
        self.check_access("unlink")
        with self._collecting_changes():
            waiting._capture_files("unlink")
            return super(IrAttachment, self - waiting).unlink()

    def _get_guarded_partner(self):
        partners = self.env["res.partner"]
        if self.res_model != "res.partner" or self.res_field:
            return partners
        return partners.browse(self.res_id).exists()

    def _filter_changed(self, vals):
        return self.filtered(lambda file: file._get_changed_names(vals))

    def _get_changed_names(self, vals):
        """Return which fields ``vals`` really change; new content always counts."""
        changed = {"raw", "datas"} & vals.keys()
        for name in {"name", *PLACE_FIELDS} & vals.keys():
            if any((file[name] or False) != (vals[name] or False) for file in self):
                changed.add(name)
        return changed

    def _filter_held(self):
        """Return the files whose change waits.

        :raise UserError: if a rule refuses it
        """
        files = self.sudo().filtered(lambda file: file.res_model == "res.partner")
        locked = files.with_env(self.env)._filter_locked()
        if not locked or self._is_steward():
            return self.browse()
        channel = self._get_write_channel()
        policies = locked._get_field_policies("ir.attachment", {RULE_FIELD}, channel)
        held = self.browse()
        for file in locked:
            policy = policies[file.id].get(RULE_FIELD)
            if policy == "refuse":
                file._raise_refused([RULE_FIELD], channel)
            if policy == "request":
                held |= file
        return held

    def _freeze_current(self, name):
        """Return what tells one content from another."""
        return f"{self.name} {self.checksum}"

    def _capture_files(self, operation, vals=None):
        by_customer = defaultdict(list)
        field = self.env["ir.model.fields"].sudo()._get(self._name, RULE_FIELD)
        for file in self.sudo():
            line = {
                "operation": operation,
                "res_model": self._name,
                "res_id": file.id,
                "field_id": field.id,
                "old_json": file._freeze_current(RULE_FIELD),
                "old_value": file.name,
            }
            if vals:
                line.update(file._prepare_new_file(vals))
            by_customer[file._get_guarded_customer()].append(line)
        self._capture_lines(by_customer)

    def _prepare_new_file(self, vals):
        """Keep the proposed file beside the one in force."""
        content = {name: vals[name] for name in {"raw", "datas"} & vals.keys()}
        new = self.sudo().create(
            {
                "name": vals.get("name") or self.name,
                "res_model": "customer.change.request",
                **(content or {"raw": self.raw}),
            }
        )
        return {
            "attachment_id": new.id,
            "new_json": new._freeze_current(RULE_FIELD),
            "new_value": new.name,
        }
