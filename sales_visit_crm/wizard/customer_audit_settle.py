from odoo import api, fields, models


class CustomerAuditSettle(models.TransientModel):
    """What was done about a finding, or what is still wrong with it.

    Source: R083, R085; lifecycle 5.8.
    """

    _name = "customer.audit.settle"
    _description = "Answer Finding"

    line_ids = fields.Many2many(
        comodel_name="customer.audit.line", string="Findings", required=True
    )
    result = fields.Selection(
        selection=[("correct", "Corrected"), ("reopen", "Still Wrong")],
        required=True,
        compute="_compute_result",
        store=True,
        readonly=False,
    )
    note = fields.Text(required=True, help="What was done, or what is still wrong.")

    @api.depends("line_ids")
    def _compute_result(self):
        for wizard in self:
            states = wizard.line_ids.mapped("state")
            wizard.result = "reopen" if "corrected" in states else "correct"

    def action_apply(self):
        self.ensure_one()
        if self.result == "correct":
            return self.line_ids.action_correct(self.note)
        return self.line_ids.action_reopen(self.note)
