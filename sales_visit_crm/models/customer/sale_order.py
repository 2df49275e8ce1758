from odoo import api, models


class SaleOrder(models.Model):
    """A confirmed or cancelled order decides on its customer's status (S008)."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if any(vals.get("state") == "sale" for vals in vals_list):
            orders.partner_id._update_status("order")
        return orders

    def write(self, vals):
        partners = self.partner_id if "partner_id" in vals else self.browse().partner_id
        result = super().write(vals)
        if "state" in vals or partners:
            (partners | self.partner_id)._update_status("order")
        return result
