from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files that prove a milestone rest with it (S054)."""

    _inherit = "ir.attachment"

    def write(self, vals):
        # Not only on deletion: a file emptied is a file lost.
        if {"name", "raw", "datas", "url", "res_model", "res_id"} & set(vals):
            self._check_milestones_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_milestones(self):
        self._check_milestones_open()

    def _check_milestones_open(self):
        # Odoo writes many files of its own; only ours cost a query.
        files = self.sudo().filtered(
            lambda file: file.res_model == "crm.lead.milestone"
        )
        if not files:
            return
        rows = self.env["crm.lead.milestone"].sudo()
        done = rows.search(
            [("attachment_ids", "in", files.ids), ("state", "=", "done")], limit=1
        )
        if done:
            raise UserError(
                self.env._(
                    "“%(file)s” proves the milestone “%(milestone)s” of “%(lead)s” and "
                    "stays as it is. Take the milestone back first.",
                    file=(files & done.attachment_ids)[0].name,
                    milestone=done.name,
                    lead=done.lead_id.name,
                )
            )
