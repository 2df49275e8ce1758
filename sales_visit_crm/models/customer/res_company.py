from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """The numbers and choices of the customer room; each default is the paper's."""

    _inherit = "res.company"

    # registration lock
    customer_creation_policy = fields.Selection(
        selection=[("apply", "At Once"), ("request", "After Approval")],
        string="New Customers",
        default="apply",
        required=True,
        help="After approval: a new customer is archived until a request is approved.",
        prefetch="sales_settings",
    )
    customer_steward_policy = fields.Selection(
        selection=[
            ("apply", "At Once, Logged"),
            ("request", "Through a Request"),
        ],
        string="Changes by Data Stewards",
        default="apply",
        required=True,
        prefetch="sales_settings",
    )
    # customer file
    customer_file_due_days = fields.Integer(
        string="File Due (days)",
        default=10,
        help="Days after the opening by which a customer file is in the archive.",
        prefetch="sales_settings",
    )
    customer_file_review_days = fields.Integer(
        string="Check Files Within (days)",
        default=3,
        help="Days a submitted file may wait before its reviewer is reminded.",
        prefetch="sales_settings",
    )
    # status
    customer_lost_months = fields.Integer(
        string="Lost Without Orders (months)",
        help="Months after the last order at which an active customer counts as lost; "
        "0: an order keeps a customer active for good.",
        prefetch="sales_settings",
    )
    customer_intended_completeness = fields.Integer(
        string="File of an Intended Customer (%)",
        default=80,
        help="Warn when the status is set to intended and the file is less complete.",
        prefetch="sales_settings",
    )
    # ownership pool
    is_customer_pool_used = fields.Boolean(
        string="Ownership Pool",
        help="Customers without recorded follow-up go to the pool after warnings.",
        prefetch="sales_settings",
    )
    date_customer_pool_since = fields.Date(
        string="Pool Since",
        readonly=True,
        help="Silence before the pool was switched on does not count.",
        prefetch="sales_settings",
    )
    customer_pool_days = fields.Integer(
        string="To the Pool After (days)",
        default=30,
        help="Days without recorded follow-up; a grade may have a longer window.",
        prefetch="sales_settings",
    )
    customer_pool_warning_days = fields.Integer(
        string="First Warning (days)",
        default=7,
        help="Days before the release at which the salesperson is warned.",
        prefetch="sales_settings",
    )
    customer_pool_last_warning_days = fields.Integer(
        string="Last Warning (days)", default=3, prefetch="sales_settings"
    )
    customer_pool_claims_open = fields.Integer(
        string="Customers per Salesperson",
        default=200,
        help="Who has so many customers claims none; 0: no limit.",
        prefetch="sales_settings",
    )
    customer_pool_claims_per_day = fields.Integer(
        string="Claims per Day", default=5, prefetch="sales_settings"
    )
    customer_pool_views_per_day = fields.Integer(
        string="Previews per Day",
        default=30,
        help="How many customers of the pool a salesperson looks at on one day.",
        prefetch="sales_settings",
    )
    customer_pool_cooling_days = fields.Integer(
        string="Cooling Off (days)",
        default=15,
        help="Days during which the previous salesperson cannot claim a customer back.",
        prefetch="sales_settings",
    )
    customer_owner_policy = fields.Selection(
        selection=[
            ("free", "Free"),
            ("manager", "By Managers, With a Reason"),
        ],
        string="Change of Salesperson",
        default="free",
        required=True,
        help="By managers: nobody else changes the salesperson of a customer, nor "
        "takes one without.",
        prefetch="sales_settings",
    )
    # secrecy
    customer_secrecy_default = fields.Selection(
        selection=[
            ("public", "Public"),
            ("internal", "Internal"),
            ("secret", "Secret"),
            ("confidential", "Confidential"),
            ("top_secret", "Top Secret"),
        ],
        string="Level at Registration",
        default="internal",
        required=True,
        help="How secret a customer becomes when it is registered.",
        prefetch="sales_settings",
    )
    customer_mask_contact_data = fields.Boolean(
        string="Mask Contact Data",
        default=True,
        help="Phone and account numbers of customers that are not public are shown in "
        "full to the people in charge only.",
        prefetch="sales_settings",
    )
    customer_mask_email = fields.Boolean(
        string="Mask E-Mails",
        help="The same for e-mail addresses.",
        prefetch="sales_settings",
    )
    customer_reveal_daily_quota = fields.Integer(
        string="Reveals per Day",
        default=20,
        help="How many masked values a user may have revealed on one day.",
        prefetch="sales_settings",
    )
    # private profiles
    customer_profile_enabled = fields.Boolean(
        string="Private Profiles of Contacts",
        help="Keep private data of persons. Switched off, nobody sees any; what was "
        "kept stays until it is erased.",
        prefetch="sales_settings",
    )
    customer_birthday_notice_days = fields.Integer(
        string="Birthday Notice (days)",
        default=7,
        help="Days before a birthday or wedding anniversary at which the customer's "
        "salesperson is told.",
        prefetch="sales_settings",
    )
    # audit
    customer_audit_sample_size = fields.Integer(
        string="Audit Sample (files)",
        default=50,
        help="Customer files that a quarterly audit checks at least.",
        prefetch="sales_settings",
    )
    customer_audit_sample_percent = fields.Float(
        string="Audit Sample (%)",
        help="Share of all customer files that a quarterly audit checks at least.",
        prefetch="sales_settings",
    )
    customer_audit_correction_days = fields.Integer(
        string="Correct Findings Within (days)", default=14, prefetch="sales_settings"
    )
    # file review
    customer_review_interval_days = fields.Integer(
        string="File Review Every (days)", default=60, prefetch="sales_settings"
    )
    customer_review_due_days = fields.Integer(
        string="Review Files Within (days)", default=14, prefetch="sales_settings"
    )
    customer_review_change_percent = fields.Float(
        string="Notable Change of Sales (%)",
        default=20.0,
        help="A file review proposes growth or loss beyond this change of the orders.",
        prefetch="sales_settings",
    )
    customer_stale_days = fields.Integer(
        string="Verify Files Every (days)",
        default=90,
        help="Days after which the owner is asked to verify a file; 0: no reminder.",
        prefetch="sales_settings",
    )
    # assessments
    customer_quadrant_high_score = fields.Integer(
        string="Quadrant: High From",
        default=7,
        help="Proposed to new assessment forms: scores that count as high.",
        prefetch="sales_settings",
    )
    customer_quadrant_low_score = fields.Integer(
        string="Quadrant: Low Up To", default=3, prefetch="sales_settings"
    )
    customer_quadrant_tolerance = fields.Integer(
        string="Quadrant: Grades Apart",
        default=1,
        help="A warning comes where sum and quadrant are further apart than that.",
        prefetch="sales_settings",
    )
    customer_assessment_period = fields.Selection(
        selection=[("weekly", "Every Week"), ("monthly", "Every Month")],
        string="Ask for Assessments",
        default="monthly",
        required=True,
        help="How often the salespersons are asked for the assessments that are due.",
        prefetch="sales_settings",
    )
    date_assessments_asked = fields.Date(
        string="Asked for Assessments On", prefetch="sales_settings"
    )
    customer_first_assessment_days = fields.Integer(
        string="First Grade (days)",
        default=30,
        help="Days after the opening of a file when its customer is to be graded.",
        prefetch="sales_settings",
    )
    customer_reassess_days = fields.Integer(
        string="Other Assessments Again (days)",
        default=365,
        help="Credit, tier and performance; grades say for themselves. 0: never.",
        prefetch="sales_settings",
    )
    customer_credit_grace_days = fields.Integer(
        string="Days of Grace",
        default=5,
        help="A payment counts as late that many days after its day.",
        prefetch="sales_settings",
    )
    customer_credit_late_percent = fields.Float(
        string="Often in Arrears (%)",
        default=20.0,
        help="Share of late invoices beyond which class B is suggested.",
        prefetch="sales_settings",
    )
    customer_credit_hard_days = fields.Integer(
        string="Hard to Recover (days)",
        default=90,
        help="Class C is suggested from an invoice overdue that long.",
        prefetch="sales_settings",
    )

    _check_customer_assessment_numbers = models.Constraint(
        "CHECK(customer_quadrant_low_score >= 1"
        " AND customer_quadrant_low_score < customer_quadrant_high_score"
        " AND customer_quadrant_high_score <= 100"
        " AND customer_quadrant_tolerance BETWEEN 0 AND 10"
        " AND customer_first_assessment_days BETWEEN 0 AND 3650"
        " AND customer_reassess_days BETWEEN 0 AND 3650"
        " AND customer_credit_grace_days BETWEEN 0 AND 365"
        " AND customer_credit_late_percent BETWEEN 0 AND 100"
        " AND customer_credit_hard_days BETWEEN 1 AND 3650)",
        "A number of the assessment settings is out of range: low below high scores "
        "up to 100, grades apart 0 to 10, days up to 3,650, late invoices 0 to 100 %.",
    )
    _check_customer_reveal_daily_quota = models.Constraint(
        "CHECK(customer_reveal_daily_quota BETWEEN 0 AND 1000)",
        "Between 0 and 1,000 values a day may be revealed.",
    )
    _check_customer_file_numbers = models.Constraint(
        "CHECK(customer_file_due_days BETWEEN 0 AND 365"
        " AND customer_file_review_days BETWEEN 0 AND 365)",
        "A customer file is due, and checked, within 0 to 365 days.",
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
        "A number of the customer audit settings is out of range: notice up to 60 "
        "days, sample 1 to 10,000 files or 0 to 100 %, corrections and reviews 1 to "
        "365 days, review every 7 to 730 days, verification up to 3,650 days.",
    )

    _check_customer_pool_numbers = models.Constraint(
        "CHECK(customer_lost_months BETWEEN 0 AND 240"
        " AND customer_intended_completeness BETWEEN 0 AND 100"
        " AND customer_pool_days BETWEEN 1 AND 3650"
        " AND customer_pool_warning_days BETWEEN customer_pool_last_warning_days"
        " AND customer_pool_days"
        " AND customer_pool_last_warning_days >= 0"
        " AND customer_pool_claims_open BETWEEN 0 AND 100000"
        " AND customer_pool_claims_per_day BETWEEN 0 AND 1000"
        " AND customer_pool_views_per_day BETWEEN 0 AND 10000"
        " AND customer_pool_cooling_days BETWEEN 0 AND 3650)",
        "A number of the status or pool settings is out of range: months up to 240, "
        "completeness up to 100 %, days to the pool 1 to 3,650 with the first warning "
        "before the last one and within them, customers up to 100,000, claims up to "
        "1,000, previews up to 10,000, cooling off up to 3,650 days.",
    )

    def write(self, vals):
        if vals.get("is_customer_pool_used"):
            for company in self.filtered(lambda c: not c.is_customer_pool_used):
                company.date_customer_pool_since = company._get_sales_today()
        result = super().write(vals)
        if {"customer_mask_contact_data", "customer_mask_email"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def _get_sales_sequence_codes(self):
        return [*super()._get_sales_sequence_codes(), "customer.file"]

    def _is_assessment_day(self):
        """Return whether this period's requests for assessments are still to come."""
        period = "week" if self.customer_assessment_period == "weekly" else "month"
        begin = fields.Date.start_of(self._get_sales_today(), period)
        asked = self.date_assessments_asked
        return not asked or asked < begin

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

    def _enrich(self):
        """Say that an outside service writes, where Odoo's autocomplete is there."""
        companies = self.env["customer.write.channel"]._through("autocomplete", self)
        enrich = getattr(super(ResCompany, companies), "_enrich", None)
        return enrich() if enrich else False
