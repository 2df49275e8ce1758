from odoo import api, models


class CustomerGuardMixin(models.AbstractModel):
    """The doors that the browser opens by methods of their own."""

    _inherit = "customer.guard.mixin"

    @api.model
    def load(self, fields, data):
        rows = self.env["customer.write.channel"]._through("import", self)
        return super(CustomerGuardMixin, rows).load(fields, data)

    def web_save(self, vals, specification, next_id=None):
        records = self
        if len(self) > 1:
            records = self.env["customer.write.channel"]._through("list", self)
        return super(CustomerGuardMixin, records).web_save(
            vals, specification, next_id=next_id
        )

    def web_save_multi(self, vals_list, specification):
        records = self.env["customer.write.channel"]._through("list", self)
        return super(CustomerGuardMixin, records).web_save_multi(
            vals_list, specification
        )
