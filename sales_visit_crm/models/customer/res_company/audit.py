from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """The numbers of private profiles, audits and file reviews.

    Source: R040, R084, S014, S131.
    """

    _inherit = "res.company"

    # private profiles
    customer_profile_enabled = fields.Boolean(
        string="Private Profiles of Contacts",
        help="Keep private data of persons. Switched off, nobody sees any; what was "
        "kept stays until it is erased.",
    )
    customer_birthday_notice_days = fields.Integer(
        string="Birthday Notice (days)",
        default=7,
        help="Days before a birthday or wedding anniversary at which the customer's "
        "salesperson is told.",
    )
    # audit
    customer_audit_sample_size = fields.Integer(
        string="Audit Sample (files)",
        default=50,
        help="Customer files that a quarterly audit checks at least.",
    )
    customer_audit_sample_percent = fields.Float(
        string="Audit Sample (%)",
        help="Share of all customer files that a quarterly audit checks at least.",
    )
    customer_audit_correction_days = fields.Integer(
        string="Correct Findings Within (days)", default=14
    )
    # file review
    customer_review_interval_days = fields.Integer(
        string="File Review Every (days)", default=60
    )
    customer_review_due_days = fields.Integer(
        string="Review Files Within (days)", default=14
    )
    customer_review_change_percent = fields.Float(
        string="Notable Change of Sales (%)",
        default=20.0,
        help="A file review proposes growth or loss beyond this change of the orders.",
    )
    customer_stale_days = fields.Integer(
        string="Verify Files Every (days)",
        default=90,
        help="Days after which the owner is asked to verify a file; 0: no reminder.",
    )

    _check_customer_audit_numbers = models.Constraint(
        "CHECK(customer_birthday_notice_days BETWEEN 0 AND 60"
        " AND customer_audit_sample_size BETWEEN 1 AND 10000"
        " AND customer_audit_sample_percent BETWEEN 0 AND 100"
        " AND customer_audit_correction_days BETWEEN 1 AND 365"
        " AND customer_review_interval_days BETWEEN 7 AND 730"
        " AND customer_review_due_days BETWEEN 1 AND 365"
        " AND customer_review_change_percent BETWEEN 0 AND 1000"
        " AND customer_stale_days BETWEEN 0 AND 3650)",
        "A number of the customer audit settings is out of range: notice up to 60 days, "
        "sample 1 to 10,000 files or 0 to 100 %, corrections and reviews 1 to 365 "
        "days, review every 7 to 730 days, verification up to 3,650 days.",
    )

    def _check_customer_profile_enabled(self):
        """Check that these companies keep private profiles.

        :raise UserError: if one of them does not
        """
        for company in self.sudo():
            if not company.customer_profile_enabled:
                raise UserError(
                    self.env._(
                        "%s keeps no private profiles. An administrator switches them "
                        "on in the settings of Sales Visits.",
                        company.name,
                    )
                )
