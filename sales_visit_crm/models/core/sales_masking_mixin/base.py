from odoo import api, fields, models, tools

from ....tools import masking


class SalesMaskingMixin(models.AbstractModel):
    """Contact data that only those entrusted with the customer see in full.

    A model says which of its fields hold a ``phone``, ``email`` or ``account`` and by
    which many2one it belongs to a customer. Whoever is not entrusted with that customer
    gets masked values in every answer of the server: reads, exports, groups, prints,
    onchanges. Nothing can be found, ordered or counted by what is masked, and a masked
    value is never saved. The server's own logic works with the real values: the records
    in memory hold them, and the superuser mode is never masked.

    Customers whose level is public are nobody's secret: for them nothing changes.

    Source: S010, G24; R044.
    """

    _name = "sales.masking.mixin"
    _description = "Masked Contact Data"

    # {name of a field: kind}; a yes or no of a kind would confirm a guess.
    _masked_kinds = {}
    # Many2one to the customer; None if the records are customers.
    _masking_partner = "partner_id"

    is_contact_masked = fields.Boolean(
        string="Contact Data Masked",
        compute="_compute_is_contact_masked",
        help="You see only parts of the contact data.",
    )

    @api.depends_context("uid")
    @api.depends(lambda self: self._get_masking_depends())
    def _compute_is_contact_masked(self):
        masked_ids = set()
        if self._get_masked_fields_of_user():
            masked_ids = self._get_masked_ids()
        for record in self:
            record.is_contact_masked = record.id in masked_ids

    def _get_masking_depends(self):
        return [self._masking_partner] if self._masking_partner else []

    @api.model
    def _get_masked_fields(self):
        """Return the fields masked for the user where others are entrusted."""
        if self.env.su:
            return {}
        return self._get_masked_fields_of_user()

    @api.model
    def _get_masked_fields_of_user(self):
        """Return the same where the server acts for the user in superuser mode."""
        return self._get_masked_fields_by_kinds()

    @api.model
    @tools.ormcache("self.env.uid")
    def _get_masked_fields_by_kinds(self):
        # Each read, search and write asks.
        kinds = self.env.user._get_masked_kinds()
        return tools.frozendict(
            (name, kind)
            for name, kind in self._masked_kinds.items()
            if kind in kinds and name in self._fields
        )

    @api.model
    def _get_masking_fields(self):
        """Return the names of the fields that decide whether records are masked."""
        return (self._masking_partner,)

    def _get_masking_partners(self):
        """Return the customers of the records, in superuser mode."""
        records = self.sudo()
        partners = records[self._masking_partner] if self._masking_partner else records
        return partners._origin

    def _get_masked_ids(self):
        """Return the ids of the records of which the user sees masked values.

        One query, and none where all customers are public.
        """
        masked = self._get_masking_partners()._get_masked_partner_ids()
        if not masked:
            return masked
        return {
            record.id for record in self if record._get_masking_partners().id in masked
        }

    def _get_seen_value(self, name, user=None):
        """Return the value of a field as ``user`` (else the current one) may see it."""
        if not self:
            return False
        self.ensure_one()
        records = self.with_user(user) if user else self
        kind = records._get_masked_fields_of_user().get(name)
        if kind and records._get_masked_ids():
            return records._mask_value(kind, self.sudo()[name])
        return self[name]

    def _mask_value(self, kind, value):
        """Return ``value`` of one masked record as the user may see it."""
        return masking.mask(kind, value)
