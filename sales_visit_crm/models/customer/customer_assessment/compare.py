from odoo import models
from odoo.exceptions import UserError


class CustomerAssessment(models.Model):
    """Customers side by side, on the same version of the same form. S036, B08."""

    _inherit = "customer.assessment"

    def action_compare(self):
        """Return the table of indicators by customers."""
        self._check_comparable()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_assessment_line_action_compare"
        )
        return {**action, "domain": [("assessment_id", "in", self.ids)]}

    def _check_comparable(self):
        """Check that the assessments were made by one version of one form.

        :raise UserError: naming two that were not
        """
        templates = self.template_id
        if len(templates) > 1:
            raise UserError(
                self.env._(
                    "Scores by different forms cannot be compared: %(first)s and "
                    "%(second)s. Choose assessments by the same version.",
                    first=templates[0].display_name,
                    second=templates[1].display_name,
                )
            )
        if len(self.partner_id) < len(self):
            raise UserError(
                self.env._("Choose one assessment of each customer to compare them.")
            )
