from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Of the whole company: every contact shows the visits to all of its people.
    customer_visit_ids = fields.One2many(
        comodel_name="sales.visit",
        inverse_name="commercial_partner_id",
        string="Visits to the Company",
    )
    commitment_ids = fields.One2many(
        comodel_name="sales.commitment", inverse_name="partner_id"
    )
    sales_visit_count = fields.Integer(
        string="Visit Count", compute="_compute_sales_visit_counts"
    )
    commitment_open_count = fields.Integer(
        string="Open Commitments", compute="_compute_commitment_open_count"
    )
    date_last_contact = fields.Datetime(
        string="Last Contact",
        compute="_compute_sales_visit_counts",
        help="The latest visit, call or meeting that took place.",
    )
    date_next_contact = fields.Datetime(
        string="Next Contact",
        compute="_compute_sales_visit_counts",
        help="The next planned visit, call or meeting.",
    )

    customer_cadence_ids = fields.One2many(
        comodel_name="customer.cadence",
        inverse_name="partner_id",
        string="Cadence",
    )
    contact_due_date = fields.Date(
        string="Contact Due",
        compute="_compute_contact_due",
        search="_search_contact_due_date",
    )
    contact_due_reason = fields.Char(
        string="Why This Date", compute="_compute_contact_due"
    )
    renewal_risk_found = fields.Selection(
        related="customer_cadence_ids.renewal_risk",
        string="Risk Found",
        help="What the visits and orders say, beside the risk that the file states.",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"customer_grade_id", "user_id"} & vals.keys():
            self.env["customer.cadence"]._refresh(self)
        return result

    @api.model
    def _after_status_change(self, changes, kind):
        result = super()._after_status_change(changes, kind)
        if kind != "nightly":
            partners = self.browse(change[0] for change in changes)
            self.env["customer.cadence"]._refresh(partners)
        return result

    def _after_owner_change(self):
        result = super()._after_owner_change()
        self.env["customer.cadence"]._refresh(self)
        return result

    @api.model
    def _get_pool_blockers(self):
        """Add open promises and planned visits."""
        promise = SQL(
            "EXISTS (SELECT FROM sales_commitment m"
            " WHERE m.partner_id = p.id AND m.state = 'open')"
        )
        visit = SQL(
            "EXISTS (SELECT FROM sales_visit v WHERE v.commercial_partner_id = p.id"
            " AND v.state IN ('planned', 'confirmed', 'in_progress'))"
        )
        blockers = super()._get_pool_blockers()
        return [*blockers, ("commitment", promise), ("visit", visit)]

    @api.model
    def _get_pool_activities(self, restrict):
        """Add visits and calls that took place."""
        visits = SQL(
            "SELECT commercial_partner_id AS customer_id, MAX(visit_day) AS day"
            "  FROM sales_visit WHERE state IN %s AND %s"
            " GROUP BY commercial_partner_id",
            ("done", "reported", "reviewed"),
            restrict(SQL("commercial_partner_id")),
        )
        return [*super()._get_pool_activities(restrict), visits]

    @api.depends("customer_cadence_ids.contact_due_date")
    @api.depends_context("lang")
    def _compute_contact_due(self):
        rows = self.env["customer.cadence"].sudo()
        customers = self.commercial_partner_id._origin
        rows = rows.search([("partner_id", "in", customers.ids)])
        rows = rows.grouped("partner_id")
        for partner in self:
            row = rows.get(partner.commercial_partner_id._origin)
            partner.contact_due_date = row and row.contact_due_date
            partner.contact_due_reason = row and row.contact_due_reason

    @api.model
    def _search_contact_due_date(self, operator, value):
        return Domain(
            "customer_cadence_ids", "any", [("contact_due_date", operator, value)]
        )

    @api.depends("customer_visit_ids.state", "customer_visit_ids.date_start")
    def _compute_sales_visit_counts(self):
        held, planned = self._read_visit_dates()
        for partner in self:
            customer = partner.commercial_partner_id._origin
            dates = held.get(customer, [])
            partner.sales_visit_count = sum(count for count, _date in dates)
            partner.date_last_contact = max(
                (date for _count, date in dates), default=False
            )
            partner.date_next_contact = min(planned.get(customer, []), default=False)

    def _read_visit_dates(self):
        """Return two dicts by customer: of visits held, of planned ones' first dates.

        A visit held counts with its state's number of visits and their last date.
        """
        visits = self.env["sales.visit"]
        held, planned = defaultdict(list), defaultdict(list)
        if not visits.has_access("read"):
            return held, planned
        held_states = visits._get_held_states()
        # One query: a form asks for all of it.
        for customer, state, count, first, last in visits._read_group(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("state", "in", [*held_states, "planned", "confirmed"]),
            ],
            ["commercial_partner_id", "state"],
            ["__count", "date_start:min", "date_start:max"],
        ):
            if state in held_states:
                held[customer].append((count, last))
            else:
                planned[customer].append(first)
        return held, planned

    @api.depends("commitment_ids.state")
    def _compute_commitment_open_count(self):
        commitments = self.env["sales.commitment"]
        counts = {}
        if commitments.has_access("read"):
            counts = dict(
                commitments._read_group(
                    [
                        ("partner_id", "in", self.commercial_partner_id.ids),
                        ("state", "=", "open"),
                    ],
                    ["partner_id"],
                    ["__count"],
                )
            )
        for partner in self:
            customer = partner.commercial_partner_id._origin
            partner.commitment_open_count = counts.get(customer, 0)

    def action_view_sales_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action"
        )
        customer = self.commercial_partner_id
        return {
            **action,
            "domain": [("commercial_partner_id", "=", customer.id)],
            "context": {"default_partner_id": self.id},
        }

    def action_view_commitments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_commitment_action"
        )
        customer = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    def action_plan_sales_visits(self):
        """Open a new visit to this customer, or start one draft per customer.

        Persons of a company become the people to meet there.
        """
        vals_list = [
            people._prepare_sales_visit_vals(customer)
            for customer, people in self.grouped("commercial_partner_id").items()
        ]
        if len(vals_list) == 1:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "sales_visit_crm.sales_visit_action_plan"
            )
            defaults = {f"default_{name}": vals for name, vals in vals_list[0].items()}
            return {**action, "context": defaults}
        visits = self.env["sales.visit"].create(vals_list)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action"
        )
        return {**action, "domain": [("id", "in", visits.ids)], "context": {}}

    def _prepare_sales_visit_vals(self, customer):
        """Return the values of a visit to ``customer`` that meets these contacts."""
        people = self.filtered(
            lambda partner: partner != customer and partner.type == "contact"
        )
        places = self - people
        return {
            "partner_id": (places or customer)[:1].id,
            "contact_ids": [fields.Command.set(people.ids)],
        }
