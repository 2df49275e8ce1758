from odoo import fields, models

# Where the named checks are provided; the others on the opportunity itself.
VISIT_CHECKS = ("contact", "decision_maker_met", "presentation", "negotiation")
CONTACT_CHECKS = ("handler", "decision_maker")


class CrmGateMoveLine(models.TransientModel):
    """One thing that is missing, with the way to provide it."""

    _name = "crm.gate.move.line"
    _description = "Missing Item"
    _order = "is_hard desc, id"

    move_id = fields.Many2one(
        comodel_name="crm.gate.move", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("milestone", "Milestone"),
            ("criterion", "Evidence"),
            ("condition", "Task"),
            ("pass", "Expired Pass"),
        ],
        required=True,
    )
    name = fields.Char(required=True)
    stage_name = fields.Char(string="Stage")
    remedy = fields.Char()
    is_hard = fields.Boolean(string="Required")
    res_id = fields.Integer()

    def action_provide(self):
        """Open the place where the missing thing is provided."""
        self.ensure_one()
        return getattr(self, f"_provide_{self.kind}")(self.move_id.lead_id)

    def _provide_milestone(self, lead):
        if not self.res_id:
            self.env["crm.lead.milestone"].sudo()._prepare_for(lead)
        rows = lead.milestone_ids.filtered(
            lambda row: row.id == self.res_id or row.name == self.name
        )
        return rows[:1].action_open()

    def _provide_condition(self, lead):
        return self._get_dialog("crm.lead.condition")

    def _provide_pass(self, lead):
        return self._get_dialog("crm.gate.pass")

    def _get_dialog(self, model):
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "res_id": self.res_id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _provide_criterion(self, lead):
        criterion = self.env["sales.gate.criterion"].browse(self.res_id)
        if criterion.kind == "records":
            return criterion.action_view_records(lead)
        if criterion.check_key in VISIT_CHECKS:
            return lead.action_view_sales_visits()
        if criterion.check_key in CONTACT_CHECKS and lead.partner_id:
            return lead.partner_id.commercial_partner_id.get_formview_action()
        if criterion.check_key == "order":
            return lead.action_view_sale_quotation()
        if criterion.check_key == "promises":
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "sales_visit_crm.sales_commitment_action"
            )
            return {**action, "domain": [("visit_id.lead_id", "=", lead.id)]}
        return lead.get_formview_action()
