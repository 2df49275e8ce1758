from odoo import api, fields, models


class CustomerOwnerChange(models.TransientModel):
    """Give customers another salesperson, or to the pool, and say why."""

    _name = "customer.owner.change"
    _description = "Change the Salesperson of Customers"

    partner_ids = fields.Many2many(
        comodel_name="res.partner", string="Customers", required=True
    )
    can_assign = fields.Boolean(compute="_compute_can_assign")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="New Salesperson",
        domain="[('share', '=', False)]",
        help="Empty: the customers go to the pool, where others claim them.",
    )
    reason = fields.Char(required=True)

    @api.depends_context("uid")
    def _compute_can_assign(self):
        group = "sales_visit_crm.group_sales_visit_manager"
        self.can_assign = self.env.user.has_group(group)

    def action_apply(self):
        self.ensure_one()
        self.partner_ids._change_owner(self.user_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
