from odoo import fields, models


class SalesVisitDecide(models.TransientModel):
    """Return a report, or sign it against the rule with a reason (R027)."""

    _name = "sales.visit.decide"
    _description = "Decide on Visit Report"

    visit_ids = fields.Many2many(comodel_name="sales.visit", required=True)
    decision = fields.Selection(
        selection=[("sign", "Sign"), ("return", "Return for Completion")],
        default="sign",
        required=True,
    )
    comment = fields.Text(string="Suggestion")
    validity = fields.Selection(
        selection=[("valid", "Valid"), ("invalid", "Invalid")],
        help="Leave empty to let the rule decide.",
    )
    reason = fields.Char(string="Reason for Overruling")

    def action_apply(self):
        self.ensure_one()
        if self.decision == "return":
            return self.visit_ids.action_return(self.comment)
        return self.visit_ids.action_review(
            self.comment, self.validity or None, self.reason
        )
