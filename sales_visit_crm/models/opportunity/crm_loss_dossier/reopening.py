from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

BATCH_SIZE = 500


class CrmLossDossier(models.Model):
    """The return ticket: on its day a lost deal comes back to its salesperson.

    Source: differentiator 20.
    """

    _inherit = "crm.loss.dossier"

    def action_reopen(self):
        """Re-open the deals; each keeps the link to its dossier.

        :raise UserError: if a deal is not lost
        """
        self.check_access("write")
        if open_ones := self.filtered(
            lambda dossier: dossier.kind != "loss" or dossier.state != "closed"
        ):
            raise UserError(
                self.env._(
                    "%(documents)s: only a lost deal can be re-opened.",
                    documents=open_ones._get_document_labels(),
                )
            )
        leads = self.lead_id
        leads.action_restore()
        return leads.get_formview_action() if len(leads) == 1 else True

    def _note_reopening(self):
        """Note that the deals live again, and say so in their chatter."""
        reminder = ["sales_visit_crm.mail_activity_type_loss_reopen"]
        for dossier in self:
            day = dossier.lead_id._get_intent_today()
            dossier._transition_to("reopened", date_reopened=day)
            dossier.activity_unlink(reminder)
            dossier.lead_id.message_post(
                body=self.env._(
                    "Re-opened; why it was lost stands in %(dossier)s: %(note)s",
                    dossier=dossier.name,
                    note=dossier.note or "",
                )
            )

    @api.model
    def _cron_remind_reopening(self):
        """Remind the salespersons of the deals to try again today, once each."""
        for company in self.env["res.company"].search(Domain.TRUE):
            domain = [
                ("company_id", "=", company.id),
                ("kind", "=", "loss"),
                ("state", "=", "closed"),
                ("date_reopen", "<=", company._get_sales_today()),
                ("is_reopen_reminded", "=", False),
            ]
            while batch := self.search(domain, limit=BATCH_SIZE, order="id"):
                batch._schedule_reopening()
                batch._engine_write({"is_reopen_reminded": True})
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return

    def _schedule_reopening(self):
        kind = self.env.ref("sales_visit_crm.mail_activity_type_loss_reopen")
        model_id = self.env["ir.model"]._get_id(self._name)
        vals_list = []
        for dossier in self:
            user = dossier.lead_id.user_id or dossier.user_id
            user = user if user.active else dossier.team_id.user_id
            if not user.active:
                continue
            vals_list.append(
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": dossier.id,
                    "user_id": user.id,
                    "date_deadline": dossier.date_reopen,
                    "summary": dossier.with_context(lang=user.lang).env._(
                        "Try again: %s", dossier.lead_id.name
                    ),
                    "automated": True,
                }
            )
        self.env["mail.activity"].create(vals_list)
