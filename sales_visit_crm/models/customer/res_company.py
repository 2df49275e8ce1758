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

    _check_customer_file_numbers = models.Constraint(
        "CHECK(customer_file_due_days BETWEEN 0 AND 365"
        " AND customer_file_review_days BETWEEN 0 AND 365)",
        "A customer file is due, and checked, within 0 to 365 days.",
    )

    def _get_sales_sequence_codes(self):
        return [*super()._get_sales_sequence_codes(), "customer.file"]
