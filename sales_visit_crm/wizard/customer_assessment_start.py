from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAssessmentStart(models.TransientModel):
    """Begin assessments of several customers at once: a grading round.

    Source: S033; 每周/每月.
    """

    _name = "customer.assessment.start"
    _description = "Assess Customers"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Customers",
        required=True,
        domain="[('parent_id', '=', False)]",
    )
    template_id = fields.Many2one(
        comodel_name="customer.assessment.template",
        string="Form",
        required=True,
        domain="[('state', '=', 'published')]",
        default=lambda self: self._default_template_id(),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Evaluator",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_assessed = fields.Date(
        string="Assessed On",
        required=True,
        default=lambda self: self.env.user._get_sales_today(),
    )
    waiting_note = fields.Text(compute="_compute_waiting_note")

    @api.model
    def _default_template_id(self):
        templates = self.env["customer.assessment.template"]
        return templates._get_current("grade", self.env.company)

    @api.depends("partner_ids", "template_id")
    def _compute_waiting_note(self):
        for wizard in self:
            waiting = wizard._get_waiting().partner_id
            wizard.waiting_note = waiting and self.env._(
                "Being assessed already, no second sheet: %s",
                ", ".join(waiting.mapped("display_name")[:10]),
            )

    def _get_waiting(self):
        """Return open assessments of the customers by the same form."""
        return self.env["customer.assessment"].search(
            [
                ("partner_id", "in", self.partner_ids._origin.ids),
                ("template_id.code", "=", self.template_id.code),
                ("state", "in", ("draft", "confirmed")),
            ]
        )

    def action_start(self):
        """Make a draft for each customer that has none, and show all of them."""
        self.ensure_one()
        assessments = self._get_waiting()
        partners = self.partner_ids.commercial_partner_id - assessments.partner_id
        assessments |= assessments.create(
            [
                {
                    "partner_id": partner.id,
                    "template_id": self.template_id.id,
                    "user_id": self.user_id.id,
                    "date_assessed": self.date_assessed,
                }
                for partner in partners
            ]
        )
        if not assessments:
            raise UserError(self.env._("Choose the customers to be assessed."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_assessment_action"
        )
        action = {**action, "domain": [("id", "in", assessments.ids)], "context": {}}
        if len(assessments) == 1:
            action |= {"views": [(False, "form")], "res_id": assessments.id}
        return action
