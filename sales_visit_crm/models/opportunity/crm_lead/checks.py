from datetime import timedelta

from odoo import api, fields, models

# The stage that a visit report names; B09 has eight of them.
PRESENTATION = "4"
NEGOTIATION = "7"
RECENT_DAYS = 30


class CrmLead(models.Model):
    """The named checks of the gates: each returns the opportunities that pass.

    A later room adds a check by a method ``_gate_<key>`` and its label here.

    Source: S041, S059, LC3.
    """

    _inherit = "crm.lead"

    @api.model
    def _get_gate_checks(self):
        """Return keys and labels of the checks; extend it together with a method."""
        labels = {
            "contact": self.env._("Contact reported"),
            "amount": self.env._("Expected amount known"),
            "deadline": self.env._("Expected date known"),
            "owner": self.env._("One salesperson responsible"),
            "budget": self.env._("Budget known"),
            "handler": self.env._("Handler at the customer known"),
            "decision_maker": self.env._("Decision maker known"),
            "decision_maker_met": self.env._("Decision maker met in 30 days"),
            "presentation": self.env._("Presentation signed by the leader"),
            "negotiation": self.env._("Negotiation reported in 30 days"),
            "tracked": self.env._("Tracking sheet complete"),
            "promises": self.env._("No promise of ours overdue"),
            "order": self.env._("Confirmed order"),
        }
        return list(labels.items())

    def _gate_contact(self):
        return self._with_visit([])

    def _gate_amount(self):
        return self.filtered(lambda lead: lead.expected_revenue > 0)

    def _gate_deadline(self):
        return self.filtered("date_deadline")

    def _gate_owner(self):
        return self.filtered("user_id")

    def _gate_budget(self):
        return self.filtered(lambda lead: lead.project_budget > 0)

    def _gate_handler(self):
        return self._with_contact_in_role("business", "decision", "operator", "owner")

    def _gate_decision_maker(self):
        """Return the opportunities that name one, or whose customer has one."""
        named = self.browse()
        if "key_decision_maker_id" in self._fields:
            named = self.filtered("key_decision_maker_id")
        return named | self._with_contact_in_role("decision", "owner")

    def _gate_tracked(self):
        """Return the opportunities whose tracking sheet lacks nothing (S041)."""
        if "tracking_missing" not in self._fields:
            return self
        return self.filtered(lambda lead: not lead.tracking_missing)

    def _with_contact_in_role(self, *codes):
        """Return the opportunities whose customer has a contact in one of the roles.

        The contact chosen on the opportunity counts as well as its colleagues.
        """
        families = self.partner_id.commercial_partner_id
        groups = self.env["res.partner"]._read_group(
            [
                ("commercial_partner_id", "in", families.ids),
                ("customer_role_ids.code", "in", codes),
            ],
            ["commercial_partner_id"],
        )
        found = {family.id for (family,) in groups}
        return self.filtered(
            lambda lead: lead.partner_id.commercial_partner_id.id in found
        )

    def _gate_decision_maker_met(self):
        return self._with_visit(
            [
                ("contact_ids.customer_role_ids.code", "in", ["decision", "owner"]),
                ("date_start", ">=", self._get_recent_limit()),
            ]
        )

    def _gate_presentation(self):
        return self._with_visit(
            [
                ("stage_id.buying_stage", "=", PRESENTATION),
                ("state", "=", "reviewed"),
            ]
        )

    def _gate_negotiation(self):
        return self._with_visit(
            [
                ("stage_id.buying_stage", "in", [NEGOTIATION, "8"]),
                ("date_start", ">=", self._get_recent_limit()),
            ]
        )

    @api.model
    def _get_recent_limit(self):
        return fields.Datetime.now() - timedelta(days=RECENT_DAYS)

    def _with_visit(self, domain):
        """Return the opportunities with a reported visit that matches ``domain``."""
        groups = self.env["sales.visit"]._read_group(
            [
                ("lead_id", "in", self.ids),
                ("state", "in", ("reported", "reviewed")),
                *domain,
            ],
            ["lead_id"],
        )
        found = {lead.id for (lead,) in groups}
        return self.filtered(lambda lead: lead.id in found)

    def _gate_promises(self):
        """Return the opportunities without an overdue promise of ours."""
        groups = self.env["sales.commitment"]._read_group(
            [
                ("visit_id.lead_id", "in", self.ids),
                ("promised_by", "=", "us"),
                ("state", "=", "open"),
                ("is_overdue", "=", True),
            ],
            ["visit_id"],
        )
        broken = {visit.lead_id.id for (visit,) in groups}
        return self.filtered(lambda lead: lead.id not in broken)

    def _gate_order(self):
        """Return the opportunities with a confirmed order, where one is asked for."""
        free = self.filtered(
            lambda lead: (
                (lead.company_id or self.env.company).process_won_policy != "order"
            )
        )
        groups = self.env["sale.order"]._read_group(
            [("opportunity_id", "in", self.ids), ("state", "=", "sale")],
            ["opportunity_id"],
        )
        found = {lead.id for (lead,) in groups}
        return free | self.filtered(lambda lead: lead.id in found)
