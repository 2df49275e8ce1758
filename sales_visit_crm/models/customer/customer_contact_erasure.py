from odoo import fields, models


class CustomerContactErasure(models.Model):
    """That private data was erased: whose, by whom, when and why; never what.

    Source: G27.
    """

    _name = "customer.contact.erasure"
    _description = "Erasure of Private Data"
    _order = "id desc"
    _rec_name = "contact_name"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    contact_name = fields.Char(string="Name", required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Erased By", required=True, readonly=True
    )
    reason = fields.Text(required=True, readonly=True)
