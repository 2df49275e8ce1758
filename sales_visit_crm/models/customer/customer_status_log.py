from odoo import api, fields, models
from odoo.tools import SQL

STATUSES = [
    ("potential", "Potential"),
    ("intended", "Intended"),
    ("active", "Active"),
    ("lost", "Lost"),
]


class CustomerStatusLog(models.Model):
    """What a customer's status was and became, by what, and why.

    Append-only: no access right writes it. Source: S008, S012, LC1, G01.
    """

    _name = "customer.status.log"
    _description = "Customer Status History"
    _order = "date_changed desc, id desc"
    _rec_name = "new_status"

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
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        ondelete="restrict",
        help="Nobody: the nightly check.",
    )
    date_changed = fields.Datetime(string="On", required=True, readonly=True)
    kind = fields.Selection(
        selection=[
            ("order", "Order"),
            ("deal", "Opportunity"),
            ("nightly", "Nightly Check"),
            ("proposal", "Proposed"),
            ("refusal", "Refused"),
            ("manual", "Set by Hand"),
            ("facts", "Back to the Facts"),
        ],
        string="By What",
        required=True,
        readonly=True,
    )
    old_status = fields.Selection(selection=STATUSES, string="From", readonly=True)
    new_status = fields.Selection(
        selection=STATUSES, string="To", required=True, readonly=True
    )
    reason = fields.Char(readonly=True)

    @api.model
    def _log(self, partner, kind, new_status, reason=False):
        """Add the row of what the current user said about ``partner``."""
        return self.sudo().create(
            {
                "partner_id": partner.id,
                "company_id": partner._get_status_company().id,
                "user_id": self.env.uid,
                "date_changed": fields.Datetime.now(),
                "kind": kind,
                "old_status": partner.sudo().customer_status,
                "new_status": new_status,
                "reason": reason,
            }
        )

    @api.model
    def _log_changes(self, kind, changes):
        """Add rows of (customer, company, old status, new status), set-based."""
        if not changes:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_status_log (
                    partner_id, company_id, user_id, date_changed, kind, old_status,
                    new_status, create_uid, create_date, write_uid, write_date)
                SELECT c.partner_id, c.company_id, %(user)s, %(now)s, %(kind)s, c.old,
                       c.new, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(partners)s, %(companies)s, %(olds)s::varchar[],
                              %(news)s::varchar[])
                       AS c (partner_id, company_id, old, new)
                """,
                user=None if kind == "nightly" else self.env.uid,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                kind=kind,
                partners=[change[0] for change in changes],
                companies=[change[1] for change in changes],
                olds=[change[2] for change in changes],
                news=[change[3] for change in changes],
            )
        )
        self.env["res.partner"].browse(c[0] for c in changes).invalidate_recordset(
            ["status_log_ids"]
        )
