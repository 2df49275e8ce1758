from odoo import api, models, tools

from ....tools import customer_key, masking

# What the derived values of a new partner follow from.
SOURCES = (
    "name",
    "is_company",
    "phone",
    "vat",
    "company_registry",
    "parent_id",
    "secrecy_level",
)


class ResPartner(models.Model):
    """What is stored with a new partner beside what was typed, found in one go.

    Odoo finds precomputed values field by field, on a draft record of each partner: in
    an import of thousands that costs more than all else that is ours. What it would
    find is clear from the values themselves, unless they come with a parent or with
    defaults; those partners are left to Odoo.

    The fields are declared neither precomputed nor read-only, so that Odoo takes the
    given values and keeps them; guards of their own refuse those of clients.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_defaults_for(SOURCES):
            secret = self._get_duplicate_secret()
            vals_list = [self._with_derived(vals, secret) for vals in vals_list]
        return super().create(vals_list)

    def _add_missing_default_values(self, values):
        # Odoo looks for a default of each field of each new partner, of which ours are
        # a hundred that have none: they pass for given meanwhile.
        plain = self._get_names_without_default()
        defaults = self.env["ir.default"]._get_model_defaults(self._name)
        given = {key[8:] for key in self.env.context if key.startswith("default_")}
        if not (plain.isdisjoint(given) and plain.isdisjoint(defaults)):
            return super()._add_missing_default_values(values)
        found = super()._add_missing_default_values({**dict.fromkeys(plain), **values})
        for name in plain.difference(values):
            del found[name]
        return found

    @api.model
    @tools.ormcache()
    def _get_names_without_default(self):
        """Return the names of the fields of the file that have no default."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if name in self._get_file_names() and not field.default
        )

    @api.model
    def _get_created_names(self):
        """Return the names of the derived fields that clients never write."""
        return {
            "is_registered",
            "phone_last4",
            *self._get_duplicate_key_fields(),
            *self._get_completeness_fields(),
        }

    @api.model
    def _has_defaults_for(self, names):
        """Return whether the context or the database has defaults for the fields."""
        if any(f"default_{name}" in self.env.context for name in names):
            return True
        defaults = self.env["ir.default"]._get_model_defaults(self._name)
        return not defaults.keys().isdisjoint(names)

    @api.model
    def _with_derived(self, vals, secret):
        """Return ``vals`` with the values that the computations would find.

        :param bytes secret: key of the digests of phone numbers
        """
        if vals.get("parent_id") or not vals.get("name"):
            return vals
        phone = vals.get("phone")
        number = vals.get("company_registry") or vals.get("vat")
        derived = {
            "phone_last4": masking.last_digits(phone) or False,
            "duplicate_phone_key": customer_key.phone_digest(phone, secret),
            "duplicate_number_key": number and customer_key.number_key(number),
            "duplicate_name_key": vals.get("is_company")
            and customer_key.name_key(vals["name"]),
            "secrecy_level": "public",
        }
        if vals.get("file_state", "none") == "none":
            derived["is_registered"] = False
            derived.update(dict.fromkeys(self._get_completeness_fields(), 0))
        return {**derived, **vals}
