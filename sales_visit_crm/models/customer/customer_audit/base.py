from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CustomerAudit(models.Model):
    """The quarterly check of the customer files: are they true and up to date?

    Source: A17 客户数据核查, R083, R084, R085; lifecycle 5.8.
    """

    _name = "customer.audit"
    _description = "Customer Data Audit"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.numbering.mixin",
        "sales.text.mixin",
        "sales.transition.mixin",
    ]
    _order = "date_start desc, id desc"
    _unchecked_texts = frozenset({"name"})

    _state_initial = "scheduled"
    _state_transitions = {
        "sampling": ("scheduled", "sampling"),
        "checking": ("sampling",),
        "findings": ("checking",),
        "closed": ("findings",),
    }
    _locked_states = frozenset({"closed"})
    _engine_fields = frozenset(
        {
            "seed",
            "population_count",
            "date_sampled",
            "date_closed",
            "closed_by_id",
            "is_late_reminded",
        }
    )

    state = fields.Selection(
        selection=[
            ("scheduled", "Scheduled"),
            ("sampling", "Sampling"),
            ("checking", "Checking"),
            ("findings", "Findings"),
            ("closed", "Closed"),
        ],
        default="scheduled",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date_start = fields.Date(
        string="Quarter From",
        required=True,
        index=True,
        copy=False,
        default=lambda self: self._default_date_start(),
        help="Any day of the quarter: the first one is kept.",
    )
    date_end = fields.Date(
        string="Quarter Until", compute="_compute_date_end", store=True, precompute=True
    )
    quarter = fields.Char(compute="_compute_quarter")
    date_deadline = fields.Date(
        string="Close Until",
        compute="_compute_date_deadline",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
        help="The last day of the quarter: the next audit begins the day after.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Data Steward",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_late_reminded = fields.Boolean(readonly=True, copy=False)
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, tracking=True
    )
    conclusion = fields.Text(help="What the management should know.")
    # sample
    item_ids = fields.Many2many(
        comodel_name="customer.audit.item",
        string="What Is Checked",
        default=lambda self: self.env["customer.audit.item"].search([]),
    )
    sample_size = fields.Integer(
        compute="_compute_sample", store=True, precompute=True, readonly=False
    )
    sample_percent = fields.Float(
        string="Sample (%)",
        compute="_compute_sample",
        store=True,
        precompute=True,
        readonly=False,
    )
    seed = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Drawn by chance. The same seed draws the same files again.",
    )
    population_count = fields.Integer(
        string="Files in the Company", readonly=True, copy=False
    )
    date_sampled = fields.Datetime(string="Sampled On", readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="customer.audit.line", inverse_name="audit_id", string="Files"
    )
    # result
    line_count = fields.Integer(string="Sampled", compute="_compute_counts")
    checked_count = fields.Integer(string="Checked", compute="_compute_counts")
    error_count = fields.Integer(string="Findings", compute="_compute_counts")
    open_count = fields.Integer(string="Not Verified", compute="_compute_counts")
    error_rate = fields.Float(compute="_compute_counts")

    _company_quarter_uniq = models.UniqueIndex(
        "(company_id, date_start)",
        "This quarter has an audit already. Open that one instead.",
    )
    _check_sample = models.Constraint(
        "CHECK(sample_size BETWEEN 1 AND 10000 AND sample_percent BETWEEN 0 AND 100)",
        "A sample has 1 to 10,000 files, or 0 to 100 % of them.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_quarter(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._prepare_quarter(vals)
        settled = {"date_start", "company_id", "sample_size", "sample_percent"}
        drawn = self.filtered(
            lambda audit: audit.state not in ("scheduled", "sampling")
        )
        if settled & set(vals) and drawn:
            raise UserError(
                self.env._(
                    "The sample of %s is drawn and checked: its quarter and size stay "
                    "as they are.",
                    drawn._get_document_labels(),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_scheduled(self):
        if begun := self.filtered(lambda audit: audit.state != "scheduled"):
            raise UserError(
                self.env._(
                    "%s has begun and stays on record. Close it instead.",
                    begun._get_document_labels(),
                )
            )

    @api.model
    def _default_date_start(self):
        return fields.Date.start_of(self.env.company._get_sales_today(), "quarter")

    def _prepare_quarter(self, vals):
        """Return ``vals`` with the first day of the quarter that they name."""
        day = fields.Date.to_date(vals.get("date_start"))
        if not day:
            return vals
        return {**vals, "date_start": fields.Date.start_of(day, "quarter")}

    @api.depends("date_start")
    def _compute_date_end(self):
        for audit in self:
            day = audit.date_start
            audit.date_end = day and fields.Date.end_of(day, "quarter")

    @api.depends("date_end")
    def _compute_date_deadline(self):
        for audit in self:
            audit.date_deadline = audit.date_end

    @api.depends("date_start")
    def _compute_quarter(self):
        for audit in self:
            day = audit.date_start
            audit.quarter = day and self.env._(
                "%(year)s Q%(quarter)s", year=day.year, quarter=(day.month + 2) // 3
            )

    @api.depends("company_id")
    def _compute_sample(self):
        for audit in self:
            company = audit.company_id.sudo()
            audit.sample_size = company.customer_audit_sample_size
            audit.sample_percent = company.customer_audit_sample_percent

    @api.depends("date_deadline", "state")
    def _compute_is_late(self):
        for audit in self:
            today = audit.company_id.sudo()._get_sales_today()
            audit.is_late = (
                audit.state != "closed"
                and bool(audit.date_deadline)
                and audit.date_deadline < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._get_sales_today()
        late = Domain("state", "!=", "closed") & Domain("date_deadline", "<", today)
        domain = Domain.FALSE
        if True in value:
            domain |= late
        if False in value:
            domain |= ~late
        return domain

    @api.depends("line_ids.result", "line_ids.state")
    def _compute_counts(self):
        counts = {
            audit.id: values
            for audit, *values in self.env["customer.audit.line"]
            .sudo()
            ._read_group(
                [("audit_id", "in", self.ids)],
                ["audit_id"],
                ["__count", "checked_count:sum", "error_count:sum", "open_count:sum"],
            )
        }
        for audit in self:
            count, checked, errors, waiting = counts.get(audit.id, (0, 0, 0, 0))
            audit.line_count = count
            audit.checked_count = checked
            audit.error_count = errors
            audit.open_count = waiting
            audit.error_rate = errors / checked if checked else 0.0

    @api.constrains("date_start", "date_deadline")
    def _check_date_deadline(self):
        for audit in self:
            if audit.date_deadline and audit.date_deadline < audit.date_start:
                raise ValidationError(
                    self.env._(
                        "%s would be closed before its quarter begins. Choose a later "
                        "day.",
                        audit.display_name,
                    )
                )

    def _get_lock_remedy(self):
        return self.env._("What is still wrong belongs into the next audit.")
