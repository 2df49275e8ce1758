from odoo import fields, models


class CustomerContactErase(models.TransientModel):
    """Why the private data of these people are erased, for good.

    Source: G27.
    """

    _name = "customer.contact.erase"
    _description = "Erase Private Data"

    partner_ids = fields.Many2many(
        comodel_name="res.partner", string="Contacts", required=True
    )
    reason = fields.Text(required=True)

    def action_erase(self):
        self.ensure_one()
        self.partner_ids.action_erase_private_data(self.reason)
        # The profile on the screen is gone: back to the list.
        return {"type": "ir.actions.client", "tag": "reload"}
