from odoo import models


class CrmLead(models.Model):
    """A lead's phone and e-mail reach its customer by a channel of their own."""

    _inherit = "crm.lead"

    def _inverse_email_from(self):
        leads = self.env["customer.write.channel"]._through("lead", self)
        return super(CrmLead, leads)._inverse_email_from()

    def _inverse_phone(self):
        leads = self.env["customer.write.channel"]._through("lead", self)
        return super(CrmLead, leads)._inverse_phone()
