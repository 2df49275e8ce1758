from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    intent_evidence_policy = fields.Selection(
        related="company_id.intent_evidence_policy", readonly=False
    )
    intent_evidence_days = fields.Integer(
        related="company_id.intent_evidence_days", readonly=False
    )
    intent_after_required = fields.Boolean(
        related="company_id.intent_after_required", readonly=False
    )
    intent_big_drop_levels = fields.Integer(
        related="company_id.intent_big_drop_levels", readonly=False
    )
    intent_decide_days = fields.Integer(
        related="company_id.intent_decide_days", readonly=False
    )
    loss_policy = fields.Selection(related="company_id.loss_policy", readonly=False)
    loss_requires_approval = fields.Boolean(
        related="company_id.loss_requires_approval", readonly=False
    )
    loss_reopen_days = fields.Integer(
        related="company_id.loss_reopen_days", readonly=False
    )
