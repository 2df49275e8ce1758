from odoo import models

from ....tools import masking


class MailThread(models.AbstractModel):
    """Suggested recipients are chosen by name: their e-mail may be masked."""

    _inherit = "mail.thread"

    def _message_get_suggested_recipients(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        recipients = super()._message_get_suggested_recipients(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=no_create,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        partners = self.env["res.partner"]
        if "email" not in partners._get_masked_fields():
            return recipients
        ids = [recipient["partner_id"] for recipient in recipients]
        masked_ids = partners.browse(filter(None, ids))._get_masked_ids()
        return [
            {**recipient, "email": masking.mask("email", recipient["email"])}
            if recipient["partner_id"] in masked_ids
            else recipient
            for recipient in recipients
        ]
