from odoo import api, fields, models

DAY_SECONDS = 86400


class CrmGateLog(models.Model):
    """A move of an opportunity between stages: by evidence, pass or order.

    Nobody writes or deletes a row; it also keeps amount and days of the stage left,
    from which velocity and changes of the amount are read.

    Source: S054, S064, S066; LC3.
    """

    _name = "crm.gate.log"
    _description = "Stage Move"
    _order = "date desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", readonly=True, index="btree_not_null"
    )
    salesperson_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        index="btree_not_null",
        help="Whose opportunity it was.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Moved By", required=True, readonly=True
    )
    date = fields.Datetime(string="Moved On", required=True, readonly=True, index=True)
    kind = fields.Selection(
        selection=[
            ("enter", "Entered the Process"),
            ("advance", "By Evidence"),
            ("pass", "By a Conditional Pass"),
            ("override", "By a Manager"),
            ("back", "Step Back"),
        ],
        required=True,
        readonly=True,
    )
    origin_stage_id = fields.Many2one(
        comodel_name="crm.stage", string="From", readonly=True, ondelete="restrict"
    )
    stage_id = fields.Many2one(
        comodel_name="crm.stage",
        string="To",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    reason = fields.Char(readonly=True)
    gap_text = fields.Text(string="Missing Then", readonly=True)
    pass_id = fields.Many2one(
        comodel_name="crm.gate.pass",
        string="Conditional Pass",
        readonly=True,
        ondelete="set null",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    amount = fields.Monetary(string="Expected Amount", readonly=True)
    stage_days = fields.Float(
        string="Days in the Stage Left",
        readonly=True,
        aggregator="avg",
        help="How long the opportunity stood in the stage it left.",
    )

    _lead_date_idx = models.Index("(lead_id, date DESC, id DESC)")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for row in self:
            company = row.company_id or self.env.company
            row.currency_id = company.sudo().currency_id

    @api.model
    def _log(self, origin, stage, vals_by_lead):
        """Add a row for each opportunity that moved from ``origin`` to ``stage``."""
        now = fields.Datetime.now()
        ids = [lead.id for lead in vals_by_lead]
        groups = self._read_group([("lead_id", "in", ids)], ["lead_id"], ["date:max"])
        entered = {lead.id: date for lead, date in groups} if origin else {}
        return self.create(
            [
                {
                    "lead_id": lead.id,
                    "company_id": lead.company_id.id,
                    "salesperson_id": lead.user_id.id,
                    "team_id": lead.team_id.id,
                    "user_id": self.env.uid,
                    "date": now,
                    "origin_stage_id": origin.id,
                    "stage_id": stage.id,
                    "amount": lead.expected_revenue,
                    "stage_days": (now - entered.get(lead.id, now)).total_seconds()
                    / DAY_SECONDS,
                    **vals,
                }
                for lead, vals in vals_by_lead.items()
            ]
        )
