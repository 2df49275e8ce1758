from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Who holds one of these may see a request, hence decide on one.
APPROVER_GROUPS = (
    "sales_visit_crm.group_sales_visit_user",
    "sales_visit_crm.group_data_steward",
    "sales_visit_crm.group_archivist",
    "sales_visit_crm.group_director",
    "sales_visit_crm.group_general_manager",
)


class ResUsers(models.Model):
    """Who stands above whom."""

    _inherit = "res.users"

    sales_superior_id = fields.Many2one(
        comodel_name="res.users",
        string="Superior",
        domain=[("share", "=", False)],
        index="btree_not_null",
        ondelete="set null",
        help="Who decides in the next instance; the leader of the user's sales team "
        "if empty.",
    )

    @api.constrains("sales_superior_id")
    def _check_sales_superior(self):
        if self._has_cycle("sales_superior_id"):
            raise ValidationError(
                self.env._(
                    "%(users)s would end up as their own superior. Choose somebody "
                    "else as “Superior”.",
                    users=", ".join(self.mapped("name")),
                )
            )

    def _get_sales_superior(self):
        """Return the next superior: the one named, else the leader of the team."""
        self.ensure_one()
        user = self.sudo()
        superior = user.sales_superior_id or user.sale_team_id.user_id
        return superior - user

    def _get_sales_superiors(self):
        """Return all superiors, the nearest first."""
        chain = self.sudo().browse()
        superior = self._get_sales_superior()
        while superior and superior != self and superior not in chain:
            chain += superior
            superior = superior._get_sales_superior()
        return chain

    def _get_approver_obstacle(self, company):
        """Return the sentence why the user cannot approve for ``company``, or None."""
        self.ensure_one()
        user = self.sudo()
        names = {"user": user.name, "company": company.name}
        if not user.active:
            return self.env._("%(user)s is archived", **names)
        if company not in user.company_ids:
            return self.env._("%(user)s does not work for %(company)s", **names)
        if user.share or not any(user.has_group(group) for group in APPROVER_GROUPS):
            return self.env._("%(user)s has no role that sees requests", **names)
        return None
