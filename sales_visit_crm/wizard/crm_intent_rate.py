from datetime import timedelta

from odoo import api, fields, models


class CrmIntentRate(models.TransientModel):
    """Change or confirm the level of deals: level, reason, evidence."""

    _name = "crm.intent.rate"
    _description = "Change Intent Level"

    lead_ids = fields.Many2many(
        comodel_name="crm.lead", string="Opportunities", required=True
    )
    lead_id = fields.Many2one(comodel_name="crm.lead", compute="_compute_lead_id")
    old_level_id = fields.Many2one(
        comodel_name="crm.intent.level",
        string="Present Level",
        compute="_compute_lead_id",
    )
    level_id = fields.Many2one(
        comodel_name="crm.intent.level", string="New Level", required=True
    )
    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        string="Shown By",
        compute="_compute_visit_id",
        store=True,
        readonly=False,
        help="The visit or call in which the customer showed it.",
    )
    candidate_ids = fields.Many2many(
        comodel_name="sales.visit", compute="_compute_candidate_ids"
    )
    requires_visit = fields.Boolean(compute="_compute_candidate_ids")
    reason = fields.Text()

    @api.depends("lead_ids")
    def _compute_lead_id(self):
        for wizard in self:
            wizard.lead_id = wizard.lead_ids[:1]._origin
            wizard.old_level_id = wizard.lead_id.intent_level_id

    @api.depends("lead_ids")
    def _compute_candidate_ids(self):
        visits = self.env["sales.visit"]
        for wizard in self:
            lead = wizard.lead_id
            company = (lead or lead.new())._get_intent_company().sudo()
            customers = wizard.lead_ids.partner_id.commercial_partner_id.ids
            since = self.env.user._get_sales_today() - timedelta(
                days=company.intent_evidence_days
            )
            wizard.candidate_ids = visits.search(
                [
                    ("commercial_partner_id", "in", customers),
                    ("lead_id", "in", (*wizard.lead_ids.ids, False)),
                    ("state", "in", visits._get_held_states()),
                    ("visit_day", ">=", since),
                ],
                order="date_start desc",
                limit=40,
            )
            wizard.requires_visit = (
                bool(wizard.old_level_id) and company.intent_evidence_policy == "block"
            )

    @api.depends("candidate_ids")
    def _compute_visit_id(self):
        """Propose the last contact: it is the usual evidence."""
        for wizard in self:
            wizard.visit_id = wizard.visit_id or wizard.candidate_ids[:1]

    def action_apply(self):
        self.ensure_one()
        return self.lead_ids.action_rate_intent(
            self.level_id.id, self.reason, self.visit_id.id
        )

    def action_log_call(self):
        """Open a new phone call with the customer, to be the evidence."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action_plan"
        )
        return {
            **action,
            "context": {
                "default_partner_id": self.lead_id.partner_id.id,
                "default_lead_id": self.lead_id.id,
                "default_channel": "phone",
            },
        }
