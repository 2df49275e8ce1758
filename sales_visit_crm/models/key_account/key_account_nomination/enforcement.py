from datetime import timedelta

from odoo import models

from .checks import PEOPLE


class KeyAccountNomination(models.Model):
    """From the approval to the tier on the customer: the only door to it.

    Source: S101, S104, S105, S120; LC5 生效, 升级, 降级, 取消.
    """

    _inherit = "key.account.nomination"

    def _put_due_in_force(self):
        """Put into force those of the approved ones whose day has come."""
        for company, nominations in self.sudo().grouped("company_id").items():
            today = company._get_sales_today()
            nominations.filtered(
                lambda n, today=today: (n.date_effective or today) <= today
            )._put_in_force(today)

    def _put_in_force(self, today):
        """Give the customers their tiers, with history, people and service plan."""
        for nomination in self:
            nomination._check_named()
            nomination._end_previous(today)
            nomination._log_move(today)
            nomination._write_partner(today)
            state = "ended" if nomination.is_removal else "in_force"
            values = {"date_in_force": today}
            if nomination.is_removal:
                values["date_ended"] = today
            nomination._transition_to(state, **values)
            nomination._tell_nominator(nomination._get_outcome_text())
        self.env["key.account.service.task"]._plan(self.partner_id)

    def _end_previous(self, today):
        previous = self.search(
            [("partner_id", "=", self.partner_id.id), ("state", "=", "in_force")]
        )
        previous._transition_to("ended", date_ended=today)
        previous.flush_recordset()

    def _log_move(self, today):
        partner = self.partner_id
        # The tier may have changed since the submission: the row says what happened.
        self._engine_write({"current_tier_id": partner.key_account_tier_id.id})
        self.env["key.account.tier.log"].sudo().create(
            {
                "partner_id": partner.id,
                "company_id": self.company_id.id,
                "nomination_id": self.id,
                "user_id": partner.user_id.id,
                "team_id": partner.user_id.sale_team_id.id,
                "date": today,
                "move": self.move,
                "tier_from_id": self.current_tier_id.id,
                "tier_to_id": self._get_new_tier().id,
                "score": self.score,
                "share_rate": self.share_rate,
                "decided_by_id": self.env.uid,
            }
        )

    def _write_partner(self, today):
        tier = self._get_new_tier()
        days = tier.review_interval_days
        partner = self.partner_id
        since = partner.key_account_date_from or today
        self.partner_id._key_account_engine_write(
            {
                "key_account_tier_id": tier.id,
                "key_account_company_id": self.company_id.id if tier else False,
                "key_account_date_from": since if tier else False,
                "key_account_date_review": (
                    today + timedelta(days=days) if tier and days else False
                ),
                **{
                    partner_name: self[name].id
                    for name, partner_name in PEOPLE.items()
                    if tier
                },
            }
        )
        self.env["customer.cadence"]._refresh(partner)

    def _get_outcome_text(self):
        tier = self._get_new_tier()
        customer = self.partner_id.display_name
        if not tier:
            return self.env._("%s is no key account any more.", customer)
        return self.env._(
            "%(customer)s: “%(tier)s” is in force.", customer=customer, tier=tier.name
        )
