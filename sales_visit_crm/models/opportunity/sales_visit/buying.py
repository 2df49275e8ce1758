from odoo import models


class SalesVisit(models.Model):
    """The newest report says where the customer stands in buying.

    Source: S051; B12, B35.
    """

    _inherit = "sales.visit"

    def action_submit_report(self):
        result = super().action_submit_report()
        self.sudo()._update_buying_stage()
        return result

    def _update_buying_stage(self):
        """Copy the stage of each report, unless a later visit has spoken already."""
        for visit in self.sorted("date_start"):
            lead, stage = visit.lead_id, visit.stage_id.buying_stage
            if not lead or not stage or stage == lead.buying_stage:
                continue
            if not lead._is_project():
                continue
            later = self.search_count(
                [
                    ("lead_id", "=", lead.id),
                    ("state", "in", ("reported", "reviewed")),
                    ("date_start", ">", visit.date_start),
                    ("stage_id.buying_stage", "!=", False),
                ],
                limit=1,
            )
            if not later:
                lead.buying_stage = stage
