from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

CHART_CUSTOMERS = 40  # bars that a screen still shows apart


class KeyAccountParetoRun(models.Model):
    """An 80/20 analysis: who makes most of a company's sales of a period.

    Numbers and lines are kept as computed; the settings of the day stand beside them.

    Source: S037, S110, G07; B59 大客户分析表.
    """

    _name = "key.account.pareto.run"
    _description = "80/20 Analysis"
    _inherit = ["mail.thread", "mail.activity.mixin", "sales.transition.mixin"]
    _order = "date_to desc, id desc"

    _state_transitions = {"done": ("draft",)}
    _locked_states = frozenset({"done"})
    _engine_fields = frozenset(
        {
            "total_amount",
            "customer_count",
            "inside_count",
            "proposal_count",
            "review_count",
            "date_computed",
        }
    )

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=[("draft", "Draft"), ("done", "Computed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    # period and settings
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        index=True,
        default=lambda self: self._default_date_to(),
    )
    source = fields.Selection(
        selection=[("invoice", "Posted Invoices"), ("order", "Confirmed Orders")],
        string="Sales Counted From",
        required=True,
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
    )
    pareto_percent = fields.Float(
        string="Pareto Line (%)",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
    )
    share_mode = fields.Selection(
        selection=[
            ("customer", "Each Customer's Own Share"),
            ("cumulative", "Shares Added Up From the Top"),
        ],
        string="Share Tiers By",
        required=True,
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
    )
    # results
    line_ids = fields.One2many(
        comodel_name="key.account.pareto.line",
        inverse_name="run_id",
        string="Customers",
        readonly=True,
    )
    total_amount = fields.Monetary(string="Sales of All", readonly=True, copy=False)
    customer_count = fields.Integer(
        string="Customers With Sales", readonly=True, copy=False
    )
    inside_count = fields.Integer(string="Inside the Line", readonly=True, copy=False)
    inside_rate = fields.Float(
        string="Share of Customers Inside",
        compute="_compute_inside_rate",
        help="How many of all customers make the sales up to the line, 0 to 1.",
    )
    proposal_count = fields.Integer(string="To Nominate", readonly=True, copy=False)
    review_count = fields.Integer(
        string="Key Accounts Outside", readonly=True, copy=False
    )
    date_computed = fields.Datetime(string="Computed On", readonly=True, copy=False)
    chart = fields.Json(compute="_compute_chart")

    _check_percent = models.Constraint(
        "CHECK(pareto_percent > 0 AND pareto_percent <= 100)",
        "The Pareto line lies above 0 and up to 100 %.",
    )

    @api.model
    def _default_date_to(self):
        """Return the last day of the month before this one."""
        today = self.env.company._get_sales_today()
        return fields.Date.start_of(today, "month") - relativedelta(days=1)

    @api.depends("company_id", "date_to")
    def _compute_settings(self):
        for run in self:
            company = run.company_id.sudo()
            months = relativedelta(months=company.key_account_pareto_months)
            last = run.date_to
            run.date_from = last and last + relativedelta(days=1) - months
            run.source = company.key_account_sales_source
            run.pareto_percent = company.key_account_pareto_percent
            run.share_mode = company.key_account_share_mode

    @api.depends("inside_count", "customer_count")
    def _compute_inside_rate(self):
        for run in self:
            count = run.customer_count
            run.inside_rate = run.inside_count / count if count else 0.0

    @api.depends("line_ids")
    def _compute_chart(self):
        for run in self:
            lines = run.line_ids.filtered("rank").sorted("rank")[:CHART_CUSTOMERS]
            run.chart = {
                "percent": run.pareto_percent,
                "labels": [line.partner_id.display_name or "" for line in lines],
                "amounts": [line.amount for line in lines],
                "cumulative": [100 * line.cumulative_rate for line in lines],
                "inside": lines.mapped("is_inside"),
                "tiers": [line.tier_id.name or "" for line in lines],
                "symbol": run.currency_id.symbol,
            }

    @api.depends("date_from", "date_to", "company_id")
    def _compute_display_name(self):
        for run in self:
            first, last = (
                format_date(self.env, day) if day else ""
                for day in (run.date_from, run.date_to)
            )
            run.display_name = f"{first} - {last}"

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for run in self:
            if run.date_from > run.date_to:
                raise ValidationError(
                    self.env._(
                        "The period of the analysis ends (%(last)s) before it starts "
                        "(%(first)s). Correct one of the two.",
                        first=format_date(self.env, run.date_from),
                        last=format_date(self.env, run.date_to),
                    )
                )

    def action_view_proposals(self):
        return self._open_lines([("proposal", "!=", False)])

    def action_view_lines(self):
        return self._open_lines([])

    def _open_lines(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.key_account_pareto_line_action"
        )
        return {
            **action,
            "domain": [("run_id", "=", self.id), *domain],
            "context": {},
        }

    def _get_lock_remedy(self):
        return self.env._("Make another analysis.")
