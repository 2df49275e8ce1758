from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesVisitStep(models.Model):
    """What we do next for the customer; becomes an activity with the report.

    Source: S011, S074; 对此客户下一步拟采取行动计划, 客户拜访总结报告.
    """

    _name = "sales.visit.step"
    _description = "Next Action"
    _inherit = ["sales.visit.part.mixin", "sales.text.mixin"]
    _order = "date_deadline, id"

    name = fields.Char(string="Action", required=True)
    visit_id = fields.Many2one(
        comodel_name="sales.visit", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    date_deadline = fields.Date(
        string="Due On",
        required=True,
        default=lambda self: self.env.user._get_sales_today(),
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.constrains("user_id")
    def _check_user_id(self):
        for step in self.filtered("user_id.share"):
            raise ValidationError(
                self.env._(
                    "%(user)s is no employee. Choose a colleague for “%(action)s”.",
                    user=step.user_id.name,
                    action=step.name,
                )
            )

    def _schedule_activities(self):
        """Make an activity of every action, or bring the one it has up to date."""
        # Done ones are history, and archived.
        for step in self.filtered("activity_id.active"):
            step.activity_id.sudo().write(step._prepare_activity_vals())
        missing = self.filtered(lambda step: not step.activity_id)
        kind = self.env.ref("sales_visit_crm.mail_activity_type_visit_step")
        activities = self.env["mail.activity"].create(
            [
                {
                    **step._prepare_activity_vals(),
                    "activity_type_id": kind.id,
                    "automated": True,
                    "res_model_id": self.env["ir.model"]._get_id("sales.visit"),
                    "res_id": step.visit_id.id,
                }
                for step in missing
            ]
        )
        for step, activity in zip(missing, activities, strict=True):
            step._trusted_write({"activity_id": activity.id})

    def _prepare_activity_vals(self):
        self.ensure_one()
        return {
            "summary": self.name,
            "date_deadline": self.date_deadline,
            "user_id": self.user_id.id,
        }
