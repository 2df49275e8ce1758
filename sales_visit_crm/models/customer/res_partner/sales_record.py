from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ....tools.customer_file import GROUPS

FIGURE = {
    "compute": "_compute_sales_record",
    "currency_field": "file_currency_id",
    "groups": GROUPS,
}


class ResPartner(models.Model):
    """What the orders say about a customer: never typed in, never stored.

    Source: A11, 目前及以往的销售实绩; B01, 历史成交金额, 合作产品.
    """

    _inherit = "res.partner"

    sales_total_amount = fields.Monetary(string="Sold in Total", **FIGURE)
    sales_year_amount = fields.Monetary(string="Sold This Year", **FIGURE)
    sales_last_year_amount = fields.Monetary(string="Sold Last Year", **FIGURE)
    date_customer_since = fields.Date(
        string="First Order On", compute="_compute_sales_record", groups=GROUPS
    )
    date_last_order = fields.Date(
        string="Last Order On", compute="_compute_sales_record", groups=GROUPS
    )
    cooperation_products = fields.Text(
        string="Products Bought",
        compute="_compute_cooperation_products",
        groups=GROUPS,
        help="The ten products with the largest sales.",
    )

    @api.depends_context("company", "uid")
    def _compute_sales_record(self):
        since = fields.Date.start_of(self.env.user._get_sales_today(), "year")
        last = since - relativedelta(years=1)
        total = self._read_sales([])
        year = self._read_sales([("date_order", ">=", since)])
        last_year = self._read_sales(
            [("date_order", ">=", last), ("date_order", "<", since)]
        )
        for partner in self:
            customer = partner.commercial_partner_id._origin.id
            amount, first, latest = total.get(customer, (0, False, False))
            partner.sales_total_amount = amount
            partner.date_customer_since = first and first.date()
            partner.date_last_order = latest and latest.date()
            partner.sales_year_amount = year.get(customer, (0,))[0]
            partner.sales_last_year_amount = last_year.get(customer, (0,))[0]

    def _read_sales(self, domain):
        """Return by customer (amount, first and last order) of confirmed orders."""
        orders = self.env["sale.order"]
        customers = self.commercial_partner_id.ids
        if not orders.has_access("read"):
            return {}
        groups = orders._read_group(
            [
                ("partner_id.commercial_partner_id", "in", customers),
                ("state", "=", "sale"),
                *domain,
            ],
            ["partner_id", "currency_id"],
            ["amount_untaxed:sum", "date_order:min", "date_order:max"],
        )
        found, today = {}, fields.Date.context_today(self)
        for partner, currency, amount, first, latest in groups:
            customer = partner.sudo().commercial_partner_id
            home = customer.file_currency_id
            sold = currency._convert(amount, home, self.env.company, today)
            old = found.get(customer.id, (0, first, latest))
            found[customer.id] = (
                old[0] + sold,
                min(old[1], first),
                max(old[2], latest),
            )
        return found

    @api.depends_context("company", "uid")
    def _compute_cooperation_products(self):
        lines = self.env["sale.order.line"]
        customers = self.commercial_partner_id.ids
        names = {}
        if lines.has_access("read"):
            groups = lines._read_group(
                [
                    ("order_partner_id.commercial_partner_id", "in", customers),
                    ("state", "=", "sale"),
                    ("product_id", "!=", False),
                ],
                ["order_partner_id", "product_id"],
                ["price_subtotal:sum"],
                order="price_subtotal:sum desc",
            )
            for partner, product, _amount in groups:
                customer = partner.sudo().commercial_partner_id.id
                names.setdefault(customer, {})[product.sudo().display_name] = None
        for partner in self:
            bought = list(names.get(partner.commercial_partner_id._origin.id, ()))
            partner.cooperation_products = "\n".join(bought[:10])
