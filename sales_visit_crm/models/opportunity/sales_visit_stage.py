from odoo import api, fields, models

from .crm_lead.buying import BUYING_STAGES

# The stages of the report form, in the order of the buying stages.
SHIPPED = (
    "invitation",
    "visit",
    "preliminary",
    "demonstration",
    "requirements",
    "evaluation",
    "negotiation",
    "deal",
)


class SalesVisitStage(models.Model):
    """A visit stage stands beside the buying stage of the same number (S060)."""

    _inherit = "sales.visit.stage"

    buying_stage = fields.Selection(
        selection=BUYING_STAGES,
        help="Where a report of this visit stage finds the customer.",
    )

    @api.model
    def _fill_buying_stages(self):
        """Tie the shipped stages to their buying stages where nobody did."""
        for number, name in enumerate(SHIPPED, 1):
            stage = self.env.ref(
                f"sales_visit_crm.sales_visit_stage_{name}", raise_if_not_found=False
            )
            if stage and not stage.buying_stage:
                stage.buying_stage = str(number)
