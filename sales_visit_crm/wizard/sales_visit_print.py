from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesVisitPrint(models.TransientModel):
    """Choose a printed form: of a period, or blank for filling in by hand."""

    _name = "sales.visit.print"
    _description = "Print Visit Form"

    form = fields.Selection(
        selection=[
            ("sales_visit_action_report_register", "Visit Register"),
            ("sales_visit_action_report_phone_sheet", "Telephone Log"),
            ("sales_visit_plan_action_report", "Visit Plan Sheet"),
            ("sales_visit_plan_action_report_week", "Weekly Action Plan"),
            ("sales_visit_action_report", "Visit Report"),
            ("sales_visit_action_report_record", "Visit Record (Short)"),
            ("customer_file_review_action_report", "Customer File Review"),
            ("customer_audit_action_report", "Customer Data Audit"),
            ("customer_change_request_action_report", "Customer Data Change Request"),
            ("customer_assessment_action_report", "Assessment Sheet"),
            ("customer_assessment_action_report_comparison", "Customers Side by Side"),
            ("key_account_nomination_action_report", "Key-Account Evaluation"),
            ("key_account_tier_action_report", "Classification Standard"),
            ("res_partner_action_report_key_account_list", "Key-Account List"),
            ("res_partner_action_report_service_plan", "Key-Account Service Plan"),
        ],
        required=True,
        default="sales_visit_action_report_register",
    )
    is_blank = fields.Boolean(
        string="Blank Form", help="Empty rows for filling in by hand."
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        store=True,
        readonly=False,
    )
    date_to = fields.Date(
        string="Until",
        compute="_compute_dates",
        store=True,
        readonly=False,
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Salespersons",
        default=lambda self: self._default_user_ids(),
        domain=[("share", "=", False)],
        help="Leave empty to print everyone whose visits you may see.",
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.model
    def _default_user_ids(self):
        """Return the user; nobody for those who see the visits of others."""
        sees_others = self.env.user.has_groups(
            "sales_visit_crm.group_sales_visit_leader,"
            "sales_visit_crm.group_visit_auditor"
        )
        return self.env["res.users"] if sees_others else self.env.user

    @api.depends("form")
    def _compute_dates(self):
        """Set what each form is usually printed for: month, day or week."""
        today = self.env.user._get_sales_today()
        for wizard in self:
            if wizard.form == "sales_visit_action_report_phone_sheet":
                wizard.date_from = wizard.date_to = today
            elif wizard.form == "sales_visit_action_report_register":
                wizard.date_from = fields.Date.start_of(today, "month")
                wizard.date_to = today
            else:
                wizard.date_from = fields.Date.start_of(today, "week")
                wizard.date_to = fields.Date.end_of(today, "week")

    @api.constrains("date_from", "date_to", "is_blank")
    def _check_dates(self):
        for wizard in self.filtered(lambda wizard: not wizard.is_blank):
            if not (wizard.date_from and wizard.date_to):
                raise ValidationError(self.env._("Choose both days of the period."))
            if wizard.date_from > wizard.date_to:
                raise ValidationError(
                    self.env._("The period ends before it starts. Correct one day.")
                )

    def action_print(self):
        self.ensure_one()
        report = self.env.ref(f"sales_visit_crm.{self.form}")
        data = self._prepare_data()
        # What cannot be printed is said here, not in a failed download.
        form = self.env[f"report.{report.sudo().report_name}"]
        form._get_documents(form._prepare_options([], data))
        return report.report_action([], data=data, config=False)

    def _prepare_data(self):
        if self.is_blank:
            return {"is_blank": True, "lang": self.lang}
        return {
            "lang": self.lang,
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "user_ids": self.user_ids.ids,
        }
