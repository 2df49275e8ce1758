from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, sql

LEVELS = [
    ("public", "Public"),
    ("internal", "Internal"),
    ("secret", "Secret"),
    ("confidential", "Confidential"),
    ("top_secret", "Top Secret"),
]
OPEN_LEVELS = ("public", "internal")
OWNED_LEVELS = ("secret", "confidential")


class ResPartner(models.Model):
    """How secret a customer is, and who needs to know all the same.

    The contacts of a customer are as secret as the customer. Only a data steward says
    how secret that is.

    Source: R044, 客户资料密级; S010.
    """

    _inherit = "res.partner"

    secrecy_level = fields.Selection(
        selection=LEVELS,
        compute="_compute_secrecy_level",
        store=True,
        precompute=True,
        readonly=False,
        recursive=True,
        required=True,
        copy=False,
        help="Internal and above: phone numbers are masked for everyone but the people "
        "in charge. Secret and above: others do not find the customer at all.",
    )
    need_to_know_ids = fields.Many2many(
        comodel_name="res.users",
        relation="customer_need_to_know_rel",
        column1="partner_id",
        column2="user_id",
        string="Need to Know",
        copy=False,
        help="Users who work with the customer beside its salesperson: they see it and "
        "its contact data in full.",
    )
    is_secrecy_cleared = fields.Boolean(
        compute="_compute_is_secrecy_cleared",
        search="_search_is_secrecy_cleared",
        help="Whether the user may know of this customer.",
    )

    # By the parent, not the commercial partner: that one is not known at creation.
    @api.depends("parent_id.secrecy_level", "is_company")
    def _compute_secrecy_level(self):
        for partner in self:
            if partner.parent_id and not partner.is_company:
                partner.secrecy_level = partner.parent_id.secrecy_level or "public"
            else:
                # A contact that becomes its own customer stays as secret as it was.
                partner.secrecy_level = partner.secrecy_level or "public"

    def _auto_init(self):
        # The database fills the column of a million contacts at once.
        if not sql.column_exists(self.env.cr, self._table, "secrecy_level"):
            self.env.cr.execute(
                "ALTER TABLE res_partner"
                " ADD COLUMN secrecy_level varchar NOT NULL DEFAULT 'public'"
            )
        return super()._auto_init()

    @api.depends_context("uid")
    @api.depends("secrecy_level", "need_to_know_ids", "user_id")
    def _compute_is_secrecy_cleared(self):
        closed = self.filtered(lambda partner: partner.secrecy_level not in OPEN_LEVELS)
        cleared = set()
        if ids := closed._origin._ids:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE id IN %s AND %s",
                    ids,
                    self._sql_secrecy_cleared("res_partner"),
                )
            )
            cleared = {partner_id for (partner_id,) in rows}
        for partner in self:
            partner.is_secrecy_cleared = (
                partner not in closed or partner._origin.id in cleared
            )

    def _search_is_secrecy_cleared(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: model._sql_secrecy_cleared(alias),
            predicate=lambda partner: partner.is_secrecy_cleared,
        )

    _closed_idx = models.Index(
        "(secrecy_level) WHERE secrecy_level NOT IN ('public', 'internal')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_secrecy_steward(vals)
        partners = self._without_secrecy_defaults()
        partners = super(ResPartner, partners).create(vals_list)
        partners._note_closed_customers()
        return partners.with_env(self.env)

    def write(self, vals):
        self._check_secrecy_steward(vals)
        self._check_handing_over(vals)
        if {"parent_id", "is_company"} & vals.keys():
            # Who leaves takes the level along: it must be known before.
            self.sudo().mapped("secrecy_level")
        result = super().write(vals)
        if vals.get("secrecy_level", "public") != "public" or vals.get("parent_id"):
            self._check_secrecy_of_colleagues()
            self._note_closed_customers()
        return result

    def copy(self, default=None):
        copies = super().copy(default)
        for partner, copied in zip(self.sudo(), copies.sudo(), strict=True):
            if partner.secrecy_level != copied.secrecy_level:
                copied.secrecy_level = partner.secrecy_level
                copied.need_to_know_ids = partner.need_to_know_ids
        return copies

    @api.model
    @tools.ormcache()
    def _has_closed_customers(self):
        """Return whether any customer is secret: else no rule has to ask."""
        domain = [("secrecy_level", "not in", OPEN_LEVELS)]
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return bool(partners.search(domain, limit=1))

    def _note_closed_customers(self):
        """Let the rule ask from now on, if these are the first secret customers."""
        if self._has_closed_customers():
            return
        if any(partner.secrecy_level not in OPEN_LEVELS for partner in self.sudo()):
            self.env.registry.clear_cache()
            # Again for what others have remembered until these are committed.
            self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model
    def _get_secrecy_domain(self):
        """Return the domain of the customers that the user may know of.

        For the record rule, which Odoo remembers per user until the cache is cleared.
        """
        if not self._has_closed_customers():
            return [(1, "=", 1)]
        # The first words decide for nearly every contact; colleagues are never hidden.
        return [
            "|",
            "|",
            ("secrecy_level", "in", self.env.user._get_open_levels()),
            ("partner_share", "=", False),
            ("is_secrecy_cleared", "=", True),
        ]

    @api.model
    def _get_customer_secrecy_domain(self):
        """Return the domain of records about customers that the user may know of.

        For record rules: nothing is asked while no customer is secret. What names no
        customer gives none away.
        """
        if not self._has_closed_customers():
            return []
        # By those who are hidden, who are few: the database finds them by their index.
        hidden = [
            ("secrecy_level", "not in", self.env.user._get_open_levels()),
            ("partner_share", "=", True),
            "!",
            ("is_secrecy_cleared", "=", True),
        ]
        return [("partner_id", "not any", hidden)]

    def _set_default_secrecy(self):
        """Give public customers the level with which a company registers customers."""
        customers = self.sudo().commercial_partner_id.filtered(
            lambda partner: partner.secrecy_level == "public"
        )
        for owner, partners in customers.grouped("company_id").items():
            company = owner or self.env.company.sudo()
            partners.secrecy_level = company.customer_secrecy_default

    def _check_secrecy_steward(self, vals):
        """Check that only a data steward says how secret customers are.

        :raise AccessError: if ``vals`` say it and the user is none
        """
        names = {"secrecy_level", "need_to_know_ids"} & vals.keys()
        if not names or self.env.su or self._is_data_steward():
            return
        if all(self._says_nothing(name, vals[name]) for name in names):
            return
        raise AccessError(
            self.env._(
                "How secret a customer is and who needs to know (%(customers)s) is "
                "said by data stewards only. Ask one of them.",
                customers=", ".join(self.sudo()[:3].mapped("display_name"))
                or vals.get("name")
                or self.env._("new customer"),
            )
        )

    def _says_nothing(self, name, value):
        """Return whether a form sends no more than what is there or what is new."""
        if self:
            field = self._fields[name]
            return field.type != "many2many" and all(
                partner[name] == value for partner in self.sudo()
            )
        return not value or value == "public"

    def _without_secrecy_defaults(self):
        """Return the model without context defaults for what stewards decide."""
        forged = {"default_secrecy_level", "default_need_to_know_ids"}
        if self.env.su or self._is_data_steward() or not forged & set(self.env.context):
            return self
        context = {
            key: value for key, value in self.env.context.items() if key not in forged
        }
        return self.with_context(context)  # pylint: disable=context-overridden

    def _is_data_steward(self):
        return self.env.user.has_group("sales_visit_crm.group_data_steward")

    def _check_handing_over(self, vals):
        """Check that nobody puts themselves in charge of what they may not see.

        :raise AccessError: if ``vals`` change who sees a customer that is masked for
            the user
        """
        names = {"user_id", "parent_id", "is_company"} & vals.keys()
        if not names or not self._get_masked_fields():
            return
        changing = self.filtered(
            lambda partner: any(
                self._fields[name].convert_to_write(partner[name], partner)
                != (vals[name] or False)
                for name in names
            )
        )
        masked_ids = changing._get_masked_ids()
        if not masked_ids:
            return
        raise AccessError(
            self.env._(
                "%(customers)s: contact data are masked for you, so you cannot change "
                "the salesperson or the company of the contact. Ask the salesperson in "
                "charge or a data steward.",
                customers=", ".join(self.browse(masked_ids)[:3].mapped("display_name")),
            )
        )

    def _check_secrecy_of_colleagues(self):
        """Check that colleagues and the own companies are never hidden.

        :raise ValidationError: if one of them would be
        """
        hidden = self.sudo().filtered(lambda partner: partner.secrecy_level != "public")
        if not hidden:
            return
        family = self.sudo().with_context(active_test=False)
        family = family.search([("commercial_partner_id", "in", hidden.ids)]) | hidden
        colleagues = family.filtered(lambda partner: not partner.partner_share)
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        if own := colleagues | (family & companies.partner_id):
            raise ValidationError(
                self.env._(
                    "%s is a colleague or one of our own companies: it stays public.",
                    ", ".join(own[:3].mapped("display_name")),
                )
            )

    @api.model
    def _sql_secrecy_cleared(self, alias):
        """Return whether the user may know of the row ``alias``, as SQL."""
        return SQL(
            """(%(level)s IN %(open)s OR %(named)s
                OR (%(level)s IN %(owned)s AND %(owner)s)
                OR (%(level)s = 'secret' AND %(leader)s))""",
            level=self.sudo()._field_to_sql(alias, "secrecy_level"),
            open=tuple(self.env.user._get_open_levels()),
            named=self._sql_named(alias),
            owned=OWNED_LEVELS,
            owner=self._sql_owned(alias),
            leader=self._sql_led(alias),
        )
