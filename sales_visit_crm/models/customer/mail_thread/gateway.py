from odoo import api, models


class MailThread(models.AbstractModel):
    """Incoming e-mail writes by a channel of its own."""

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        gateway = self.env["customer.write.channel"]._through("mail", self)
        return super(MailThread, gateway).message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
