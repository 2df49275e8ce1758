from odoo import models


class IrActionsServer(models.Model):
    """Automation rules and server actions write by a channel of their own."""

    _inherit = "ir.actions.server"

    def run(self):
        channels = self.env["customer.write.channel"]
        # A scheduled job is a server action, too. Who starts one from outside has
        # not come from the scheduler.
        if channels._detect() == "cron" and set(self.sudo().mapped("usage")) == {
            "ir_cron"
        }:
            return super().run()
        actions = channels._through("automation", self)
        return super(IrActionsServer, actions).run()
