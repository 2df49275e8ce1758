from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import key_account

SHARE_CLASSES = [("a", "A"), ("b", "B"), ("c", "C")]


class KeyAccountTier(models.Model):
    """One of the ranked tiers of key accounts, and what its customers get.

    Gold stands above diamond, as the source has it; the sequence says so (G25).

    Source: S104, S105, S110, S121-S123; B44 大客户分类标准.
    """

    _name = "key.account.tier"
    _description = "Key-Account Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="What integrations name the tier by.")
    sequence = fields.Integer(default=10, help="The top tier comes first.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    # classification standard
    product_category = fields.Char(translate=True)
    customer_nature = fields.Char(string="Nature of the Customer", translate=True)
    service_content = fields.Text(string="Service", translate=True)
    criteria = fields.Text(translate=True, help="Who belongs to this tier.")
    score_min = fields.Integer(
        string="Score From",
        help="Purchasing power by demand by influence, 1 to 1,000, from which the "
        "tier is proposed; 0: never.",
    )
    share_class = fields.Selection(
        selection=SHARE_CLASSES,
        string="Share Tier",
        help="The share of all sales that customers of this tier usually have.",
    )
    # what customers of this tier get
    visit_interval_days = fields.Integer(
        string="Visit Every (days)", help="0: the grade of the customer decides."
    )
    review_interval_days = fields.Integer(
        string="Review Every (days)",
        default=180,
        help="Days in force after which the tier is reviewed; 0: never.",
    )
    named_role = fields.Selection(
        selection=[
            ("none", "Nobody in Particular"),
            ("manager", "Dedicated Account Manager"),
            ("specialist", "Dedicated Service Specialist"),
        ],
        string="Must Be Named",
        default="none",
        required=True,
        help="Without this person no customer comes into the tier.",
    )
    service_policy_id = fields.Many2one(
        comodel_name="key.account.service.policy",
        ondelete="restrict",
        index="btree_not_null",
    )
    partner_count = fields.Integer(
        string="Key Accounts", compute="_compute_partner_count"
    )

    _code_uniq = models.UniqueIndex("(code)", "There is a tier with this code already.")
    _check_numbers = models.Constraint(
        "CHECK(score_min BETWEEN 0 AND 1000 AND visit_interval_days BETWEEN 0 AND 3650"
        " AND review_interval_days BETWEEN 0 AND 3650)",
        "A score lies between 0 and 1,000, visits and reviews come within 3,650 days.",
    )

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("key_account_tier_id", "in", self.ids)],
                ["key_account_tier_id"],
                ["__count"],
            )
        )
        for tier in self:
            tier.partner_count = counts.get(tier._origin, 0)

    def action_view_partners(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.res_partner_action_key_accounts"
        )
        return {
            **action,
            "domain": [("key_account_tier_id", "=", self.id)],
            "context": {},
        }

    @api.model
    def _suggest_tier(self, scores):
        """Return the tier that three scores earn, or no one.

        :param scores: purchasing power, demand and influence, 1 to 10 each
        """
        return self._get_tier_of_score(key_account.score(*scores))

    @api.model
    def _get_tier_of_score(self, reached):
        tiers = self.sudo().search(Domain.TRUE)
        best = key_account.best([(t.id, t.score_min) for t in tiers], reached)
        return self.browse(best)

    def _get_rank(self):
        """Return what orders the tiers, None for no tier."""
        return (self.sequence, self.id) if self else None
