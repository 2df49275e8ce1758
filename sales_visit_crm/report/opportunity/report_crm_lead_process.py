from odoo import models
from odoo.fields import Domain


class ReportCrmLeadProcess(models.AbstractModel):
    """里程碑与成功标准 / 各阶段条件: one deal from stage to stage (B33-B35)."""

    _name = "report.sales_visit_crm.report_crm_lead_process"
    _description = "Process Sheet"
    _inherit = ["sales.form.report.mixin"]

    _form_model = "crm.lead"
    _form_order = "create_date, id"
    _blank_rows = 4
    _max_documents = 100

    def _get_period_domain(self, options):
        domain = [
            ("process_template_id", "!=", False),
            ("create_date", "<=", options["date_to"]),
            ("won_status", "=", "pending"),
        ]
        if options["user_ids"]:
            domain.append(("user_id", "in", options["user_ids"]))
        return domain

    def _prepare_sheet(self, document):
        templates = self.env["sales.process.template"].sudo()
        template = document.sudo().process_template_id or templates.search(
            Domain.TRUE, limit=1
        )
        currency = document.company_currency or self.env.company.currency_id
        return {
            **super()._prepare_sheet(document),
            "money": currency.format,
            "stages": [
                self._prepare_stage(document, stage)
                for stage in template.stage_ids.sorted("process_number")
            ],
            "moves": document.gate_log_ids.sorted("date"),
        }

    def _prepare_stage(self, document, stage):
        """Return the row of a stage: its milestone with proof, its tasks."""
        rows = document.milestone_ids.filtered(lambda row: row.stage_id == stage)
        tasks = document.condition_ids.filtered(lambda row: row.stage_id == stage)
        names = [*rows.sudo().attachment_ids.mapped("name")]
        names += [record.display_name for row in rows if (record := row._get_ref())]
        stage = stage.with_env(self.env)
        return {
            "number": stage.process_number,
            "is_current": document.stage_id == stage,
            "selling": stage.name,
            "buying": stage.buying_label,
            "milestones": ", ".join(stage.milestone_ids.mapped("name")),
            "standard": ", ".join(
                filter(None, stage.milestone_ids.mapped("success_standard"))
            ),
            "date_done": max(
                rows.filtered("date_done").mapped("date_done"), default=False
            ),
            "done_by": ", ".join(rows.done_by_id.sudo().mapped("name")),
            "evidence": ", ".join(names),
            "tasks": [
                (task.name, task.state == "done", task.date_done or task.date_deadline)
                for task in tasks
            ]
            or [(item.name, False, False) for item in stage.condition_ids],
        }
