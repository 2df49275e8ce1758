from odoo import fields, models

from .crm_lead.buying import BUYING_STAGES


class CrmLeadBuyingStep(models.Model):
    """A step of this customer's own way of buying: who decides it, and on what.

    Source: S051, B12; 客户内部采购流程.
    """

    _name = "crm.lead.buying.step"
    _description = "Buying Step"
    _inherit = ["crm.process.part.mixin"]
    _order = "lead_id, sequence, id"

    lead_id = fields.Many2one(readonly=False)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Buying Step", required=True)
    buying_stage = fields.Selection(
        selection=BUYING_STAGES, help="The stage to which the step belongs."
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person in Charge",
        index="btree_not_null",
        ondelete="set null",
    )
    function = fields.Char(related="contact_id.function", string="Job Position")
    consideration = fields.Text(help="What the person looks at.")
    date_reached = fields.Date(string="Reached On")
