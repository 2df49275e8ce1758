from odoo import fields, models


class SalesVisitStep(models.Model):
    """What we do next for the customer; becomes an activity with the report.

    Source: S011, S074; 对此客户下一步拟采取行动计划, 客户拜访总结报告.
    """

    _name = "sales.visit.step"
    _description = "Next Action"
    _order = "date_deadline, id"

    name = fields.Char(string="Action", required=True)
    visit_id = fields.Many2one(
        comodel_name="sales.visit", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
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

    def _schedule_activities(self):
        """Make an activity of every action that has none yet."""
        activity_type = self.env.ref("sales_visit_crm.mail_activity_type_visit_step")
        for step in self.filtered(lambda step: not step.activity_id):
            step.activity_id = step.visit_id.activity_schedule(
                activity_type_id=activity_type.id,
                summary=step.name,
                date_deadline=step.date_deadline,
                user_id=step.user_id.id,
            )
