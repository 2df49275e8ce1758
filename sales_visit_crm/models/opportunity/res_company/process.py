from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of the selling process; each default is the paper's.

    Source: S055, S056, S064; LC3.
    """

    _inherit = "res.company"

    process_condition_policy = fields.Selection(
        selection=[("block", "Hold the Opportunity"), ("warn", "Only Show Them")],
        string="Open Mandatory Tasks",
        default="block",
        required=True,
        prefetch="sales_settings",
    )
    process_won_policy = fields.Selection(
        selection=[("order", "By a Confirmed Order"), ("evidence", "By the Evidence")],
        string="Projects Are Won",
        default="order",
        required=True,
        prefetch="sales_settings",
    )
    process_pass_days = fields.Integer(
        string="Conditional Pass (days)",
        default=14,
        help="How long a conditional pass runs unless somebody says otherwise.",
        prefetch="sales_settings",
    )
    process_pass_max_days = fields.Integer(
        string="Longest Conditional Pass (days)", default=60, prefetch="sales_settings"
    )
    process_gap_stages = fields.Integer(
        string="Gap (stages)",
        default=1,
        help="Difference between selling and buying stage that is reported.",
        prefetch="sales_settings",
    )
    process_amount_rate = fields.Float(
        string="Change of Amount (%)",
        default=30.0,
        help="Change since the stage was entered that is reported.",
        prefetch="sales_settings",
    )
    process_decision_stage = fields.Integer(
        string="Decision Maker by Stage",
        default=3,
        help="Stage from which a deal without a decision maker is reported.",
        prefetch="sales_settings",
    )
    process_stagnation_days = fields.Integer(
        string="Stagnation (days)",
        default=30,
        help="Days without a new stage or milestone, for stages that name no number "
        "of their own.",
        prefetch="sales_settings",
    )

    _check_process_numbers = models.Constraint(
        "CHECK(process_pass_days >= 1 AND process_pass_max_days >= process_pass_days"
        " AND process_gap_stages >= 1 AND process_amount_rate > 0"
        " AND process_decision_stage BETWEEN 1 AND 8"
        " AND process_stagnation_days >= 1)",
        "The numbers of the selling process are positive, a decision maker is asked "
        "for from stage 1 to 8, and the longest pass is no shorter than the usual one.",
    )
