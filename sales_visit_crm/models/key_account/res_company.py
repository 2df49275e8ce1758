from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of the key-account room; each default is the paper's.

    Source: S037, S110, G07, LC5.
    """

    _inherit = "res.company"

    # Pareto and shares
    key_account_sales_source = fields.Selection(
        selection=[("invoice", "Posted Invoices"), ("order", "Confirmed Orders")],
        string="Sales Counted From",
        default="invoice",
        required=True,
        prefetch="sales_settings",
    )
    key_account_pareto_months = fields.Integer(
        string="Trailing Months",
        default=12,
        help="Months of sales that an 80/20 analysis looks back on.",
        prefetch="sales_settings",
    )
    key_account_pareto_percent = fields.Float(
        string="Pareto Line (%)",
        default=80.0,
        help="Customers up to this share of all sales, added up from the largest, "
        "should be key accounts.",
        prefetch="sales_settings",
    )
    key_account_pareto_keep_lines = fields.Integer(
        string="Customers Kept",
        default=500,
        help="So many of the largest customers are listed, beside those inside the "
        "line and the key accounts.",
        prefetch="sales_settings",
    )
    key_account_share_mode = fields.Selection(
        selection=[
            ("customer", "Each Customer's Own Share"),
            ("cumulative", "Shares Added Up From the Top"),
        ],
        string="Share Tiers By",
        default="customer",
        required=True,
        prefetch="sales_settings",
    )
    key_account_share_a_percent = fields.Float(
        string="Share Tier A (%)", default=50.0, prefetch="sales_settings"
    )
    key_account_share_b_percent = fields.Float(
        string="Share Tier B (%)", default=20.0, prefetch="sales_settings"
    )
    key_account_share_c_percent = fields.Float(
        string="Share Tier C (%)", default=10.0, prefetch="sales_settings"
    )
    key_account_sum_a_percent = fields.Float(
        string="Share Tier A Up To (%)", default=50.0, prefetch="sales_settings"
    )
    key_account_sum_b_percent = fields.Float(
        string="Share Tier B Up To (%)", default=70.0, prefetch="sales_settings"
    )
    key_account_sum_c_percent = fields.Float(
        string="Share Tier C Up To (%)", default=80.0, prefetch="sales_settings"
    )
    # tiers
    key_account_review_notice_days = fields.Integer(
        string="Review Notice (days)",
        default=14,
        help="Days before the review of a tier is due at which it is prepared.",
        prefetch="sales_settings",
    )

    _check_key_account_pareto = models.Constraint(
        "CHECK(key_account_pareto_months BETWEEN 1 AND 60"
        " AND key_account_pareto_percent > 0 AND key_account_pareto_percent <= 100"
        " AND key_account_pareto_keep_lines BETWEEN 0 AND 100000"
        " AND key_account_review_notice_days BETWEEN 0 AND 365)",
        "The 80/20 analysis looks back 1 to 60 months, its line lies above 0 and up "
        "to 100 %, up to 100,000 customers are kept, and reviews are prepared up to "
        "365 days before.",
    )
    _check_key_account_shares = models.Constraint(
        "CHECK(key_account_share_a_percent <= 100"
        " AND key_account_share_a_percent > key_account_share_b_percent"
        " AND key_account_share_b_percent > key_account_share_c_percent"
        " AND key_account_share_c_percent > 0 AND key_account_sum_a_percent > 0"
        " AND key_account_sum_b_percent > key_account_sum_a_percent"
        " AND key_account_sum_c_percent > key_account_sum_b_percent"
        " AND key_account_sum_c_percent <= 100)",
        "Share tiers fall from A to C by a customer's own share and rise from A to C "
        "where shares are added up, between 0 and 100 %.",
    )

    def _get_key_account_percents(self, mode):
        """Return the lines of the share tiers A, B and C in percent, by ``mode``."""
        self.ensure_one()
        stem = "sum" if mode == "cumulative" else "share"
        return tuple(self[f"key_account_{stem}_{key}_percent"] for key in "abc")
