from odoo import api, models
from odoo.exceptions import UserError, ValidationError

OPEN_STATES = ("draft", "assessed", "submitted", "approved")
PEOPLE = {
    "manager_id": "key_account_manager_id",
    "develop_user_id": "key_account_develop_user_id",
    "maintain_user_id": "key_account_maintain_user_id",
    "service_user_id": "key_account_service_user_id",
    "sell_user_id": "key_account_sell_user_id",
}


class KeyAccountNomination(models.Model):
    """What a nomination must say, and which customer it may be about.

    Source: S032, S100, S104, S105, S121, S122.
    """

    _inherit = "key.account.nomination"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_nominated([vals.get("partner_id") for vals in vals_list])
        nominations = super().create(vals_list)
        nominations._prepare_new()
        return nominations

    def _check_not_nominated(self, partner_ids):
        """Check that no customer is nominated twice at a time; the index backs it.

        :raise ValidationError: naming the customer, where one is
        """
        opened = self.sudo().search(
            [("partner_id", "in", partner_ids), ("state", "in", OPEN_STATES)], limit=1
        )
        if opened:
            raise ValidationError(
                self.env._(
                    "%(customer)s is nominated already (%(number)s). Finish or cancel "
                    "that nomination first.",
                    customer=opened.partner_id.display_name,
                    number=opened.name,
                )
            )

    def _prepare_new(self):
        """Fill in what is known: tier so far, people in charge, figures."""
        for nomination in self.sudo():
            partner = nomination.partner_id
            tier = partner.key_account_tier_id
            vals = {
                "kind": "review" if tier else "nominate",
                "current_tier_id": tier.id,
            }
            for name, partner_name in PEOPLE.items():
                if not nomination[name] and partner[partner_name]:
                    vals[name] = partner[partner_name].id
            if not (nomination.sell_user_id or vals.get("sell_user_id")):
                vals["sell_user_id"] = partner.user_id.id
            nomination._engine_write(vals)
        self._update_figures()

    @api.constrains("partner_id", "company_id")
    def _check_partner(self):
        for nomination in self:
            partner = nomination.partner_id.sudo()
            customer = partner.commercial_partner_id
            if partner != customer:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” is a contact of %(customer)s. Nominate the "
                        "company.",
                        person=partner.display_name,
                        customer=customer.display_name,
                    )
                )
            keeper = partner.key_account_company_id
            if partner.key_account_tier_id and keeper != nomination.company_id:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is a key account of %(company)s, and a customer "
                        "has one tier. Ask them to review it.",
                        customer=partner.display_name,
                        company=keeper.name,
                    )
                )

    @api.constrains(lambda self: ["user_id", *PEOPLE])
    def _check_people(self):
        for nomination in self:
            for name in ("user_id", *PEOPLE):
                if nomination[name].sudo().share:
                    raise ValidationError(
                        self.env._(
                            "%(user)s is no employee. Choose a colleague as "
                            "“%(field)s” of %(customer)s.",
                            user=nomination[name].sudo().name,
                            field=nomination._get_field_labels([name]),
                            customer=nomination.partner_id.display_name,
                        )
                    )

    def _check_scored(self):
        """Check that all three axes are scored (S104).

        :raise UserError: if one is not
        """
        names = ("purchasing_power", "demand", "influence")
        for nomination in self:
            if missing := [name for name in names if not nomination[name]]:
                raise UserError(
                    self.env._(
                        "%(nomination)s: score %(axes)s from 1 to 10 first.",
                        nomination=nomination.display_name,
                        axes=nomination._get_field_labels(missing),
                    )
                )

    def _check_proposal(self):
        """Check that a tier is proposed with its basis, and the people it needs.

        :raise UserError: if something is missing
        """
        for nomination in self:
            if not (nomination.is_removal or nomination.proposed_tier_id):
                raise UserError(
                    self.env._(
                        "%s: choose the proposed tier, or that the customer leaves the "
                        "key accounts.",
                        nomination.display_name,
                    )
                )
            if not (nomination.basis or "").strip():
                raise UserError(
                    self.env._(
                        "%s: write down the basis of the evaluation.",
                        nomination.display_name,
                    )
                )
            if not nomination.partner_id.sudo().active:
                raise UserError(
                    self.env._(
                        "%s is archived. Restore the customer first.",
                        nomination.partner_id.sudo().display_name,
                    )
                )
            nomination._check_named()

    def _check_named(self):
        """Check that the person whom the tier asks for is named and works here.

        :raise UserError: if nobody is named (S121, S122)
        """
        self.ensure_one()
        tier = self._get_new_tier()
        name = {"manager": "manager_id", "specialist": "service_user_id"}.get(
            tier.named_role
        )
        if name and not self[name].sudo().active:
            raise UserError(
                self.env._(
                    "%(nomination)s: the tier “%(tier)s” asks for a named person. "
                    "Fill in “%(field)s”.",
                    nomination=self.display_name,
                    tier=tier.name,
                    field=self._get_field_labels([name]),
                )
            )
