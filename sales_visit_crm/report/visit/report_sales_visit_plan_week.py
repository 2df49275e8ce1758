from datetime import timedelta

from odoo import models
from odoo.tools import format_date


class ReportSalesVisitPlanWeek(models.AbstractModel):
    """周行动计划表: the same sheet, one row a day (A143)."""

    _name = "report.sales_visit_crm.report_sales_visit_plan_week"
    _description = "Weekly Action Plan Form"
    _inherit = ["report.sales_visit_crm.report_sales_visit_plan"]

    def _prepare_sheet(self, document):
        sheet = super()._prepare_sheet(document)
        by_day = sheet["visits"].grouped("visit_day")
        days = self._get_days(document)
        # A visit moved out of the period still stands on its sheet.
        days = sorted({*days, *by_day})
        return {
            **sheet,
            "days": [
                {
                    "label": format_date(self.env, day, date_format="EEEE"),
                    "date": day,
                    "visits": by_day.get(day, self.env["sales.visit"]),
                }
                for day in days
            ],
        }

    def _get_days(self, plan):
        """Return the days of the sheet's period; of the blank sheet those of a week."""
        start = plan.period_start or self._get_monday()
        end = plan.period_end or start + timedelta(days=6)
        return [start + timedelta(days=n) for n in range((end - start).days + 1)]

    def _get_monday(self):
        today = self.env.user._get_sales_today()
        return today - timedelta(days=today.weekday())
