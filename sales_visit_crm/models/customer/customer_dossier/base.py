from odoo import fields, models


class CustomerDossier(models.Model):
    """The particulars of a customer file, in a table of their own.

    Partners are looked up, created and changed all day long, by everybody and by
    everything; their sixty particulars are asked for when somebody opens the file. Kept
    among the columns of partners they would cost time in each of those requests.

    They are read, searched and written as fields of the partner, which guards them:
    nobody has a right of access here.

    Source: A11, 客户信息建档; B80, 客户档案管理制度.
    """

    _name = "customer.dossier"
    _description = "Customer File: Particulars"

    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
