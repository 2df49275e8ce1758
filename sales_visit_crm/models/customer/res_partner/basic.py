from odoo import api, fields, models

from ....tools.customer_file import GROUPS

BASIC = {"prefetch": "customer_basic", "groups": GROUPS, "tracking": True}
PARTICULAR = {**BASIC, "readonly": False}
AMOUNT = {**PARTICULAR, "currency_field": "file_currency_id"}


class ResPartner(models.Model):
    """Block 1 of the customer file: who the customer is.

    Name, address, numbers, industry, bank and so on are Odoo's own fields.

    Source: 客户基础资料; A11, A12, B01, B06, B56, B80; P05-P08, S016, S017.
    """

    _inherit = "res.partner"

    file_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_file_currency_id"
    )
    short_name = fields.Char(
        help="What people call the customer; the name is the full one.", **BASIC
    )
    fax = fields.Char(**BASIC)
    # classification
    customer_nature_id = fields.Many2one(
        comodel_name="customer.nature",
        string="Enterprise Nature",
        ondelete="restrict",
        **BASIC,
    )
    business_type = fields.Selection(
        selection=[
            ("production", "Production"),
            ("trade", "Trade"),
            ("service", "Service"),
            ("other", "Other"),
        ],
        string="Enterprise Type",
        **BASIC,
    )
    customer_type = fields.Selection(
        selection=[("b2b", "B2B"), ("b2c", "B2C")], **BASIC
    )
    customer_category = fields.Selection(
        selection=[
            ("important", "Important Customer"),
            ("main", "Main Customer"),
            ("ordinary", "Ordinary Customer"),
            ("potential", "Potential Customer"),
            ("vip", "VIP"),
        ],
        index="btree_not_null",
        **BASIC,
    )
    customer_source_id = fields.Many2one(
        comodel_name="utm.source",
        index="btree_not_null",
        ondelete="restrict",
        **BASIC,
    )
    trade_scope = fields.Selection(
        selection=[("domestic", "Domestic"), ("international", "International")],
        string="Domestic or Abroad",
        **BASIC,
    )
    trade_route = fields.Selection(
        selection=[("direct", "Direct"), ("indirect", "Indirect")],
        string="Direct or Indirect",
        help="Indirect: buys our products from somebody in between.",
        **BASIC,
    )
    # history
    date_founded = fields.Date(related="customer_dossier_id.date_founded", **PARTICULAR)
    date_first_contact = fields.Date(string="First Contact On", **BASIC)
    date_trading_since = fields.Date(
        related="customer_dossier_id.date_trading_since", **PARTICULAR
    )
    # money
    registered_capital_amount = fields.Monetary(
        related="customer_dossier_id.registered_capital_amount", **AMOUNT
    )
    asset_amount = fields.Monetary(related="customer_dossier_id.asset_amount", **AMOUNT)
    settlement_method = fields.Selection(
        related="customer_dossier_id.settlement_method", **PARTICULAR
    )
    # place
    main_products = fields.Text(
        related="customer_dossier_id.main_products", **PARTICULAR
    )
    location_note = fields.Char(
        related="customer_dossier_id.location_note", **PARTICULAR
    )
    association_note = fields.Char(
        related="customer_dossier_id.association_note", **PARTICULAR
    )

    @api.depends("file_company_id", "company_id")
    @api.depends_context("company")
    def _compute_file_currency_id(self):
        for partner in self:
            company = partner.sudo().file_company_id or partner.sudo().company_id
            partner.file_currency_id = (company or self.env.company).currency_id
