from odoo import models


class IrCron(models.Model):
    """Scheduled jobs write by a channel of their own."""

    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        jobs = self.env["customer.write.channel"]._through("cron", self)
        return super(IrCron, jobs)._callback(cron_name, server_action_id)
