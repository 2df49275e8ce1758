from odoo import api, models, tools
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """What Odoo derives from a registered customer's data is not typed in.

    Odoo lets a program write over a stored computation. A contact that claimed to
    belong to another company would step out of the lock.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if names := self._get_derived_names() & vals.keys():
                parents = self.browse(vals.get("parent_id") or ())
                parents._check_derived_names(names)
        return super().create(vals_list)

    def write(self, vals):
        if names := self._get_derived_names() & vals.keys():
            self._check_derived_names(names)
        return super().write(vals)

    @tools.ormcache()
    def _get_derived_names(self):
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and field.compute
            and (field.readonly or name in self._get_created_names())
        )

    def _check_derived_names(self, names):
        """Check that no client writes derived data of registered customers.

        :raise AccessError: naming the first of the customers
        """
        if self.env.su or self._is_steward_engine() or self._is_file_engine():
            return
        if locked := self._filter_locked():
            labels = self.fields_get(list(names), ["string"])
            raise AccessError(
                self.env._(
                    "%(customer)s is a registered customer: %(fields)s follow from "
                    "other data and cannot be typed in or imported. Change the data "
                    "they follow from.",
                    customer=locked[0].sudo().display_name,
                    fields=", ".join(
                        labels.get(name, {}).get("string", name)
                        for name in sorted(names)
                    ),
                )
            )
