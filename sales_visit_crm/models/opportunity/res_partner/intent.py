from odoo import api, fields, models


class ResPartner(models.Model):
    """The customer card: front for owners, back for those we still follow.

    A customer has one card by being one customer: nothing of it is stored.

    Source: 客户管理卡 (A22), 意向客户跟踪卡 (A43); R071, R073, R080.
    """

    _inherit = "res.partner"

    customer_card_face = fields.Selection(
        selection=[("front", "Front: Owner"), ("back", "Back: Prospect")],
        string="Customer Card",
        compute="_compute_customer_card",
        help="Who bought once is an owner and stays one.",
    )
    intent_lead_ids = fields.Many2many(
        comodel_name="crm.lead",
        string="Deals Being Followed",
        compute="_compute_customer_card",
    )

    @api.depends_context("uid")
    def _compute_customer_card(self):
        leads = self.env["crm.lead"]
        customers = self.commercial_partner_id
        found, owners = leads, set()
        if leads.has_access("read") and customers.ids:
            found = leads.search(
                [
                    ("partner_id.commercial_partner_id", "in", customers.ids),
                    ("intent_level_id", "!=", False),
                    ("won_status", "=", "pending"),
                ]
            )
            owners = customers._get_card_owner_ids()
        by_customer = found.grouped(lambda lead: lead.partner_id.commercial_partner_id)
        for partner in self:
            customer = partner.commercial_partner_id._origin
            partner.intent_lead_ids = by_customer.get(customer, leads)
            is_owner = customer.id in owners
            back = "back" if partner.intent_lead_ids else False
            partner.customer_card_face = "front" if is_owner else back

    def _get_card_owner_ids(self):
        """Return the ids of those who bought: a confirmed order or a won deal."""
        orders = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("partner_id.commercial_partner_id", "in", self.ids),
                    ("state", "=", "sale"),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["partner_id"],
            )
        )
        won = (
            self.env["crm.lead"]
            .sudo()
            ._read_group(
                [
                    ("partner_id.commercial_partner_id", "in", self.ids),
                    ("won_status", "=", "won"),
                    ("company_id", "in", (*self.env.companies.ids, False)),
                ],
                ["partner_id"],
            )
        )
        return {partner.commercial_partner_id.id for (partner,) in orders + won}

    def action_print_customer_card(self):
        return self.env.ref(
            "sales_visit_crm.res_partner_action_report_customer_card"
        ).report_action(self)
