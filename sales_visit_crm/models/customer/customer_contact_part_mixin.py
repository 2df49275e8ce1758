from odoo import api, fields, models


class CustomerContactPartMixin(models.AbstractModel):
    """Lines of a private profile: as private as the profile, and reviewed with it."""

    _name = "customer.contact.part.mixin"
    _description = "Part of a Private Profile"
    _inherit = ["customer.private.mixin", "sales.text.mixin"]

    profile_id = fields.Many2one(
        comodel_name="customer.contact.profile",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, precompute=True, index=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._note_entry(parts.profile_id)
        return parts

    def write(self, vals):
        result = super().write(vals)
        self._note_entry(self.profile_id)
        return result

    def unlink(self):
        profiles = self.profile_id
        result = super().unlink()
        self._note_entry(profiles)
        return result

    def _note_entry(self, profiles):
        kind = self.env["ir.model"]._get(self._name).sudo().name
        profiles._note_entry(kind)
