from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .key_account_tier import SHARE_CLASSES


class KeyAccountParetoLine(models.Model):
    """A customer in an 80/20 analysis: rank, share, and what follows for its tier.

    Written by the analysis only, which keeps it as it was on that day.

    Source: S037, S110; B59 大客户分析表.
    """

    _name = "key.account.pareto.line"
    _description = "Share of a Customer"
    _order = "run_id desc, rank, id"
    _rec_name = "partner_id"
    _log_access = False

    run_id = fields.Many2one(
        comodel_name="key.account.pareto.run",
        string="Analysis",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, readonly=True
    )
    date_to = fields.Date(string="Until", required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    rank = fields.Integer(readonly=True, aggregator=None)
    amount = fields.Monetary(
        string="Sales Amount", readonly=True, help="Untaxed, in company currency."
    )
    share_rate = fields.Float(
        string="Share of Sales", readonly=True, digits=(16, 6), help="0 to 1."
    )
    cumulative_rate = fields.Float(
        string="Added Up",
        readonly=True,
        digits=(16, 6),
        aggregator="max",
        help="Share of this customer and all larger ones together, 0 to 1.",
    )
    is_inside = fields.Boolean(string="Inside the Line", readonly=True)
    share_class = fields.Selection(
        selection=SHARE_CLASSES, string="Share Tier", readonly=True
    )
    tier_id = fields.Many2one(
        comodel_name="key.account.tier",
        string="Key-Account Tier",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    proposal = fields.Selection(
        selection=[("nominate", "Nominate"), ("review", "Review the Tier")],
        readonly=True,
        index="btree_not_null",
        help="Nominate: inside the line without a tier. Review: a key account outside.",
    )
    nomination_id = fields.Many2one(
        comodel_name="key.account.nomination",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    is_latest = fields.Boolean(
        string="Last Analysis",
        compute="_compute_is_latest",
        search="_search_is_latest",
        help="Of the last analysis of its company.",
    )

    @api.depends("run_id")
    def _compute_is_latest(self):
        latest = self.env["key.account.pareto.run"].sudo()._get_latest_ids()
        for line in self:
            line.is_latest = line.run_id.id in latest

    @api.model
    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        latest = self.env["key.account.pareto.run"].sudo()._get_latest_ids()
        found = Domain("run_id", "in", latest)
        return found if True in value else ~found

    def action_nominate(self):
        """Make a nomination or a review of each proposal that has none yet."""
        self.check_access("read")
        proposals = self.filtered("proposal")
        if not proposals:
            raise UserError(
                self.env._(
                    "Nothing is proposed for these customers. Choose rows marked "
                    "“Nominate” or “Review the Tier”."
                )
            )
        nominations = self.env["key.account.nomination"]
        opened = nominations.sudo().search(
            [
                ("partner_id", "in", proposals.partner_id.ids),
                ("state", "in", ("draft", "assessed", "submitted", "approved")),
            ]
        )
        missing = proposals.filtered(
            lambda line: line.partner_id not in opened.partner_id
        )
        made = nominations.create(
            [
                {
                    "partner_id": line.partner_id.id,
                    "company_id": line.company_id.id,
                    "proposed_tier_id": line.tier_id.id,
                }
                for line in missing
            ]
        )
        by_partner = {n.partner_id: n for n in opened | made.sudo()}
        for line in proposals.sudo():
            line.nomination_id = by_partner[line.partner_id]
        for line in missing.sudo():
            line.nomination_id._engine_write({"pareto_line_id": line.id})
        return self._open_nominations(proposals)

    def _open_nominations(self, lines):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.key_account_nomination_action"
        )
        ids = lines.sudo().nomination_id.ids
        if len(ids) == 1:
            return {**action, "views": [(False, "form")], "res_id": ids[0]}
        return {**action, "domain": [("id", "in", ids)], "context": {}}
