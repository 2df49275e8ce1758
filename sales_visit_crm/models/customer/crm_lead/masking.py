from odoo import api, fields, models

from ....tools import masking


class CrmLead(models.Model):
    """Copies of masked contact data are masked like the customer's own.

    The salesperson of the lead counts for nothing here: else a new lead would open
    every customer's number. Source: S010.
    """

    _inherit = "crm.lead"

    phone_last4 = fields.Char(
        string="Phone: Last Digits",
        compute="_compute_phone_last4",
        store=True,
        index="btree_not_null",
        help="The last four digits, by which everyone may search.",
    )

    @api.depends("phone")
    def _compute_phone_last4(self):
        for lead in self:
            lead.phone_last4 = masking.last_digits(lead.phone) or False

    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        return self._mask_found(domain)

    def _get_saved_masks(self, name, vals):
        """Take the masks of a customer just chosen: the form shows them already."""
        masks = super()._get_saved_masks(name, vals)
        source = {"phone": "phone", "email_from": "email"}.get(name)
        if source and vals.get("partner_id"):
            partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
            values = {partner[source]}
            if name == "phone":
                # The form writes numbers in the international way.
                values.add(
                    partner._phone_format(fname="phone", force_format="INTERNATIONAL")
                )
            kind = self._masked_kinds[name]
            masks |= {masking.mask(kind, value) for value in values}
        return masks
