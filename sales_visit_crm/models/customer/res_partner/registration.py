from odoo import api, fields, models


class ResPartner(models.Model):
    """Which customers are registered: their data changes through requests only.

    Source: R081, R086, G28; lifecycle 5.7.
    """

    _inherit = "res.partner"

    file_state = fields.Selection(
        selection=[
            ("none", "No File"),
            ("draft", "Collected"),
            ("to_review", "To Review"),
            ("reviewed", "Reviewed"),
            ("registered", "Registered"),
        ],
        string="Customer File",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    is_registered = fields.Boolean(
        string="Registered",
        compute="_compute_is_registered",
        store=True,
        precompute=True,
        index=True,
        help="Protected data of a registered customer changes through requests only.",
    )

    @api.depends("file_state")
    def _compute_is_registered(self):
        for partner in self:
            partner.is_registered = partner.file_state == "registered"
