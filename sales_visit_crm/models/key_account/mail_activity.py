from odoo import models


class MailActivity(models.Model):
    """The activity of a service closes the service, wherever it is marked as done."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        model = "key.account.service.task"
        ids = [row.res_id for row in self if row.res_model == model and row.automated]
        result = super()._action_done(feedback, attachment_ids)
        if ids:
            self.env[model].browse(ids).exists()._close(feedback)
        return result
