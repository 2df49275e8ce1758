import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError

REVEAL_GROUP = "sales_visit_crm.group_reveal_phone"


class CustomerDisclosure(models.Model):
    """Customer data that was shown, printed or exported, by whom and what for.

    Append-only: no access right writes it. Source: R043, S010, 客户档案保密.
    """

    _name = "customer.disclosure"
    _description = "Disclosure of Customer Data"
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        selection=[("reveal", "Shown"), ("print", "Printed"), ("export", "Exported")],
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    disclosure_day = fields.Date(
        string="Day",
        required=True,
        readonly=True,
        index=True,
        help="The local day of the user's company.",
    )
    # Which of the user's reveals of the day: two at a time cannot both be the last.
    number = fields.Integer(string="Reveal of the Day", readonly=True)
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="customer_disclosure_partner_rel",
        column1="disclosure_id",
        column2="partner_id",
        string="Customers",
        readonly=True,
    )
    partner_count = fields.Integer(string="Number of Customers", readonly=True)
    fields_label = fields.Char(string="Data", readonly=True)
    purpose = fields.Char(readonly=True)
    origin = fields.Char(
        readonly=True, help="The screen, print or export by which the data went."
    )

    _number_uniq = models.UniqueIndex(
        "(user_id, disclosure_day, number) WHERE kind = 'reveal'",
        "Another value is being shown to you. Try again.",
    )

    @api.model
    def _log(self, kind, partners, field_names=(), purpose="", origin="", number=0):
        """Add a row: customer data of ``partners`` goes to the current user.

        :param str kind: ``reveal``, ``print`` or ``export``
        :param field_names: fields, of partners if they have them, or other words for
            what goes
        :return: the row, empty without partners
        """
        if not partners:
            return self.browse()
        company = self.env.user.company_id.sudo()
        labels = partners.sudo().fields_get(list(field_names), ["string"])
        names = [labels.get(name, {}).get("string", name) for name in field_names]
        return (
            self.sudo()
            .create(
                {
                    "kind": kind,
                    "user_id": self.env.uid,
                    "company_id": company.id,
                    "disclosure_day": company._get_sales_today(),
                    "number": number,
                    "partner_ids": [fields.Command.set(partners.ids)],
                    "partner_count": len(partners),
                    "fields_label": ", ".join(dict.fromkeys(names)),
                    "purpose": purpose,
                    "origin": origin,
                }
            )
            .with_env(self.env)
        )

    @api.model
    def _log_reveal(self, partner, name, purpose, origin):
        """Add the row of a value shown to the user, within the quota of the day.

        :raise AccessError: if the user may not have values shown
        :raise UserError: without a purpose, or past the quota
        """
        if not self.env.user.has_group(REVEAL_GROUP):
            raise AccessError(
                self.env._(
                    "You may not have masked values shown. Ask the salesperson in "
                    "charge, or an administrator for the role “Reveal Phone Numbers”."
                )
            )
        if not (purpose or "").strip():
            raise UserError(
                self.env._(
                    "Say for what you need the value of %s: the purpose is listed for "
                    "the data steward.",
                    partner.display_name,
                )
            )
        number = self._count_reveals() + 1
        quota = self._get_reveal_quota()
        if number > quota:
            raise UserError(
                self.env._(
                    "You have had %(quota)s values shown today, no more are allowed. "
                    "Ask the salesperson in charge of %(customer)s, or go on tomorrow.",
                    quota=quota,
                    customer=partner.display_name,
                )
            )
        try:
            with self.env.cr.savepoint():
                row = self._log(
                    "reveal", partner, [name], purpose.strip(), origin, number
                )
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation as error:
            # Another request of the user took this number: Odoo repeats this one.
            raise ConcurrencyError(str(error)) from error
        return row

    @api.model
    def _count_reveals(self):
        """Return how many values were shown to the user today."""
        company = self.env.user.company_id.sudo()
        return self.sudo().search_count(
            [
                ("kind", "=", "reveal"),
                ("user_id", "=", self.env.uid),
                ("disclosure_day", "=", company._get_sales_today()),
            ]
        )

    @api.model
    def _get_reveal_quota(self):
        """Return the least quota of the user's companies."""
        companies = self.env.user.sudo().company_ids
        return min(companies.mapped("customer_reveal_daily_quota"), default=0)
