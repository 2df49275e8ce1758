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
