from odoo import models


class MailFollowers(models.Model):
    """A follower, with the e-mail of the customer they are."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "sales.masking.mixin"]

    _masked_kinds = {"email": "email"}
