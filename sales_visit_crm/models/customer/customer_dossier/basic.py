from odoo import fields, models


class CustomerDossier(models.Model):
    """Block 1 of the customer file: who the customer is.

    Source: 客户基础资料; A11, A12, B01, B06, B56, B80; P05-P08, S016, S017.
    """

    _inherit = "customer.dossier"

    # history
    date_founded = fields.Date(string="Founded On")
    date_trading_since = fields.Date(
        string="Trading With Us Since",
        help="Also from the time before the orders in this system.",
    )
    # money
    registered_capital_amount = fields.Monetary(
        string="Registered Capital", currency_field="currency_id"
    )
    asset_amount = fields.Monetary(string="Assets", currency_field="currency_id")
    settlement_method = fields.Selection(
        selection=[
            ("cash", "Cash on Delivery"),
            ("advance", "Payment in Advance"),
            ("monthly", "Monthly Statement"),
            ("term", "Payment Term"),
            ("other", "Other"),
        ],
        string="Settlement",
    )
    # place
    main_products = fields.Text()
    location_note = fields.Char(
        string="Location", help="What is around it and how to get there."
    )
    association_note = fields.Char(string="Associations Joined")
