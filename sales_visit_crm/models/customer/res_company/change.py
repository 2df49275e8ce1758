from odoo import fields, models


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
    )
    customer_steward_policy = fields.Selection(
        selection=[
            ("apply", "At Once, Logged"),
            ("request", "Through a Request"),
        ],
        string="Changes by Data Stewards",
        default="apply",
        required=True,
    )
    # customer file
    customer_file_due_days = fields.Integer(
        string="File Due (days)",
        default=10,
        help="Days after the opening by which a customer file is in the archive.",
    )
    customer_file_review_days = fields.Integer(
        string="Check Files Within (days)",
        default=3,
        help="Days a submitted file may wait before its reviewer is reminded.",
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
    )
    customer_mask_contact_data = fields.Boolean(
        string="Mask Contact Data",
        default=True,
        help="Phone and account numbers of customers that are not public are shown in "
        "full to the people in charge only.",
    )
    customer_mask_email = fields.Boolean(
        string="Mask E-Mails",
        help="The same for e-mail addresses.",
    )
    customer_reveal_daily_quota = fields.Integer(
        string="Reveals per Day",
        default=20,
        help="How many masked values a user may have revealed on one day.",
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

    def write(self, vals):
        result = super().write(vals)
        if {"customer_mask_contact_data", "customer_mask_email"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def _get_sales_sequence_codes(self):
        return [*super()._get_sales_sequence_codes(), "customer.file"]
