import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

COUNTED = ("claim", "view")  # numbered per day: two at a time cannot both be the last


class CustomerPoolLog(models.Model):
    """Who had a customer, who lost, gave up, claimed or looked at it, and why.

    Append-only: no access right writes it. Source: R098, R107, S110; 客户归属.
    """

    _name = "customer.pool.log"
    _description = "Ownership History"
    _order = "id desc"
    _rec_name = "kind"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    kind = fields.Selection(
        selection=[
            ("warning", "Warned"),
            ("last_warning", "Warned Again"),
            ("release", "Released"),
            ("give_up", "Given Up"),
            ("claim", "Claimed"),
            ("view", "Looked At"),
            ("assign", "Assigned"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        help="Who did it, or who was warned; nobody: the nightly job.",
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson Before", readonly=True
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson After", readonly=True
    )
    log_day = fields.Date(string="Day", required=True, readonly=True)
    number = fields.Integer(string="Number of the Day", readonly=True)
    reason = fields.Char(readonly=True)

    _number_uniq = models.UniqueIndex(
        "(user_id, kind, log_day, number) WHERE kind IN ('claim', 'view')",
        "You are claiming or looking at another customer this moment. Try again.",
    )

    @api.model
    def _count_today(self, kind):
        """Return how often the user did it today."""
        return self.sudo().search_count(
            [
                ("kind", "=", kind),
                ("user_id", "=", self.env.uid),
                ("log_day", "=", self.env.user._get_sales_today()),
            ]
        )

    @api.model
    def _log(self, partner, kind, **vals):
        """Add the row of what the current user did."""
        number = self._count_today(kind) + 1 if kind in COUNTED else 0
        try:
            with self.env.cr.savepoint():
                row = self.sudo().create(
                    {
                        "partner_id": partner.id,
                        "company_id": partner._get_status_company().id,
                        "kind": kind,
                        "user_id": self.env.uid,
                        "log_day": self.env.user._get_sales_today(),
                        "number": number,
                        **vals,
                    }
                )
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation as error:
            # Another request of the user took this number: Odoo repeats this one.
            raise ConcurrencyError(str(error)) from error
        return row
