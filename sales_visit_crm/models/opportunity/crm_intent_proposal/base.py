from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import plain_text


class CrmIntentProposal(models.Model):
    """The system proposes another level; the salesperson decides, nothing is silent.

    Source: R078, R179; differentiator 10, intent clock.
    """

    _name = "crm.intent.proposal"
    _description = "Level Proposal"
    _inherit = ["sales.text.mixin", "sales.transition.mixin"]
    _order = "date_deadline, id"
    _rec_name = "lead_id"

    _state_initial = "open"
    _state_transitions = {
        "downgraded": ("open",),
        "kept": ("open",),
        "planned": ("open",),
        "lost": ("open",),
        "obsolete": ("open",),
    }
    _engine_fields = frozenset(
        {
            "lead_id",
            "partner_id",
            "company_id",
            "user_id",
            "team_id",
            "kind",
            "level_id",
            "proposed_level_id",
            "date_last_contact",
            "date_proposed",
            "date_deadline",
            "decided_by_id",
            "date_decided",
            "reason",
            "visit_id",
        }
    )

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, index=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True, index=True
    )
    kind = fields.Selection(
        selection=[("silent", "No Contact"), ("expired", "Window Over")],
        string="Because",
        required=True,
        readonly=True,
    )
    level_id = fields.Many2one(
        comodel_name="crm.intent.level",
        string="Present Level",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    proposed_level_id = fields.Many2one(
        comodel_name="crm.intent.level",
        readonly=True,
        ondelete="restrict",
        help="The next lower level; none below the lowest: mark as lost or keep it.",
    )
    date_last_contact = fields.Date(string="Last Contact", readonly=True)
    date_proposed = fields.Date(string="Proposed On", required=True, readonly=True)
    date_deadline = fields.Date(string="Decide Until", required=True, readonly=True)
    explanation = fields.Char(string="Why", compute="_compute_explanation")
    state = fields.Selection(
        selection=[
            ("open", "To Decide"),
            ("downgraded", "Downgraded"),
            ("kept", "Level Kept"),
            ("planned", "Contact Planned"),
            ("lost", "Lost"),
            ("obsolete", "Settled Otherwise"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    date_decided = fields.Datetime(string="Decided On", readonly=True)
    reason = fields.Text(readonly=True)
    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        string="Planned Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _open_lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE state = 'open'",
        "A proposal for this deal waits for a decision already. Decide on that one.",
    )

    @api.depends("kind", "level_id", "proposed_level_id", "date_last_contact")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for proposal in self:
            values = {
                "level": proposal.level_id.display_name,
                "days": proposal.level_id.silence_days,
                "day": fields.Date.to_string(proposal.date_last_contact),
            }
            if proposal.kind == "expired":
                text = self.env._("The window of %(level)s is over.", **values)
            elif proposal.date_last_contact:
                text = self.env._(
                    "%(level)s: no contact since %(day)s, %(days)s working days or "
                    "more.",
                    **values,
                )
            else:
                text = self.env._(
                    "%(level)s: no contact at all for %(days)s working days or more.",
                    **values,
                )
            proposal.explanation = text

    @api.depends("state", "date_deadline")
    @api.depends_context("uid")
    def _compute_is_overdue(self):
        today = self.env.user._get_sales_today()
        for proposal in self:
            deadline = proposal.date_deadline
            proposal.is_overdue = (
                proposal.state == "open" and bool(deadline) and deadline < today
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [
            ("state", "=", "open"),
            ("date_deadline", "<", self.env.user._get_sales_today()),
        ]

    # decisions

    def action_downgrade(self, reason=None):
        """Take the proposed level, for the reason that the proposal gives."""
        self.check_access("write")
        self._check_transition("downgraded")
        if lowest := self.filtered(lambda proposal: not proposal.proposed_level_id):
            raise UserError(
                self.env._(
                    "There is no level below %(level)s: keep “%(deal)s” with a reason, "
                    "or mark it as lost.",
                    level=lowest[0].level_id.display_name,
                    deal=lowest[0].lead_id.display_name,
                )
            )
        for proposal in self:
            text = plain_text.clean(reason) or proposal.explanation
            proposal._decide("downgraded", text)
            proposal._rate_lead(proposal.proposed_level_id, text)
        return True

    def action_keep(self, reason=None):
        """Keep the level for ``reason``, or ask for one; its window starts anew."""
        self.check_access("write")
        self._check_transition("kept")
        reason = plain_text.clean(reason)
        if not reason:
            return self._get_decide_action("kept")
        for proposal in self:
            proposal._decide("kept", reason)
            proposal._rate_lead(proposal.lead_id.sudo().intent_level_id, reason)
        return True

    def action_plan_contact(self, visit_id=None):
        """Settle the proposal by a planned visit or call; without one, open a new one.

        :raise UserError: if nothing is planned with the customer
        """
        self.check_access("write")
        self._check_transition("planned")
        for proposal in self:
            visit = proposal._find_planned_visit(visit_id)
            if not visit and len(self) == 1:
                return proposal._get_plan_action()
            if not visit:
                raise UserError(
                    self.env._(
                        "Nothing is planned with the customer of “%s”. Plan a visit or "
                        "call first.",
                        proposal.lead_id.display_name,
                    )
                )
            proposal._decide("planned", visit.expected_result, visit_id=visit.id)
        return True

    def action_lose(self):
        """Open the lost dialog; the proposal is settled once the deal is lost."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_lost_action"
        )
        return {**action, "context": {"default_lead_ids": self.lead_id.ids}}

    def action_view_lead(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()

    def _decide(self, target, reason, **values):
        self._transition_to(
            target,
            reason=reason,
            decided_by_id=self.env.uid,
            date_decided=fields.Datetime.now(),
            **values,
        )
        self._drop_activities()

    def _rate_lead(self, level, reason):
        self.lead_id._rate_intent(level, reason, proposal=self)

    def _drop_activities(self):
        """Take the reminders off the deals: they are answered."""
        self.sudo().lead_id.activity_unlink(
            ["sales_visit_crm.mail_activity_type_intent_proposal"]
        )

    def _find_planned_visit(self, visit_id=None):
        self.ensure_one()
        customer = self.sudo().partner_id
        domain = [
            ("commercial_partner_id", "=", customer.id),
            ("lead_id", "in", (self.lead_id.id, False)),
            ("state", "in", ("planned", "confirmed")),
            ("date_start", ">=", fields.Datetime.now()),
        ]
        if visit_id:
            visit = self.lead_id._to_intent_visit(visit_id)
            domain.append(("id", "=", visit.id))
        return self.env["sales.visit"].search(domain, order="date_start", limit=1)

    def _get_plan_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action_plan"
        )
        return {
            **action,
            "context": {
                "default_partner_id": self.lead_id.partner_id.id,
                "default_lead_id": self.lead_id.id,
            },
        }

    def _get_decide_action(self, decision):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.crm_intent_decide_action"
        )
        context = {"default_proposal_ids": self.ids, "default_decision": decision}
        return {**action, "context": context}
