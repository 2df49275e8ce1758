from odoo import api, fields, models

from ....tools import intent


class CrmLead(models.Model):
    """What the progression sheet and the card show beside the level, computed.

    Nothing of it is stored: the visits are the one store of contacts (R071-R077).
    """

    _inherit = "crm.lead"

    intent_warning = fields.Char(compute="_compute_intent_warning")
    intent_card = fields.Selection(
        selection=[
            ("back", "Followed on the Back"),
            ("front", "Customer on the Front"),
            ("lost", "Lost"),
        ],
        string="Customer Card",
        compute="_compute_intent_card",
        help="Every rated deal is in exactly one place: followed on the card's back, "
        "on its front once won, or lost.",
    )
    date_intent_contact = fields.Datetime(
        string="Last Contact", compute="_compute_intent_contacts"
    )
    date_intent_next = fields.Datetime(
        string="Next Contact",
        compute="_compute_intent_contacts",
        help="The next planned visit or call.",
    )
    intent_result = fields.Char(
        string="Last Result",
        compute="_compute_intent_result",
        help="What the last report on this deal says.",
    )
    intent_proposal_id = fields.Many2one(
        comodel_name="crm.intent.proposal", compute="_compute_intent_proposal_id"
    )

    @api.depends(
        "intent_level_id", "date_intent_rated", "date_intent_due", "date_deadline"
    )
    @api.depends_context("lang", "uid")
    def _compute_intent_warning(self):
        starts = self.env["crm.intent.level"]._get_window_starts()
        today = self.env.user._get_sales_today()
        for lead in self:
            level = lead.intent_level_id
            problem = intent.contradiction(
                lead.date_deadline,
                lead.date_intent_rated,
                starts.get(level.id, 0),
                level.window_days,
            )
            warning = False
            if lead.is_intent_overdue and lead.date_intent_due < today:
                warning = self.env._(
                    "The window of %(level)s is over: rate the deal again, follow it "
                    "up or mark it as lost.",
                    level=level.display_name,
                )
            elif problem == "late":
                warning = self.env._(
                    "The expected closing lies after the window of %(level)s. Correct "
                    "the day or the level.",
                    level=level.display_name,
                )
            elif problem == "early":
                warning = self.env._(
                    "The expected closing is sooner than %(level)s says. Correct the "
                    "day or the level.",
                    level=level.display_name,
                )
            lead.intent_warning = warning

    @api.depends("intent_level_id", "won_status", "active")
    def _compute_intent_card(self):
        for lead in self:
            if lead.won_status == "won":
                lead.intent_card = "front"
            elif lead.won_status == "lost":
                lead.intent_card = "lost"
            else:
                is_rated = lead.active and lead.intent_level_id
                lead.intent_card = "back" if is_rated else False

    @api.depends("partner_id", "sales_visit_ids.state", "sales_visit_ids.date_start")
    def _compute_intent_contacts(self):
        last, following = self._read_intent_contacts()
        for lead in self:
            customer = lead.partner_id.commercial_partner_id._origin
            keys = ((customer, lead._origin), (customer, lead.browse()))
            lead.date_intent_contact = max(
                (last[key] for key in keys if key in last), default=False
            )
            lead.date_intent_next = min(
                (following[key] for key in keys if key in following), default=False
            )

    def _read_intent_contacts(self):
        """Return two dicts by customer and deal: last contact, next planned one.

        A contact that names no deal stands under none. One query.
        """
        visits = self.env["sales.visit"]
        last, following = {}, {}
        if not visits.has_access("read"):
            return last, following
        held = visits._get_held_states()
        for customer, lead, state, first, latest in visits._read_group(
            [
                (
                    "commercial_partner_id",
                    "in",
                    self.partner_id.commercial_partner_id.ids,
                ),
                ("state", "in", (*held, "planned", "confirmed")),
            ],
            ["commercial_partner_id", "lead_id", "state"],
            ["date_start:min", "date_start:max"],
        ):
            key = (customer, lead)
            if state in held:
                last[key] = max(last.get(key, latest), latest)
            else:
                following[key] = min(following.get(key, first), first)
        return last, following

    @api.depends("sales_visit_ids.summary", "sales_visit_ids.state")
    def _compute_intent_result(self):
        last = self._get_last_intent_visits()
        nothing = self.env["sales.visit"]
        for lead in self:
            lead.intent_result = last.get(lead._origin, nothing).summary

    def _get_last_intent_visits(self):
        """Return a dict from deal to the last reported visit or call about it."""
        visits = self.env["sales.visit"]
        if not visits.has_access("read"):
            return {}
        domain = [
            ("lead_id", "in", self.ids),
            ("state", "in", ("reported", "reviewed")),
        ]
        latest = visits._read_group(domain, ["lead_id"], ["date_start:max"])
        moments = [moment for _lead, moment in latest]
        found = visits.search(
            [*domain, ("date_start", "in", moments)], order="date_start, id"
        )
        return {visit.lead_id: visit for visit in found}

    @api.depends("intent_proposal_ids.state")
    def _compute_intent_proposal_id(self):
        for lead in self:
            lead.intent_proposal_id = lead.intent_proposal_ids.filtered(
                lambda proposal: proposal.state == "open"
            )[:1]

    def action_view_intent_proposals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.crm_intent_proposal_action"
        )
        return {**action, "domain": [("lead_id", "=", self.id)]}
