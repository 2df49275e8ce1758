from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesVisit(models.Model):
    """The level after the contact: one tap in the report, evidence in the history.

    Source: R076, 回访后等级推进结果; A21, A22.
    """

    _inherit = "sales.visit"

    lead_intent_level_id = fields.Many2one(
        related="lead_id.intent_level_id", string="Level Before"
    )
    intent_level_after_id = fields.Many2one(
        comodel_name="crm.intent.level",
        string="Level After the Contact",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="How soon the customer buys, judged by this contact. Submitting the "
        "report moves the opportunity to it.",
    )

    @api.constrains("intent_level_after_id", "lead_id")
    def _check_intent_level_after(self):
        for visit in self.filtered("intent_level_after_id"):
            if not visit.lead_id:
                raise UserError(
                    self.env._(
                        "Name the opportunity of %(document)s: the level after the "
                        "contact is the opportunity's.",
                        document=visit.display_name,
                    )
                )

    # Beside the completeness, which is stored: it must not change with the deal's.
    @api.depends("intent_level_after_id", "lead_id")
    def _compute_missing_note(self):
        result = super()._compute_missing_note()
        for visit in self.filtered(lambda visit: visit._is_level_missing()):
            label = self._get_field_labels(["intent_level_after_id"])
            visit.missing_note = "; ".join(filter(None, (visit.missing_note, label)))
        return result

    def _is_level_missing(self):
        """Return whether the report lacks the level of a deal that is followed."""
        self.ensure_one()
        return (
            not self.intent_level_after_id
            and self.state not in self._locked_states
            and self.sudo().lead_id.intent_card == "back"
            and self.company_id.sudo().intent_after_required
        )

    def _check_report(self):
        result = super()._check_report()
        if self._is_level_missing():
            raise UserError(
                self.env._(
                    "Say in %(document)s how soon the customer of “%(deal)s” buys: "
                    "choose the level after the contact.",
                    document=self.display_name,
                    deal=self.sudo().lead_id.name,
                )
            )
        return result

    def _follow_up(self):
        result = super()._follow_up()
        for visit in self.filtered("intent_level_after_id"):
            visit._rate_opportunity()
        return result

    def _rate_opportunity(self):
        """Move the opportunity to the level that the report says, once per report."""
        self.ensure_one()
        lead, level = self.lead_id.sudo(), self.intent_level_after_id
        told = lead.intent_log_ids.filtered(
            lambda row: row.visit_id == self and row.new_level_id == level
        )
        is_open = lead.active and lead.won_status == "pending"
        if not is_open or (told and lead.intent_level_id == level):
            return
        lead._rate_intent(level, self.summary, self)

    # as evidence

    def _get_intent_event_problem(self, lead):
        """Return why the visit is no evidence for the level of ``lead``, or None."""
        self.ensure_one()
        visit = self.sudo()
        customer = lead.sudo().partner_id.commercial_partner_id
        if visit.commercial_partner_id != customer or visit.lead_id not in (
            lead,
            lead.browse(),
        ):
            return self.env._(
                "%(visit)s was about something else than “%(deal)s”. Choose a visit or "
                "call about this deal.",
                visit=visit.display_name,
                deal=lead.display_name,
            )
        if visit.state not in self._get_held_states():
            return self.env._(
                "%(visit)s has not taken place. Choose a visit or call that did.",
                visit=visit.display_name,
            )
        days = lead._get_intent_company().sudo().intent_evidence_days
        if visit.visit_day < lead._get_intent_today() - timedelta(days=days):
            return self.env._(
                "%(visit)s lies more than %(days)s days back. Speak to the customer "
                "again, then rate “%(deal)s”.",
                visit=visit.display_name,
                days=days,
                deal=lead.display_name,
            )
        return None

    def _prepare_intent_event_vals(self):
        """Return how a row of history names this event as its evidence."""
        return {"visit_id": self.id}
