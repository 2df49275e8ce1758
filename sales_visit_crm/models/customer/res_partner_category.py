from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

_CLEARING = (Command.SET, Command.CLEAR)


class ResPartnerCategory(models.Model):
    """Tags reach registered customers through the customer, where the lock is.

    Odoo keeps tags in a table that both sides write; from the tag's side the customer
    would not notice.
    """

    _inherit = "res.partner.category"

    @api.model_create_multi
    def create(self, vals_list):
        names = ("partner_ids",)
        bare = [
            {name: value for name, value in vals.items() if name not in names}
            for vals in vals_list
        ]
        tags = super().create(bare)
        for tag, vals in zip(tags, vals_list, strict=True):
            if vals.get("partner_ids"):
                tag.write({"partner_ids": vals["partner_ids"]})
        return tags

    def write(self, vals):
        commands = vals.get("partner_ids")
        if not isinstance(commands, list | tuple) or not self._is_guarded():
            return super().write(vals)
        for tag in self:
            kept = tag._tag_locked_partners(commands)
            super(ResPartnerCategory, tag).write({**vals, "partner_ids": kept})
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered_customers(self):
        if self.env.su or not self._is_guarded():
            return
        for tag in self:
            locked = tag._get_partners()._filter_locked()
            if locked._is_steward():
                locked.write({"category_id": [Command.unlink(tag.id)]})
                locked = locked.filtered(lambda p, tag=tag: tag in p.sudo().category_id)
            if locked:
                raise UserError(
                    self.env._(
                        "“%(tag)s” stands in the file of registered customers such as "
                        "%(customer)s. Archive the tag instead.",
                        tag=tag.name,
                        customer=locked[0].sudo().display_name,
                    )
                )

    def _is_guarded(self):
        return "category_id" in self.env["res.partner"]._get_protected_names()

    def _get_partners(self):
        partners = self.sudo().with_context(active_test=False).partner_ids
        return partners.with_env(self.env)

    def _tag_locked_partners(self, commands):
        """Let locked partners take or lose the tag; return the commands for others."""
        self.ensure_one()
        present = self._get_partners()._filter_locked()
        wanted, kept = set(present.ids), []
        for operation, record_id, *rest in commands:
            if operation in _CLEARING:
                ids = set(rest[0] if operation == Command.SET else ())
                wanted = set(present.browse(ids)._filter_locked().ids)
                kept.append(Command.set(list(ids - wanted)))
            elif operation in (Command.LINK, Command.UNLINK):
                if not present.browse(record_id)._filter_locked():
                    kept.append((operation, record_id, *rest))
                elif operation == Command.LINK:
                    wanted.add(record_id)
                else:
                    wanted.discard(record_id)
            else:
                kept.append((operation, record_id, *rest))
        if added := present.browse(wanted - set(present.ids)):
            added.write({"category_id": [Command.link(self.id)]})
        if removed := present.browse(set(present.ids) - wanted):
            removed.write({"category_id": [Command.unlink(self.id)]})
        # What the lock decided stands: replacing the others keeps those.
        decided = self._get_partners()._filter_locked().ids
        return [
            Command.set([*command[2], *decided])
            if command[0] == Command.SET
            else command
            for command in kept
        ]
