from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.customer_file import GROUPS


class ResPartner(models.Model):
    """The assessments of a customer: history, reason, and when the next is due.

    Nothing of it is stored on the customer.

    Source: B03, B08; S033, G08; differentiator 11.
    """

    _inherit = "res.partner"

    customer_assessment_ids = fields.One2many(
        comodel_name="customer.assessment",
        inverse_name="partner_id",
        string="Assessments",
        readonly=True,
        groups=GROUPS,
    )
    customer_assessment_count = fields.Integer(
        string="Assessments Made",
        compute="_compute_customer_assessment_count",
        groups=GROUPS,
    )
    grade_explanation = fields.Text(
        string="Why This Grade", compute="_compute_grade_explanation", groups=GROUPS
    )
    date_assessment_due = fields.Date(
        string="Assess Again On", compute="_compute_date_assessment_due", groups=GROUPS
    )
    is_assessment_due = fields.Boolean(
        string="Assessment Due",
        compute="_compute_is_assessment_due",
        search="_search_is_assessment_due",
        groups=GROUPS,
    )

    def _compute_customer_assessment_count(self):
        counts = dict(
            self.env["customer.assessment"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.customer_assessment_count = counts.get(partner._origin, 0)

    @api.depends("customer_grade_id")
    @api.depends_context("lang", "uid")
    def _compute_grade_explanation(self):
        current = self._get_current_grades()
        for partner in self:
            assessment = current.get(partner._origin.id)
            partner.grade_explanation = assessment and assessment.explanation

    @api.depends("customer_grade_id")
    @api.depends_context("uid")
    def _compute_date_assessment_due(self):
        current = self._get_current_grades()
        for partner in self:
            assessment = current.get(partner._origin.id)
            partner.date_assessment_due = assessment and assessment.date_due

    def _get_current_grades(self):
        """Return by customer id the assessment that gave the grade in force."""
        current = self.env["customer.assessment"].search(
            [
                ("partner_id", "in", self.ids),
                ("outcome", "=", "grade"),
                ("state", "in", ("effective", "expired")),
            ]
        )
        return {assessment.partner_id.id: assessment for assessment in current}

    def _get_assessment_summary(self):
        return self.env._("Assess %s again", self.name)

    @api.depends_context("company")
    def _compute_is_assessment_due(self):
        due = self.search([("id", "in", self.ids), ("is_assessment_due", "=", True)])
        for partner in self:
            partner.is_assessment_due = partner._origin in due

    @api.model
    def _search_is_assessment_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain.FALSE
        for company in self.env.companies:
            query = self._get_assessment_due_query(company)
            due |= Domain.custom(
                to_sql=lambda _model, alias, _query, query=query: SQL(
                    "%s IN (%s)", SQL.identifier(alias, "id"), query
                )
            )
        domain = Domain.FALSE
        if True in value:
            domain |= due
        if False in value:
            domain |= ~due
        return domain

    @api.model
    def _get_assessment_due_query(self, company):
        """Return the query of the ids of customers to be graded (again). S033.

        Graded ones on the day that their grade says; customers with a file and no
        grade after the days of the settings.
        """
        company = company.sudo()
        today = company._get_sales_today()
        self.env["customer.assessment"].flush_model()
        self.flush_model(
            ["customer_grade_id", "date_file_opened", "file_company_id", "file_state"]
        )
        return SQL(
            """
            SELECT sheet.partner_id AS id
              FROM customer_assessment sheet
             WHERE sheet.outcome = 'grade' AND sheet.company_id = %(company)s
               AND sheet.state IN ('effective', 'expired')
               AND sheet.date_due <= %(today)s
             UNION
            SELECT file.id
              FROM res_partner file
             WHERE file.file_state <> 'none' AND file.parent_id IS NULL
               AND file.file_company_id = %(company)s
               AND file.customer_grade_id IS NULL
               AND file.date_file_opened <= %(opened)s
            """,
            company=company.id,
            today=today,
            opened=today - timedelta(days=company.customer_first_assessment_days),
        )

    def action_view_customer_assessments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_assessment_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }

    def action_assess_customers(self):
        """Return the dialog that begins assessments of the selected customers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_assessment_start_action"
        )
        return {**action, "context": {"default_partner_ids": self.ids}}
