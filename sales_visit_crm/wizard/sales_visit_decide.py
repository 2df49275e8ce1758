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
        visits = self.visit_ids
        if self.decision == "return":
            visits.action_return(self.comment)
        else:
            visits.action_review(self.comment, self.validity or None, self.reason)
        if len(visits) == 1 and self.env.context.get("reviewing_queue"):
            return visits._get_review_queue_action(visits._get_next_in_queue())
        return True
