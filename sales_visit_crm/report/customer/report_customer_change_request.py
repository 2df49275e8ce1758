from odoo import models

from ...tools import local_day

# What people do with a request that the paper has a place for.
OPINIONS = ("approve", "reject", "return", "skip")


class ReportCustomerChangeRequest(models.AbstractModel):
    """客户数据变更申请表: before and after, opinions, execution (A15)."""

    _name = "report.sales_visit_crm.report_customer_change_request"
    _description = "Customer Data Change Request Form"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "customer.change.request"
    _form_order = "id"
    _blank_rows = 8
    _max_documents = 200

    def _get_period_domain(self, options):
        zone = self.env.user._get_sales_timezone()
        begin = local_day.bounds(options["date_from"], zone)[0]
        end = local_day.bounds(options["date_to"], zone)[1]
        domain = [
            ("date_submitted", ">=", begin),
            ("date_submitted", "<", end),
            ("is_direct", "=", False),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _get_form_title(self):
        return self.env._("Customer Data Change Request")

    def _prepare_sheets(self, documents, options):
        opinions = self._get_opinions(documents)
        return [
            {
                **sheet,
                "title": self._get_form_title(),
                "lines": self._prepare_lines(sheet["doc"]),
                **opinions.get(sheet["doc"].id, {"department": [], "after_sales": []}),
            }
            for sheet in super()._prepare_sheets(documents, options)
        ]

    def _prepare_lines(self, request):
        """Return what changes, as the reader of the print may see it."""
        return [
            {
                "label": line.label,
                "old": line._get_shown_value("old_value"),
                "new": line._get_shown_value("new_value"),
                "reason": line.decision_reason,
                "is_rejected": line.decision == "rejected",
            }
            for line in request.line_ids
        ]

    def _get_opinions(self, documents):
        """Return who decided what, by request: department, then after-sales.

        The last step of the route is the after-sales department's; what was decided
        before it is the department's opinion.
        """
        approvals = (
            self.env["approval.request"]
            .sudo()
            .search(
                [
                    ("res_model", "=", documents._name),
                    ("res_id", "in", documents.ids),
                ],
                order="id",
            )
        )
        kinds = approvals.decision_ids._fields["kind"]
        kinds = dict(kinds._description_selection(self.env))
        opinions = {}
        for approval in approvals:
            sheet = opinions.setdefault(
                approval.res_id, {"department": [], "after_sales": []}
            )
            last = approval.step_ids.sorted("stage")[-1:]
            for decision in approval.decision_ids.sorted("id"):
                if decision.kind in OPINIONS:
                    is_last = decision.step_id == last and len(approval.step_ids) > 1
                    place = "after_sales" if is_last else "department"
                    sheet[place].append((kinds[decision.kind], decision))
        return opinions
