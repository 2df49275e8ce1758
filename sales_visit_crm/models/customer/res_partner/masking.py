from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import masking


class ResPartner(models.Model):
    """Who sees a customer's contact data in full; see ``sales.masking.mixin``.

    The owner, the leader of the owner's team, users who need to know, sales managers
    and data stewards, and the customer's own people in the portal. Source: S010.
    """

    _inherit = "res.partner"

    phone_last4 = fields.Char(
        string="Phone: Last Digits",
        compute="_compute_phone_last4",
        store=True,
        readonly=False,
        copy=False,
        prefetch="customer_search",
        index="btree_not_null",
        help="The last four digits, by which everyone may search.",
    )

    @api.depends("phone")
    def _compute_phone_last4(self):
        for partner in self:
            partner.phone_last4 = masking.last_digits(partner.phone) or False

    def _get_masking_depends(self):
        return ["secrecy_level", "need_to_know_ids", "user_id"]

    # One name may show the address or the e-mail, depending on the context.
    @api.depends_context("uid")
    def _compute_display_name(self):
        super()._compute_display_name()
        kinds = self._get_masked_fields_of_user()
        if "email" not in kinds or not self.env.context.get("show_email"):
            return
        for partner in self.browse(self._get_masked_ids()):
            if email := partner.sudo().email:
                partner.display_name = partner.display_name.replace(
                    email, masking.email(email)
                )

    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        return self._mask_search(domain)

    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        return self._mask_found(domain)

    def _build_vcard(self):
        vcard = super()._build_vcard()
        kinds = self._get_masked_fields()
        if vcard and kinds and self._get_masked_ids():
            for kind, part in (("phone", "tel"), ("email", "email")):
                if kind in kinds:
                    for line in vcard.contents.get(part) or ():
                        line.value = masking.mask(kind, line.value)
        return vcard

    def _to_store(self, store, fields, **kwargs):
        """Send the browser, and others through the bus, what they may see."""
        store.add_records_fields(self, fields, **kwargs)
        masked = self._get_masked_for_store(store.target)
        for partner in masked:
            values = store.data.get(self._name, {}).get((partner.id,), {})
            for name, kind in self._masked_kinds.items():
                if isinstance(values.get(name), str):
                    values[name] = masking.mask(kind, values[name])

    def _get_masked_for_store(self, target):
        """Return the partners to mask in what goes to ``target``.

        A channel may have any listeners: they see no contact data in full.
        """
        records = self.sudo(False)
        if target.channel is None:
            user = self.env.user
        elif isinstance(target.channel, self.env.registry["res.users"]):
            user = target.channel
        else:
            return self.filtered(lambda p: p.sudo().secrecy_level != "public")
        records = records.with_user(user)
        if not records._get_masked_fields_of_user():
            return self.browse()
        return self.browse(records._get_masked_ids())

    def _get_masking_fields(self):
        return ("secrecy_level", "user_id", "commercial_partner_id")

    def _get_masked_partner_ids(self):
        """Return the ids of those of the partners that the user sees masked.

        One query, and none for what is public or the user's own.
        """
        ids = self._get_ids_to_ask()
        if not ids:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id IN %s AND NOT %s",
                tuple(ids),
                self._sql_contact_visible("res_partner"),
            )
        )
        return {partner_id for (partner_id,) in rows}

    def _get_ids_to_ask(self):
        """Return the ids of the partners of which memory does not say that all is seen.

        Straight from memory, where reading has put it: this is asked at each read.
        """
        names = self._get_masking_fields()
        if any(self._fields[name] in self.env.transaction.tocompute for name in names):
            for name in names:
                self.sudo().mapped(name)
        levels, owners, customers = (
            self._fields[name]._get_cache(self.env) for name in names
        )
        if all(levels.get(partner_id) == "public" for partner_id in self._ids):
            return []
        uid = self.env.uid
        return [
            partner.id
            for partner in self.sudo()
            if partner.id
            and partner.secrecy_level != "public"
            and owners.get(partner.id) != uid
            and owners.get(customers.get(partner.id)) != uid
        ]

    @api.model
    def _sql_contact_visible(self, alias):
        """Return whether the user sees the row ``alias`` in full, as SQL."""
        return SQL(
            "(%s = 'public' OR %s OR %s OR %s)",
            self.sudo()._field_to_sql(alias, "secrecy_level"),
            self._sql_named(alias),
            self._sql_owned(alias),
            self._sql_led(alias),
        )

    @api.model
    def _sql_named(self, alias):
        """Return whether the user needs to know, or is one of the customer's people."""
        # Asked within the query: reading them would cost two more, for every write.
        own = SQL(
            """COALESCE((SELECT own.commercial_partner_id FROM res_users self
                           JOIN res_partner own ON own.id = self.partner_id
                          WHERE self.id = %s), 0)""",
            self.env.uid,
            to_flush=[
                self.env["res.users"]._fields["partner_id"],
                self._fields["commercial_partner_id"],
            ],
        )
        return SQL(
            """(%(customer)s = %(own)s OR EXISTS (
                SELECT FROM customer_need_to_know_rel knowing
                 WHERE knowing.partner_id IN (%(id)s, %(customer)s)
                   AND knowing.user_id = %(uid)s))""",
            customer=self.sudo()._field_to_sql(alias, "commercial_partner_id"),
            own=own,
            id=SQL.identifier(alias, "id", to_flush=self._fields["need_to_know_ids"]),
            uid=self.env.uid,
        )

    @api.model
    def _sql_owned(self, alias):
        """Return whether the user is the salesperson, as SQL."""
        return self._sql_in_charge(alias, SQL("(%s)", self.env.uid))

    @api.model
    def _sql_led(self, alias):
        """Return whether the user leads the salesperson's team, as SQL."""
        members = SQL(
            """(SELECT member.user_id FROM crm_team_member member
                  JOIN crm_team team ON team.id = member.crm_team_id
                 WHERE member.active AND team.active AND team.user_id = %s)""",
            self.env.uid,
            to_flush=[
                self.env["crm.team"]._fields["user_id"],
                self.env["crm.team.member"]._fields["user_id"],
                self.env["crm.team.member"]._fields["crm_team_id"],
                self.env["crm.team.member"]._fields["active"],
            ],
        )
        return self._sql_in_charge(alias, members)

    @api.model
    def _sql_in_charge(self, alias, users):
        """Return whether the customer's salesperson is among ``users``."""
        partners = self.sudo()
        return SQL(
            """((%(owner)s IN %(users)s) IS TRUE OR EXISTS (
                SELECT FROM res_partner customer
                 WHERE customer.id = %(customer)s
                   AND customer.user_id IN %(users)s))""",
            owner=partners._field_to_sql(alias, "user_id"),
            customer=partners._field_to_sql(alias, "commercial_partner_id"),
            users=users,
        )
