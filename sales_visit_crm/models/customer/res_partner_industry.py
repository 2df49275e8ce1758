from odoo import fields, models


class ResPartnerIndustry(models.Model):
    """The sectors of the customer file, beside those that Odoo brings.

    Source: P08, R046, S003; 所属行业.
    """

    _inherit = "res.partner.industry"

    is_on_customer_file = fields.Boolean(
        string="On the Customer File",
        help="Offered where the industry of a customer file is chosen.",
    )
