from odoo import fields, models


class CrmIntentLog(models.Model):
    """One step of a deal's intent level, with reason and evidence; append-only.

    The progression sheet, the customer card and the level analyses are read from
    these rows and from the visits they name.

    Source: R062, R076, R179; 潜在顾客等级推进表 (A21), lifecycle 5.5.
    """

    _name = "crm.intent.log"
    _description = "Intent Level History"
    _inherit = ["sales.text.mixin"]
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
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
        help="Of the deal on that day.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True
    )
    author_id = fields.Many2one(
        comodel_name="res.users", string="Rated By", required=True, readonly=True
    )
    date = fields.Datetime(string="Rated On", required=True, readonly=True)
    day = fields.Date(
        required=True, readonly=True, index=True, help="The salesperson's local day."
    )
    old_level_id = fields.Many2one(
        comodel_name="crm.intent.level",
        string="From",
        readonly=True,
        ondelete="restrict",
    )
    new_level_id = fields.Many2one(
        comodel_name="crm.intent.level", string="To", readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        selection=[
            ("first", "First Rating"),
            ("up", "Up"),
            ("down", "Down"),
            ("keep", "Confirmed"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("reopened", "Re-opened"),
        ],
        string="Change",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Text(readonly=True)
    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        string="Evidence",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The visit or call in which the customer showed it.",
    )
    proposal_id = fields.Many2one(
        comodel_name="crm.intent.proposal",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    days_in_level = fields.Integer(
        string="Days in Level",
        readonly=True,
        aggregator="avg",
        help="Days that the deal had been in the level it leaves.",
    )
    contact_count = fields.Integer(
        string="Contacts",
        readonly=True,
        help="Visits and calls held since the step before.",
    )
    is_unfounded = fields.Boolean(
        string="Down Without Contact",
        readonly=True,
        help="Downgraded although nobody spoke to the customer since the last rating.",
    )
    is_big_drop = fields.Boolean(
        string="Big Drop",
        readonly=True,
        help="Down by as many levels at once as the leader wants to hear of.",
    )

    _lead_date_idx = models.Index("(lead_id, date DESC, id DESC)")
