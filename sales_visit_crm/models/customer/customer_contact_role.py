from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerContactRole(models.Model):
    """What a person is for the customer: owner, operator, legal representative.

    Source: R042, A11, B06, B56; 所有者, 经营管理者, 法人代表, 业务接洽, 付款接洽.
    """

    _name = "customer.contact.role"
    _description = "Role of a Contact"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="The printed forms find the person by it. It stays as it is.",
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "There is a role with this code already."
    )

    def write(self, vals):
        if "code" in vals and any(role.code != vals["code"] for role in self):
            raise UserError(
                self.env._(
                    "The code of %s stays as it is: printed forms look for it. Change "
                    "the name, or add another role.",
                    self[:1].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_checklist(self):
        rows = self.env["customer.file.field"].sudo()
        if used := rows.search([("role_id", "in", self.ids)], limit=1).role_id:
            raise UserError(
                self.env._(
                    "%s is on the checklist of the customer file. Archive the role "
                    "instead.",
                    used.name,
                )
            )
