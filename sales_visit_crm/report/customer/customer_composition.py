from odoo import api, fields, models
from odoo.tools import SQL


class CustomerComposition(models.Model):
    """One row per customer file, made for pivots: how many of which kind, and sales.

    Past customers count as well. Sales are those of the confirmed orders, without
    tax, in the currency of the file's company.

    Source: AN27, R14, B85, S145; AN26, R24.
    """

    _name = "customer.composition"
    _description = "Customer Composition"
    _auto = False
    _rec_name = "partner_id"
    _order = "id desc"
    _depends = {
        "res.partner": [
            "active",
            "business_type",
            "city",
            "country_id",
            "credit_class",
            "customer_category",
            "customer_nature_id",
            "customer_source_id",
            "customer_type",
            "data_source",
            "date_file_due",
            "date_file_opened",
            "date_filed",
            "date_last_verified",
            "dossier_completeness",
            "file_company_id",
            "file_state",
            "industry_id",
            "provided_team_id",
            "size_band",
            "state_id",
            "trade_route",
            "trade_scope",
            "user_id",
        ],
        "sale.order": ["amount_untaxed", "currency_rate", "partner_id", "state"],
    }

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Providing Team", readonly=True
    )
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    country_state_id = fields.Many2one(
        comodel_name="res.country.state", string="Region", readonly=True
    )
    city = fields.Char(readonly=True)
    industry_id = fields.Many2one(comodel_name="res.partner.industry", readonly=True)
    nature_id = fields.Many2one(
        comodel_name="customer.nature", string="Enterprise Nature", readonly=True
    )
    source_id = fields.Many2one(
        comodel_name="utm.source", string="Customer Source", readonly=True
    )
    business_type = fields.Selection(
        selection=lambda self: self._get_selection("business_type"),
        string="Enterprise Type",
        readonly=True,
    )
    customer_type = fields.Selection(
        selection=lambda self: self._get_selection("customer_type"), readonly=True
    )
    customer_category = fields.Selection(
        selection=lambda self: self._get_selection("customer_category"), readonly=True
    )
    credit_class = fields.Selection(
        selection=lambda self: self._get_selection("credit_class"), readonly=True
    )
    size_band = fields.Selection(
        selection=lambda self: self._get_selection("size_band"),
        string="Enterprise Size",
        readonly=True,
    )
    trade_route = fields.Selection(
        selection=lambda self: self._get_selection("trade_route"),
        string="Direct or Indirect",
        readonly=True,
    )
    trade_scope = fields.Selection(
        selection=lambda self: self._get_selection("trade_scope"),
        string="Domestic or Abroad",
        readonly=True,
    )
    data_source = fields.Selection(
        selection=lambda self: self._get_selection("data_source"), readonly=True
    )
    file_state = fields.Selection(
        selection=lambda self: self._get_selection("file_state"),
        string="Customer File",
        readonly=True,
    )
    is_past = fields.Boolean(string="Past Customer", readonly=True)
    date_file_opened = fields.Date(string="File Opened On", readonly=True)
    # measures
    customer_count = fields.Integer(string="Customers", readonly=True)
    sales_amount = fields.Monetary(string="Sales", readonly=True)
    dossier_completeness = fields.Float(
        string="Completeness (%)", readonly=True, aggregator="avg"
    )
    filed_rate = fields.Float(
        string="Filed in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Share of files that were in the archive by their day, among those filed "
        "or overdue.",
    )
    unverified_days = fields.Float(
        string="Not Verified (days)",
        readonly=True,
        aggregator="avg",
        help="Days since somebody last confirmed the file.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT %(dimensions)s, %(measures)s
              FROM res_partner p
              JOIN res_company company ON company.id = p.file_company_id
             WHERE p.file_state != 'none'
            """,
            dimensions=self._get_dimensions_sql(),
            measures=self._get_measures_sql(),
        )

    @api.model
    def _get_dimensions_sql(self):
        return SQL(
            """
            p.id, p.id AS partner_id, p.file_company_id AS company_id,
            company.currency_id, p.user_id, p.provided_team_id AS team_id,
            p.country_id, p.state_id AS country_state_id, p.city, p.industry_id,
            p.customer_nature_id AS nature_id, p.customer_source_id AS source_id,
            p.business_type, p.customer_type, p.customer_category, p.credit_class,
            p.size_band, p.trade_route, p.trade_scope, p.data_source, p.file_state,
            p.active IS NOT TRUE AS is_past, p.date_file_opened
            """
        )

    @api.model
    def _get_measures_sql(self):
        today = self.env.user._get_sales_today()
        return SQL(
            """
            1 AS customer_count,
            COALESCE(
                (SELECT SUM(o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1))
                   FROM sale_order o
                   JOIN res_partner buyer ON buyer.id = o.partner_id
                  WHERE buyer.commercial_partner_id = p.id
                    AND o.company_id = p.file_company_id
                    AND o.state = 'sale'), 0) AS sales_amount,
            p.dossier_completeness,
            CASE WHEN p.date_filed IS NOT NULL
                 THEN (p.date_filed <= p.date_file_due)::integer * 100.0
                 WHEN p.date_file_due < %(today)s THEN 0.0 END AS filed_rate,
            %(today)s::date - p.date_last_verified AS unverified_days
            """,
            today=today,
        )

    @api.model
    def _get_selection(self, name):
        return self.env["res.partner"]._fields[name]._description_selection(self.env)

    def action_open_customer(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()
