from odoo import models


class MailActivity(models.Model):
    """Whoever finishes the activity has finished the stage task."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        kind = self.env.ref(
            "sales_visit_crm.mail_activity_type_process_condition",
            raise_if_not_found=False,
        )
        activities = self.filtered(lambda activity: activity.activity_type_id == kind)
        if kind and activities:
            rows = self.env["crm.lead.condition"].sudo()
            rows.search(
                [("activity_id", "in", activities.ids), ("state", "=", "open")]
            )._finish()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
