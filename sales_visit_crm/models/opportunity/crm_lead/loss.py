from odoo import fields, models
from odoo.exceptions import UserError

from ....tools import plain_text


class CrmLead(models.Model):
    """A deal is lost with a reason and a note, whatever door it leaves through.

    Buttons, list, import and interfaces end in the same check; only what the system
    itself does (automations, nightly jobs) passes it.

    Source: S040, A42; differentiator 20.
    """

    _inherit = "crm.lead"

    loss_dossier_ids = fields.One2many(
        comodel_name="crm.loss.dossier", inverse_name="lead_id", string="Dossiers"
    )
    loss_dossier_count = fields.Integer(compute="_compute_loss_dossier_count")
    is_loss_pending = fields.Boolean(
        string="Loss Being Approved", compute="_compute_loss_dossier_count"
    )

    def _compute_loss_dossier_count(self):
        dossiers = self.env["crm.loss.dossier"]
        counts, pending = {}, set()
        if dossiers.has_access("read"):
            for lead, state, count in dossiers._read_group(
                [("lead_id", "in", self.ids)], ["lead_id", "state"], ["__count"]
            ):
                counts[lead.id] = counts.get(lead.id, 0) + count
                if state == "pending":
                    pending.add(lead.id)
        for lead in self:
            lead.loss_dossier_count = counts.get(lead._origin.id, 0)
            lead.is_loss_pending = lead._origin.id in pending

    def action_set_lost(self, **additional_values):
        """Lose the deals, with a dossier each.

        Beside Odoo's ``lost_reason_id`` this takes the dossier's ``note``,
        ``competitor_id``, ``price_gap_percent``, ``countermeasure``, ``lesson`` and
        ``date_reopen``. Where the company wants approval, the deals stay open until
        the leader agrees.

        :raise UserError: if reason or note is missing
        """
        told_names = self.env["crm.loss.dossier"]._told_fields
        told = {n: v for n, v in additional_values.items() if n in told_names}
        rest = {n: v for n, v in additional_values.items() if n not in told_names}
        if "lost_reason_id" in told:
            rest["lost_reason_id"] = told["lost_reason_id"]
        self._open_loss_dossiers(told)
        waiting = self.filtered(lambda lead: lead._is_loss_waiting())
        if waiting:
            dossiers = waiting._get_live_dossiers()
            dossiers.filtered(lambda d: d.state == "draft").action_submit()
        lost = self - waiting
        if not lost:
            return True
        return super(CrmLead, lost).action_set_lost(**rest)

    def _open_loss_dossiers(self, told):
        """Open or complete the dossiers of open deals by what is ``told`` of them.

        :raise UserError: if the company asks for more than that
        """
        self.check_access("write")
        leads = self.filtered(lambda lead: lead.won_status != "lost")
        dossiers = leads._get_live_dossiers()
        if drafts := dossiers.filtered(lambda dossier: dossier.state == "draft"):
            drafts.sudo()._engine_write(told)
        new = leads - dossiers.lead_id
        untold = self.env.su and not told
        if new and not untold:
            known = dict(told)
            known["note"] = plain_text.clean(known.get("note"))
            for lead in new:
                lead._check_loss_told(known)
            if not (known["note"] or known.get("lost_reason_id")):
                new = new.filtered(lambda lead: lead._requires_loss_reason())
            dossiers |= self.env["crm.loss.dossier"]._open(new, "loss", known)
        return dossiers

    def _requires_loss_reason(self):
        """Return whether this deal is lost with reason and note only (S040).

        It is for the people who work with this add-on, and for deals that carry an
        intent level, whoever loses them; others lose deals as Odoo lets them.
        """
        self.ensure_one()
        if self.env.su:
            return False
        if self._get_intent_company().sudo().loss_policy != "required":
            return False
        return bool(
            self.env.user.has_group("sales_visit_crm.group_sales_visit_user")
            or self.sudo().intent_level_id
        )

    def _check_loss_told(self, told):
        self.ensure_one()
        if not self._requires_loss_reason():
            return
        if not told.get("lost_reason_id") or not told.get("note"):
            self._raise_loss_untold()

    def _raise_loss_untold(self):
        raise UserError(
            self.env._(
                "Say why “%s” is lost: choose a reason and write what happened. Use "
                "the button “Lost”.",
                self.display_name,
            )
        )

    def _get_live_dossiers(self):
        """Return the dossiers of losses that are being told or stand."""
        dossiers = self.sudo().loss_dossier_ids.filtered(
            lambda dossier: (
                dossier.kind == "loss" and dossier.state not in ("reopened", "rejected")
            )
        )
        return dossiers.sudo(self.env.su)

    def _is_loss_waiting(self):
        """Return whether the loss waits for the leader's approval."""
        self.ensure_one()
        dossier = self._get_live_dossiers().sudo()
        if not dossier or not self._get_intent_company().sudo().loss_requires_approval:
            return False
        return dossier.approval_state != "approved"

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        def is_lost(statuses, lead):
            return statuses.get(lead.id, {}).get("is_lost", False)

        lost = self.filtered(
            lambda lead: (
                is_lost(new_status_by_lead, lead)
                and not is_lost(old_status_by_lead, lead)
            )
        )
        back = self.filtered(
            lambda lead: (
                is_lost(old_status_by_lead, lead)
                and not is_lost(new_status_by_lead, lead)
            )
        )
        if lost:
            lost._settle_losses()
        if back:
            closed = back._get_live_dossiers().sudo()
            closed.filtered(lambda d: d.state == "closed")._note_reopening()
        return super()._handle_won_lost(old_status_by_lead, new_status_by_lead)

    def _settle_losses(self):
        """Check that the deals just lost are told of, and close their dossiers.

        :raise UserError: if one is not, or waits for approval
        """
        dossiers = self._get_live_dossiers().sudo()
        if not self.env.su:
            self._check_losses_told(self - dossiers.lead_id)
        dossiers.filtered(lambda d: d.state in ("draft", "pending"))._close()

    def _check_losses_told(self, untold):
        for lead in untold:
            if lead._requires_loss_reason():
                lead._raise_loss_untold()
        if waiting := self.filtered(lambda lead: lead._is_loss_waiting()):
            raise UserError(
                self.env._(
                    "The loss of “%s” waits for approval. It is lost as soon as the "
                    "leader agrees.",
                    waiting[0].display_name,
                )
            )

    # the facts of the day

    def _read_dossier_contacts(self):
        """Return a dict from deal to count, first and last day of its contacts."""
        visits = self.env["sales.visit"]
        return {
            lead: (count, first, last)
            for lead, count, first, last in visits._read_group(
                [
                    ("lead_id", "in", self.ids),
                    ("state", "in", visits._get_held_states()),
                ],
                ["lead_id"],
                ["__count", "visit_day:min", "visit_day:max"],
            )
        }

    def _prepare_dossier_vals(self, contacts):
        self.ensure_one()
        count, first, last = contacts.get(self, (0, False, False))
        today = self._get_intent_today()
        customer = self.partner_id.commercial_partner_id
        return {
            "lead_id": self.id,
            "partner_id": customer.id,
            "industry_id": customer.industry_id.id,
            "company_id": self._get_intent_company().id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "level_id": self.intent_level_id.id,
            "stage_id": self.stage_id.id,
            "expected_amount": self.expected_revenue,
            "source_id": self.source_id.id,
            "visit_count": count,
            "date_first_contact": first,
            "date_last_contact": last,
            "alive_days": (today - self._get_intent_day(self.create_date)).days,
        }

    def action_view_dossier(self):
        """Open the dossier of the deal; a won one gets its own for the lessons."""
        self.ensure_one()
        self.check_access("read")
        dossier = self._get_live_dossiers()
        if self.won_status == "won":
            dossier = self.sudo().loss_dossier_ids.filtered(lambda d: d.kind == "win")
            if not dossier:
                self.check_access("write")
                dossier = self.env["crm.loss.dossier"]._open(self, "win", {})
                dossier.sudo()._close()
        dossier = dossier or self.sudo().loss_dossier_ids
        return dossier[:1].sudo(False).get_formview_action()

    def _merge_dependences(self, opportunities):
        """Take the dossiers along: the deal keeps why its parts were lost.

        One that goes on in another deal is lost no longer, whatever becomes of that.
        """
        dossiers = opportunities.sudo().loss_dossier_ids
        dossiers = dossiers.filtered(lambda dossier: dossier.kind == "loss")
        closed = dossiers.filtered(lambda dossier: dossier.state == "closed")
        closed._transition_to("reopened", date_reopened=self._get_intent_today())
        closed.activity_unlink(["sales_visit_crm.mail_activity_type_loss_reopen"])
        dossiers.filtered(
            lambda dossier: dossier.state in ("reopened", "rejected")
        )._engine_write({"lead_id": self.id})
        return super()._merge_dependences(opportunities)
