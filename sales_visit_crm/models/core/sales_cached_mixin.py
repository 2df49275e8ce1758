from odoo import api, models


class SalesCachedMixin(models.AbstractModel):
    """Configuration that methods keep in memory: every change of it empties that."""

    _name = "sales.cached.mixin"
    _description = "Configuration Kept in Memory"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
