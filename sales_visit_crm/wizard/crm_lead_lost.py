from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import html2plaintext


class CrmLeadLost(models.TransientModel):
    """Odoo's lost dialog tells the whole story: it is the one way of losing."""

    _inherit = "crm.lead.lost"

    competitor_id = fields.Many2one(comodel_name="crm.competitor", string="Lost To")
    price_gap_percent = fields.Float(
        string="Price Gap (%)",
        help="How much dearer we were than the winner; negative: cheaper.",
    )
    countermeasure = fields.Text()
    lesson = fields.Text(string="Lesson Learned")
    is_recoverable = fields.Boolean(string="May Come Back")
    date_reopen = fields.Date(
        string="Try Again On",
        compute="_compute_date_reopen",
        store=True,
        readonly=False,
    )
    requires_approval = fields.Boolean(
        default=lambda self: self.env.company.sudo().loss_requires_approval
    )

    @api.depends("lead_ids")
    def _compute_date_reopen(self):
        days = self.env.company.sudo().loss_reopen_days
        day = self.env.user._get_sales_today() + timedelta(days=days)
        for wizard in self:
            wizard.date_reopen = day if days else False

    def action_lost_reason_apply(self):
        self.ensure_one()
        self.lead_ids._open_loss_dossiers(self._prepare_told_vals())
        return super().action_lost_reason_apply()

    def _prepare_told_vals(self):
        return {
            "lost_reason_id": self.lost_reason_id.id,
            "note": html2plaintext(self.lost_feedback or "").strip(),
            "competitor_id": self.competitor_id.id,
            "price_gap_percent": self.price_gap_percent,
            "countermeasure": self.countermeasure,
            "lesson": self.lesson,
            "date_reopen": self.is_recoverable and self.date_reopen,
        }
