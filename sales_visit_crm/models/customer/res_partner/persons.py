from odoo import fields, models

from ....tools.customer_file import GROUPS


class ResPartner(models.Model):
    """The people of a customer, and what they are for it.

    Source: R042, S004; A11, B06, B56.
    """

    _inherit = "res.partner"

    customer_role_ids = fields.Many2many(
        comodel_name="customer.contact.role",
        relation="customer_contact_role_rel",
        column1="partner_id",
        column2="role_id",
        string="Roles",
        groups=GROUPS,
        help="Owner, operator, legal representative, whom we talk business with.",
    )

    def _get_people(self):
        """Return the persons of these customers, not their addresses."""
        return self.child_ids.filtered(
            lambda child: child.type == "contact" and not child.is_company
        )

    def _get_people_in_role(self, code):
        """Return the contacts with the role ``code``, sorted as on the form."""
        return self._get_people().filtered(
            lambda person: code in person.customer_role_ids.mapped("code")
        )

    def _get_nameless_people(self):
        """Return the contacts without a name or a function (S004)."""
        return self._get_people().filtered(
            lambda person: not (person.name and person.function)
        )
