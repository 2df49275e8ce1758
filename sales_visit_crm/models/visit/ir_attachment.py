from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Photos and files of a submitted visit report rest with it."""

    _inherit = "ir.attachment"

    def write(self, vals):
        # Not only on deletion: a file emptied is a file lost.
        if {"name", "raw", "datas", "url", "res_model", "res_id"} & set(vals):
            self._check_sales_visits_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_sales_visits(self):
        self._check_sales_visits_open()

    def _check_sales_visits_open(self):
        # Odoo writes many files of its own; only ours cost a query.
        files = self.sudo().filtered(lambda file: file.res_model == "sales.visit")
        if not files:
            return
        reported = self.env["sales.visit"].sudo()
        reported = reported.search(
            [
                ("attachment_ids", "in", files.ids),
                ("state", "in", ("reported", "reviewed")),
            ],
            limit=1,
        )
        if reported:
            raise UserError(
                self.env._(
                    "“%(file)s” belongs to the report %(document)s and stays as it is. "
                    "%(remedy)s",
                    file=(files & reported.attachment_ids)[0].name,
                    document=reported.display_name,
                    remedy=reported._get_lock_remedy(),
                )
            )
