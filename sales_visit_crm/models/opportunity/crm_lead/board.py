from odoo import api, fields, models


class CrmLead(models.Model):
    """What the manager's board says of each deal.

    Source: S064-S066, B34; 项目型销售成交管控系统.
    """

    _inherit = "crm.lead"

    anomaly_ids = fields.One2many(
        comodel_name="crm.lead.anomaly", inverse_name="lead_id", string="Anomalies"
    )
    anomaly_count = fields.Integer(
        string="Open Anomalies", compute="_compute_anomaly_count"
    )
    open_condition_count = fields.Integer(
        string="Open Tasks", compute="_compute_open_condition_count"
    )
    condition_rate = fields.Float(
        string="Tasks Done (%)",
        compute="_compute_open_condition_count",
        help="Of the tasks of all stages entered so far.",
    )

    @api.depends("anomaly_ids.state")
    def _compute_anomaly_count(self):
        groups = self.env["crm.lead.anomaly"]._read_group(
            [("lead_id", "in", self.ids), ("state", "=", "open")],
            ["lead_id"],
            ["__count"],
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.anomaly_count = counts.get(lead._origin.id, 0)

    @api.depends("condition_ids.state")
    def _compute_open_condition_count(self):
        groups = self.env["crm.lead.condition"]._read_group(
            [("lead_id", "in", self.ids), ("state", "!=", "waived")],
            ["lead_id", "state"],
            ["__count"],
        )
        counts = {(lead.id, state): count for lead, state, count in groups}
        for lead in self:
            waiting = counts.get((lead._origin.id, "open"), 0)
            done = counts.get((lead._origin.id, "done"), 0)
            lead.open_condition_count = waiting
            lead.condition_rate = 100.0 * done / (done + waiting or 1)

    def action_view_anomalies(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.crm_lead_anomaly_action"
        )
        return {**action, "domain": [("lead_id", "=", self.id)]}

    def action_view_gate_log(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.crm_gate_log_action"
        )
        return {**action, "domain": [("lead_id", "=", self.id)], "context": {}}
