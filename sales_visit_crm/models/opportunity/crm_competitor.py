from odoo import fields, models


class CrmCompetitor(models.Model):
    """Whom we meet at our customers, spelled once: losses are counted by it.

    Source: 竞争对手分析 (B04), 竞争品牌/经销商 (A42).
    """

    _name = "crm.competitor"
    _description = "Competitor"
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    website = fields.Char()
    strength_note = fields.Text(string="Strengths")
    weakness_note = fields.Text(string="Weaknesses")
    dossier_ids = fields.One2many(
        comodel_name="crm.loss.dossier", inverse_name="competitor_id"
    )
    lost_count = fields.Integer(string="Lost to Them", compute="_compute_lost_count")

    _name_uniq = models.UniqueIndex(
        "(lower(name))", "There is a competitor of this name already."
    )

    def _compute_lost_count(self):
        counts = dict(
            self.env["crm.loss.dossier"]._read_group(
                [("competitor_id", "in", self.ids), ("kind", "=", "loss")],
                ["competitor_id"],
                ["__count"],
            )
        )
        for competitor in self:
            competitor.lost_count = counts.get(competitor._origin, 0)

    def action_view_losses(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.crm_loss_dossier_action"
        )
        return {**action, "domain": [("competitor_id", "=", self.id)], "context": {}}
