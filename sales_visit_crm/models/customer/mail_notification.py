from odoo import models


class MailNotification(models.Model):
    """A notification, with the number or address to which it was sent."""

    _name = "mail.notification"
    _inherit = ["mail.notification", "sales.masking.mixin"]

    _masking_partner = "res_partner_id"
    _masked_kinds = {"sms_number": "phone", "mail_email_address": "email"}
