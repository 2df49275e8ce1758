from odoo import api, fields, models
from odoo.tools import SQL

RESULTS = [
    ("ok", "Correct"),
    ("outdated", "Outdated"),
    ("missing", "Missing"),
    ("false", "False"),
    ("duplicate", "Duplicate"),
]


class CustomerAuditLine(models.Model):
    """A customer file in the sample of an audit, what it showed, and what followed.

    Who provided the data answers for them first.

    Source: A17 客户数据核查, R083, R085, AN30.
    """

    _name = "customer.audit.line"
    _description = "Audited Customer File"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.text.mixin",
        "sales.transition.mixin",
    ]
    _order = "audit_id desc, id"
    _rec_name = "partner_id"

    _state_initial = "none"
    _state_transitions = {
        "open": ("none", "corrected"),
        "corrected": ("open",),
        "verified": ("corrected",),
    }
    _engine_fields = frozenset(
        {
            "audit_id",
            "partner_id",
            "provider_id",
            "team_id",
            "checker_id",
            "date_checked",
            "correction_note",
            "corrected_by_id",
            "date_corrected",
            "verified_by_id",
            "date_verified",
        }
    )

    audit_id = fields.Many2one(
        comodel_name="customer.audit",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="audit_id.company_id", store=True, precompute=True, index=True
    )
    audit_state = fields.Selection(related="audit_id.state", string="Audit Status")
    date_start = fields.Date(
        related="audit_id.date_start",
        string="Quarter",
        store=True,
        precompute=True,
        index=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    provider_id = fields.Many2one(
        comodel_name="res.users",
        string="Provided By",
        readonly=True,
        index=True,
        help="Who collected the data, else the customer's salesperson.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales Team",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # check
    result = fields.Selection(selection=RESULTS, copy=False, index=True, tracking=True)
    wrong_item_ids = fields.Many2many(
        comodel_name="customer.audit.item", string="Wrong Data", copy=False
    )
    finding = fields.Text(copy=False)
    corrective_action = fields.Text(copy=False)
    checker_id = fields.Many2one(
        comodel_name="res.users", string="Checked By", readonly=True, copy=False
    )
    date_checked = fields.Date(string="Checked On", readonly=True, copy=False)
    # correction
    date_deadline = fields.Date(string="Correct Until", copy=False)
    state = fields.Selection(
        selection=[
            ("none", "No Finding"),
            ("open", "To Correct"),
            ("corrected", "Corrected"),
            ("verified", "Verified"),
        ],
        string="Correction",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    correction_note = fields.Text(readonly=True, copy=False)
    corrected_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    date_corrected = fields.Date(string="Corrected On", readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    date_verified = fields.Date(string="Verified On", readonly=True, copy=False)
    # figures
    checked_count = fields.Integer(
        string="Checked", compute="_compute_figures", store=True
    )
    error_count = fields.Integer(
        string="Findings", compute="_compute_figures", store=True
    )
    outdated_count = fields.Integer(
        string="Outdated", compute="_compute_figures", store=True
    )
    false_count = fields.Integer(string="False", compute="_compute_figures", store=True)
    open_count = fields.Integer(
        string="Not Verified", compute="_compute_open_count", store=True
    )
    error_rate = fields.Float(
        compute="_compute_error_rate",
        aggregator="avg",
        help="Files with findings among the files checked, in percent.",
    )

    @api.depends("result")
    def _compute_figures(self):
        for line in self:
            line.checked_count = int(bool(line.result))
            line.error_count = int(bool(line.result) and line.result != "ok")
            line.outdated_count = int(line.result == "outdated")
            line.false_count = int(line.result == "false")

    @api.depends("state")
    def _compute_open_count(self):
        for line in self:
            line.open_count = int(line.state in ("open", "corrected"))

    @api.depends("result")
    def _compute_error_rate(self):
        for line in self:
            line.error_rate = 100.0 * line.error_count

    def _read_group_select(self, aggregate_spec, query):
        """Let pivots divide the findings by the files checked, not by all of them."""
        if aggregate_spec != "error_rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * SUM(%(errors)s) / NULLIF(SUM(%(checked)s), 0)",
            errors=self._field_to_sql(self._table, "error_count", query),
            checked=self._field_to_sql(self._table, "checked_count", query),
        )

    @api.model
    def _prepare_line_vals(self, audit, partner):
        """Return the values of the line of ``partner`` in ``audit``."""
        provider = self._get_provider(partner)
        team = partner.provided_team_id or provider._get_sales_team(
            self.env["crm.team"], audit.company_id
        )
        return {
            "audit_id": audit.id,
            "partner_id": partner.id,
            "provider_id": provider.id,
            "team_id": team.id,
        }

    @api.model
    def _get_provider(self, partner):
        """Return who provided the data: the first responsible for them (R085)."""
        return partner.provided_by_id or partner.user_id or partner.create_uid
