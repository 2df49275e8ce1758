from odoo import fields, models

MOVES = [
    ("in", "Entry"),
    ("up", "Promotion"),
    ("down", "Demotion"),
    ("keep", "Confirmation"),
    ("out", "Exit"),
]


class KeyAccountTierLog(models.Model):
    """A change of a customer's tier: written once, by the nomination that made it.

    Source: S104, S105, LC5.
    """

    _name = "key.account.tier.log"
    _description = "Tier History"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    nomination_id = fields.Many2one(
        comodel_name="key.account.nomination",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        help="Of the customer on that day.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Date(required=True, readonly=True, index=True)
    move = fields.Selection(
        selection=MOVES, string="Change", required=True, readonly=True
    )
    tier_from_id = fields.Many2one(
        comodel_name="key.account.tier",
        string="From",
        readonly=True,
        ondelete="restrict",
    )
    tier_to_id = fields.Many2one(
        comodel_name="key.account.tier",
        string="To",
        readonly=True,
        ondelete="restrict",
    )
    score = fields.Integer(readonly=True, aggregator="avg")
    share_rate = fields.Float(
        string="Share of Sales", readonly=True, digits=(16, 6), aggregator="avg"
    )
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
