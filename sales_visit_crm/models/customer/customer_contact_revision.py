from odoo import fields, models


class CustomerContactRevision(models.Model):
    """Which data of a profile somebody changed, without saying what it was or is.

    Source: 信息修改记录, S007.
    """

    _name = "customer.contact.revision"
    _description = "Change of a Private Profile"
    _order = "id desc"

    profile_id = fields.Many2one(
        comodel_name="customer.contact.profile",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Changed By", required=True
    )
    description = fields.Char(string="Changed Data", required=True)
