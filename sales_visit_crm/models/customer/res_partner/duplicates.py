import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ....tools import customer_key
from ....tools.customer_file import GROUPS

HIDDEN = {
    "store": True,
    "readonly": False,
    "index": "btree_not_null",
    "prefetch": "customer_duplicates",
    "copy": False,
    "exportable": False,
}
SECRET = "sales_visit_crm.duplicate_secret"  # noqa: S105 - a parameter, no secret


class ResPartner(models.Model):
    """One customer, one file: what looks like the same customer.

    By registry or tax number, by phone, and companies by their name without spaces,
    legal form and case. Another file stops the opening, submission and registration
    of a second one; Odoo's own ways of creating a contact are never stopped.

    Source: R050, S002.
    """

    _inherit = "res.partner"

    duplicate_name_key = fields.Char(compute="_compute_duplicate_name_key", **HIDDEN)
    duplicate_phone_key = fields.Char(compute="_compute_duplicate_phone_key", **HIDDEN)
    duplicate_number_key = fields.Char(
        compute="_compute_duplicate_number_key", **HIDDEN
    )
    duplicate_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Possible Duplicates",
        compute="_compute_duplicate_partner_ids",
        groups=GROUPS,
    )

    @api.model
    def _get_duplicate_key_fields(self):
        return ("duplicate_name_key", "duplicate_phone_key", "duplicate_number_key")

    @api.depends("name", "is_company", "parent_id")
    def _compute_duplicate_name_key(self):
        for partner in self:
            counts = partner.is_company and not partner.parent_id
            partner.duplicate_name_key = counts and customer_key.name_key(partner.name)

    @api.depends("phone", "parent_id")
    def _compute_duplicate_phone_key(self):
        secret = self._get_duplicate_secret()
        for partner in self:
            phone = partner.phone if not partner.parent_id else ""
            partner.duplicate_phone_key = customer_key.phone_digest(phone, secret)

    # A write of the registry number says so itself (see ``file_upkeep``).
    @api.depends("vat", "parent_id")
    def _compute_duplicate_number_key(self):
        for partner in self:
            number = partner.company_registry or partner.vat
            number = number if not partner.parent_id else ""
            partner.duplicate_number_key = number and customer_key.number_key(number)

    @api.model
    def _get_duplicate_secret(self):
        """Return what makes the digests of phone numbers useless to others."""
        parameters = self.env["ir.config_parameter"].sudo()
        secret = parameters.get_param(SECRET)
        if not secret:
            secret = secrets.token_hex()
            parameters.set_param(SECRET, secret)
        return secret.encode()

    @api.depends("name", "phone", "company_registry", "vat", "file_state")
    def _compute_duplicate_partner_ids(self):
        found = self.filtered(lambda p: not p.parent_id)._find_duplicates()
        allowed = self.browse().concat(*found.values())
        allowed = allowed.with_env(self.env)._filtered_access("read")
        for partner in self:
            twins = found.get(partner._origin.id, self.browse())
            partner.duplicate_partner_ids = twins.with_env(self.env) & allowed

    def _find_duplicates(self, domain=Domain.TRUE):
        """Return by id the partners that look like the same customer.

        One query, however many partners there are; archived customers count, those of
        another company do not.
        """
        names = self._get_duplicate_key_fields()
        own = self.sudo()._origin
        keys = {name: {value for value in own.mapped(name) if value} for name in names}
        same = Domain.OR(
            Domain(name, "in", list(values)) for name, values in keys.items() if values
        )
        if not any(keys.values()):
            return {}
        others = own.with_context(active_test=False).search(same & Domain(domain))
        by_key = {}
        for other in others:
            for name in names:
                if other[name]:
                    by_key.setdefault((name, other[name]), []).append(other.id)
        found = {}
        for partner in own:
            ids = {
                other_id
                for name in names
                for other_id in by_key.get((name, partner[name]), ())
            }
            twins = own.browse(sorted(ids - {partner.id}))
            found[partner.id] = twins.filtered(partner._shares_company)
        return found

    def _shares_company(self, other):
        mine = self.company_id or self.file_company_id
        theirs = other.company_id
        return not self.company_id or not theirs or mine == theirs

    def _check_one_file(self):
        """Check that none of these customers has another file already (R050).

        :raise UserError: naming the other file and the way to merge the two
        """
        found = self._find_duplicates(Domain("file_state", "!=", "none"))
        # Two of the same batch are twins of each other, without a file so far.
        twins = self._find_duplicates(Domain("id", "in", self.ids))
        none = self.browse()
        lines = [
            partner._get_duplicate_sentence(other)
            for partner in self
            for other in found.get(partner.id) or twins.get(partner.id, none)[:1]
        ]
        if lines:
            raise UserError("\n".join(dict.fromkeys(lines)))

    def _get_duplicate_sentence(self, other):
        readable = other.with_env(self.env)._filtered_access("read")
        return self.env._(
            "One customer, one file: %(customer)s looks like %(other)s (file "
            "%(number)s). Merge the two contacts (Actions / Merge), or correct name, "
            "phone or registry number.",
            customer=self.display_name,
            other=readable.display_name or self.env._("a customer you may not see"),
            number=other.file_number or "-",
        )

    def action_merge_duplicates(self):
        """Open Odoo's merge of contacts for this customer and its duplicates."""
        self.ensure_one()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        contacts = self | self.duplicate_partner_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Contacts"),
            "res_model": wizard._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": contacts[:3].ids,
                "default_dst_partner_id": self.id,
            },
        }
