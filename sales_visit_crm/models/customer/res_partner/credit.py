from odoo import api, fields, models

from ....tools import grading
from ....tools.customer_file import GROUPS

PERCENT = 100


class ResPartner(models.Model):
    """The credit class that the payments suggest, beside the one that was given.

    It proposes and warns; nobody's class changes by itself.

    Source: P06, 客户信誉; R048; AN52.
    """

    _inherit = "res.partner"

    suggested_credit_class = fields.Selection(
        selection="_selection_suggested_credit_class",
        compute="_compute_suggested_credit_class",
        groups=GROUPS,
        help="What the payments of the last 12 months say; empty without invoices.",
    )
    has_credit_mismatch = fields.Boolean(
        string="Credit Class Differs",
        compute="_compute_suggested_credit_class",
        groups=GROUPS,
    )

    @api.model
    def _selection_suggested_credit_class(self):
        return self._fields["credit_class"]._description_selection(self.env)

    @api.depends("credit_class")
    @api.depends_context("company")
    def _compute_suggested_credit_class(self):
        suggested = self._suggest_credit_classes(self.env.company)
        for partner in self:
            proposal = suggested.get(partner.commercial_partner_id._origin.id, False)
            given = partner.sudo().credit_class
            partner.suggested_credit_class = proposal
            partner.has_credit_mismatch = bool(proposal and given and proposal != given)

    def _suggest_credit_classes(self, company):
        """Return the suggested class by customer id; three queries for all of them."""
        facts = self.env["customer.assessment.fact"].sudo()
        partners = self.commercial_partner_id._origin
        names = ("late_percent", "overdue_days")
        company = company.sudo()
        today = company._get_sales_today()
        values = facts._get_values(names, company, partners, today)
        return {
            partner_id: grading.credit_class(
                late / PERCENT,
                values["overdue_days"].get(partner_id, 0),
                company.customer_credit_late_percent / PERCENT,
                company.customer_credit_hard_days,
            )
            for partner_id, late in values["late_percent"].items()
        }

    def _get_credit_warnings(self, credit_class):
        """Return a sentence where the payments say something else. R048."""
        self.ensure_one()
        proposal = self._suggest_credit_classes(self.env.company).get(
            self.commercial_partner_id.id
        )
        if not proposal or proposal == credit_class:
            return []
        return [
            self.env._(
                "The payments of %(customer)s suggest credit class %(proposal)s, not "
                "%(given)s.",
                customer=self.sudo().name,
                proposal=proposal.upper(),
                given=credit_class.upper(),
            )
        ]
