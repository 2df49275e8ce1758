from odoo import api, fields, models

# Codes of the form's indicators, and the axes that they score.
AXES = {"power": "purchasing_power", "demand": "demand", "influence": "influence"}


class KeyAccountNomination(models.Model):
    """A nomination that an assessment made, with its scores and basis.

    Source: S104, LC5; B61.
    """

    _inherit = "key.account.nomination"

    assessment_id = fields.Many2one(
        comodel_name="customer.assessment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The approved assessment that proposes the tier.",
    )

    @api.model
    def _propose_from_assessment(self, assessment):
        """Nominate the customer for the tier of the assessment's band.

        A nomination in draft takes the scores over; one that others decide on stays as
        they know it. Nothing is proposed to a customer that has the tier.
        """
        tier = self.env["key.account.tier"].search(
            [("code", "=", assessment.band_id.code)], limit=1
        )
        partner = assessment.partner_id
        if not tier or partner.key_account_tier_id == tier:
            return self.browse()
        vals = self._prepare_assessed_vals(assessment, tier)
        opened = self.search(
            [
                ("partner_id", "=", partner.id),
                ("state", "in", ("draft", "assessed", "submitted", "approved")),
            ]
        )
        if not opened:
            opened = self.create(
                {
                    **vals,
                    "partner_id": partner.id,
                    "company_id": assessment.company_id.id,
                    "user_id": assessment.user_id.id,
                }
            )
        elif opened.state == "draft":
            opened.write(vals)
        else:
            return opened
        opened._engine_write({"assessment_id": assessment.id})
        return opened

    @api.model
    def _prepare_assessed_vals(self, assessment, tier):
        scores = {
            AXES[line.indicator_id.code]: line.score
            for line in assessment.line_ids
            if line.indicator_id.code in AXES
        }
        return {
            **scores,
            "proposed_tier_id": tier.id,
            "basis": assessment.basis,
            "strategy": assessment.strategy,
        }
