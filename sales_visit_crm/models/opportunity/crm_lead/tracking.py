from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmLead(models.Model):
    """The opportunity tracking sheet: decider, competitors, risks, plan, progress.

    Which of it is mandatory at which stage is the gates' business; here it is warned
    of what is missing.

    Source: 销售机会跟踪表 (B04); S041, S043.
    """

    _inherit = "crm.lead"

    key_decision_maker_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', commercial_partner_id),"
        " ('is_company', '=', False)]",
        ondelete="set null",
        tracking=True,
        help="Who decides at the customer's.",
    )
    competitor_line_ids = fields.One2many(
        comodel_name="crm.lead.competitor",
        inverse_name="lead_id",
        string="Competitors",
    )
    risk_ids = fields.One2many(
        comodel_name="crm.lead.risk", inverse_name="lead_id", string="Risks"
    )
    plan_line_ids = fields.One2many(
        comodel_name="crm.lead.plan.line", inverse_name="lead_id", string="Plan"
    )
    progress_percent = fields.Integer(
        string="Progress (%)",
        tracking=True,
        aggregator="avg",
        help="How far the deal is, by the salesperson's own estimate.",
    )
    tracking_missing = fields.Char(
        string="Still Missing", compute="_compute_tracking_missing"
    )

    _check_progress_percent = models.Constraint(
        "CHECK(progress_percent BETWEEN 0 AND 100)",
        "The progress of a deal is a percentage between 0 and 100.",
    )

    @api.model
    def _get_tracking_fields(self):
        """Return the fields that a tracked opportunity fills in (S041)."""
        return (
            "user_id",
            "expected_revenue",
            "date_deadline",
            "key_decision_maker_id",
            "competitor_line_ids",
            "risk_ids",
            "plan_line_ids",
        )

    @api.depends(lambda self: self._get_tracking_fields())
    @api.depends_context("lang")
    def _compute_tracking_missing(self):
        names = self._get_tracking_fields()
        labels = self.fields_get(names, ["string"])
        for lead in self:
            lead.tracking_missing = ", ".join(
                labels[name]["string"]
                for name in names
                if name in labels and not lead[name]
            )

    @api.constrains("key_decision_maker_id", "partner_id")
    def _check_key_decision_maker_id(self):
        for lead in self.filtered("key_decision_maker_id"):
            customer = lead.partner_id.commercial_partner_id
            person = lead.key_decision_maker_id
            if customer and person.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not belong to %(customer)s. Choose a contact "
                        "of the customer of “%(deal)s”.",
                        person=person.display_name,
                        customer=customer.display_name,
                        deal=lead.display_name,
                    )
                )
