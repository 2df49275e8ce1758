from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of the customer file; each default is the paper's."""

    _inherit = "res.company"

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
