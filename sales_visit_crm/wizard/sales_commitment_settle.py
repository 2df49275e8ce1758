from odoo import fields, models


class SalesCommitmentSettle(models.TransientModel):
    """Answer a promise, or move it with a reason (R010)."""

    _name = "sales.commitment.settle"
    _description = "Answer or Move Commitment"

    commitment_ids = fields.Many2many(comodel_name="sales.commitment", required=True)
    visit_id = fields.Many2one(comodel_name="sales.visit")
    result = fields.Selection(
        selection=[
            ("keep", "Kept"),
            ("move", "Not Yet: New Day"),
            ("break", "Not Kept"),
            ("waive", "Dropped by Agreement"),
        ],
        default="keep",
        required=True,
    )
    answer = fields.Text(help="What the customer was told, or why it ended so.")
    date_deadline = fields.Date(string="New Day")

    def action_apply(self):
        self.ensure_one()
        visit = self.visit_id or None
        commitments = self.commitment_ids
        if self.result == "move":
            return commitments.action_move(self.date_deadline, self.answer, visit)
        action = getattr(commitments, f"action_{self.result}")
        return action(self.answer, visit)
