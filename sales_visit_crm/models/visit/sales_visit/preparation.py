from odoo import api, fields, models


class SalesVisit(models.Model):
    """Getting ready: history, route, materials, and how far we are.

    Source: R003, R009-R012; 客户拜访计划书 (A05).
    """

    _inherit = "sales.visit"

    history_reviewed_on = fields.Date(
        string="History Read On", readonly=True, copy=False
    )
    transport_id = fields.Many2one(
        comodel_name="sales.visit.transport", ondelete="restrict"
    )
    route_note = fields.Char(string="Route")
    material_ids = fields.One2many(
        comodel_name="sales.visit.material",
        inverse_name="visit_id",
        string="Materials",
        copy=False,
    )
    material_open_count = fields.Integer(compute="_compute_readiness")
    has_appointment = fields.Boolean(compute="_compute_readiness")
    has_history = fields.Boolean(string="History Read", compute="_compute_readiness")
    has_route = fields.Boolean(
        string="Route and Transport Fixed", compute="_compute_readiness"
    )
    has_materials = fields.Boolean(
        string="Materials Ready", compute="_compute_readiness"
    )
    readiness = fields.Integer(
        string="Readiness (%)",
        compute="_compute_readiness",
        help="Share of the preparation that is done: appointment, history, route, "
        "materials.",
    )

    @api.depends(
        "appointment_result",
        "appointment_date",
        "requires_appointment",
        "history_reviewed_on",
        "transport_id",
        "route_note",
        "channel",
        "material_ids.is_ready",
    )
    def _compute_readiness(self):
        for visit in self:
            unready = visit.material_ids.filtered(lambda item: not item.is_ready)
            visit.material_open_count = len(unready)
            visit.has_materials = not unready
            visit.has_history = bool(visit.history_reviewed_on)
            visit.has_appointment = not visit.requires_appointment or bool(
                visit.appointment_date
            )
            visit.has_route = visit.channel != "onsite" or bool(visit.transport_id)
            done = (
                visit.has_materials
                + visit.has_history
                + visit.has_appointment
                + visit.has_route
            )
            visit.readiness = 100 * done // 4

    def action_review_history(self):
        """Note that the salesperson has read the earlier visits today (R009)."""
        for visit in self.filtered(lambda visit: visit._is_before_report()):
            visit._engine_write({"history_reviewed_on": visit._get_today()})
        return True

    def action_view_history(self):
        """Show the customer's earlier visits; reading them counts as preparation."""
        self.ensure_one()
        if self.user_id == self.env.user and not self.history_reviewed_on:
            self.action_review_history()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_visit_action_history"
        )
        return {
            **action,
            "domain": [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("id", "!=", self.id),
                ("state", "not in", ("draft", "cancel")),
            ],
        }

    def _is_before_report(self):
        return self.state in ("draft", "planned", "confirmed", "in_progress")

    def _load_materials(self):
        """Add the purposes' packing lists; lines once ticked or typed in stay."""
        items = self.purpose_ids.sudo().item_ids
        if not items:
            return
        vals_list = []
        for visit in self:
            known = visit.sudo().material_ids.purpose_item_id
            vals_list += [
                {
                    "visit_id": visit.id,
                    "purpose_item_id": item.id,
                    "name": item.name,
                    "sequence": item.sequence,
                }
                for item in visit.purpose_ids.sudo().item_ids - known
            ]
        self.env["sales.visit.material"].sudo().create(vals_list)
