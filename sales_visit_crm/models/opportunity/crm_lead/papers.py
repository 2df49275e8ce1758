from odoo import api, fields, models


class CrmLead(models.Model):
    """The working papers of the stage, each with the mark whether it is made.

    Source: S058; kits 1-8.
    """

    _inherit = "crm.lead"

    process_papers = fields.Json(compute="_compute_process_papers", string="Papers")

    @api.depends("stage_id")
    @api.depends_context("lang")
    def _compute_process_papers(self):
        counts = self._get_projects().sudo()._count_process_papers()
        for lead in self:
            made = counts.get(lead._origin.id, {})
            lead.process_papers = [
                {
                    "code": paper.code,
                    "name": paper.name,
                    "count": made.get(paper.code, 0),
                }
                for paper in lead.stage_id.sudo().paper_ids
                if lead._origin.id
            ]

    def _count_process_papers(self):
        """Return how often each paper was made: dict by lead id, then by paper code.

        Rooms that own a paper add its count; called with all rights.
        """
        counts = {lead.id: {} for lead in self}
        visits = self.env["sales.visit"]
        done = ("reported", "reviewed")
        self._add_paper_counts(
            counts,
            "B05",
            visits,
            "lead_id",
            [("channel", "=", "phone"), ("state", "in", done)],
        )
        self._add_paper_counts(
            counts,
            "B09",
            visits,
            "lead_id",
            [("channel", "!=", "phone"), ("state", "in", done)],
        )
        self._add_paper_counts(
            counts,
            "B22",
            self.env["sale.order"],
            "opportunity_id",
            [("state", "in", ("sent", "sale"))],
        )
        for lead in self:
            if lead.partner_id.commercial_partner_id.is_registered:
                counts[lead.id].update({"B06": 1, "B08": 1})
        return counts

    def _add_paper_counts(self, counts, code, records, link, domain):
        groups = records._read_group(
            [(link, "in", self.ids), *domain], [link], ["__count"]
        )
        for lead, count in groups:
            counts[lead.id][code] = count
