from odoo import api, models, tools

from ..customer_write_channel import APPROVED, FAMILY_KEY, Family


class ResPartner(models.Model):
    """The roads inside Odoo by which a customer's data changes.

    Odoo copies addresses and tax numbers between a company and its contacts, partly
    past ``write``. What a company has got already, approved or not locked at all, its
    contacts may have, too; what would enter a registered customer from outside comes
    by the channel ``family``.
    """

    _inherit = "res.partner"

    @api.model
    def name_create(self, name):
        partners = self.env["customer.write.channel"]._through("quick_create", self)
        return super(ResPartner, partners).name_create(name)

    def geo_localize(self):
        """Say where the coordinates come from, where Odoo's geolocation is there."""
        partners = self.env["customer.write.channel"]._through("geolocalize", self)
        localize = getattr(super(ResPartner, partners), "geo_localize", None)
        return localize() if localize else False

    # company and contacts

    # Odoo calls these for every partner; a new environment for each is dear, and one
    # without relatives has nobody to copy from or to.

    def _fields_sync(self, values):
        if not self._concerns_family(values) or not (self.parent_id or self.child_ids):
            return None  # nothing to copy, or nobody to copy from or to
        return super(ResPartner, self._as_family(values))._fields_sync(values)

    def _children_sync(self, values):
        # Odoo would read all descendants, then write nothing to each of them.
        if not self._concerns_family(values) or not self.child_ids:
            return None
        return super(ResPartner, self._as_family(values))._children_sync(values)

    @api.model
    def _concerns_family(self, values):
        """Return whether a write of ``values`` reaches a partner's relatives."""
        return not self._get_family_fields().isdisjoint(values)

    @api.model
    @tools.ormcache()
    def _get_family_fields(self):
        return frozenset(
            {
                "parent_id",
                "type",
                *self._address_fields(),
                *self._commercial_fields(),
                *self._synced_commercial_fields(),
            }
        )

    def _handle_first_contact_creation(self):
        if not self.parent_id:
            return None  # no first contact of anybody
        contacts = self._as_family({"parent_id": True})
        return super(ResPartner, contacts)._handle_first_contact_creation()

    def _commercial_sync_from_company(self):
        contacts = self._as_family_of(self.commercial_partner_id)
        return super(ResPartner, contacts)._commercial_sync_from_company()

    def _update_address(self, vals):
        """Guard what Odoo writes past the extensions of ``write``."""
        partners = self.env["customer.write.channel"]._through("family", self)
        address = {name: vals[name] for name in self._address_fields() if name in vals}
        copies = partners.filtered(lambda partner: partner._is_family_copy(address))
        others = partners - copies
        plan = others._guard_write(address) or ([(others, address)], [], [])
        now, waiting, logged = plan
        return others._write_divided(
            ([(copies, address), *now], waiting, logged),
            lambda records, kept: super()._update_address(kept),
        )

    def _as_family(self, values):
        """Return the partners such that ``values`` reach their relatives as family.

        What a registered customer holds has passed the lock; a contact that joins it,
        or starts to use its address, has brought its own data along.
        """
        moves = {"parent_id", "type"} & {name for name in values if values[name]}
        if len(self) == 1 and not moves:
            return self._as_family_of(self)
        return self._with_family(
            Family(is_type_change="type" in moves and "parent_id" not in moves)
        )

    def _as_family_of(self, source):
        return self._with_family(Family(source.id))

    def _with_family(self, family):
        partners = self.env["customer.write.channel"]._through("family", self)
        return partners.with_context(**{FAMILY_KEY: family})

    def _get_family(self):
        family = self.env.context.get(FAMILY_KEY)
        return family if isinstance(family, Family) else Family()

    def _is_of_locked_source(self):
        """Return whether all are contacts of the registered customer that is copied."""
        source = self.sudo().browse(self._get_family().source_id or ())
        customers = self.sudo().commercial_partner_id
        return customers == source.commercial_partner_id and source._is_locked()

    def _is_family_copy(self, address):
        """Return whether ``address`` is what the contact's registered company has."""
        partner = self.sudo()
        parent = partner.parent_id
        if not partner._is_locked():
            return False
        if self._is_of_locked_source():
            return True
        if (
            self._get_family().is_type_change
            or partner.is_registered
            or not parent
            or parent.commercial_partner_id != partner.commercial_partner_id
        ):
            return False
        live = parent._convert_fields_to_values(list(address))
        return all(live[name] == value for name, value in address.items())

    def _get_write_channel(self):
        channel = super()._get_write_channel()
        if channel == "family" and self and self._is_of_locked_source():
            return APPROVED
        return channel
