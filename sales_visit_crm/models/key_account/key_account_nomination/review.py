import logging
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .checks import OPEN_STATES

_logger = logging.getLogger(__name__)

BATCH_SIZE = 200


class KeyAccountNomination(models.Model):
    """The periodic review of the tiers: prepared as nominations, for people to decide.

    Source: LC5 定期复评; S104.
    """

    _inherit = "key.account.nomination"

    @api.model
    def _cron_review_tiers(self):
        """Put approved tiers into force on their day, and prepare due reviews."""
        for company in self.env["res.company"].search(Domain.TRUE):
            today = company._get_sales_today()
            waiting = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "approved"),
                    ("date_effective", "<=", today),
                ]
            )
            for nomination in waiting:
                nomination._try_put_in_force(today)
            if not self._prepare_due_reviews(company, today):
                return

    def _try_put_in_force(self, today):
        """Put into force, or tell the nominator what has come in between.

        Who was named may have left since the approval: the others must not wait.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._put_in_force(today)
        except UserError as error:
            kind = "sales_visit_crm.mail_activity_type_key_account_review"
            self.invalidate_recordset()
            self.activity_unlink([kind])
            self.activity_schedule(
                kind, user_id=self.user_id.id, summary=str(error), automated=True
            )

    @api.model
    def _prepare_due_reviews(self, company, today):
        """Make a review for each tier that is due; return whether time is left."""
        due = self._get_due_domain(company, today)
        partners = self.env["res.partner"]
        last_id = 0
        while batch := partners.search(
            due & Domain("id", ">", last_id), limit=BATCH_SIZE, order="id"
        ):
            last_id = batch[-1].id
            self._try_create_reviews(company, batch)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return False
        return True

    @api.model
    def _try_create_reviews(self, company, partners):
        """Make the reviews; a customer that cannot have one stops no other.

        One that has become part of another company since, for example.
        """
        try:
            with self.env.cr.savepoint():
                self._create_reviews(company, partners)
        except UserError as error:
            if len(partners) == 1:
                _logger.warning("No tier review of customer %s: %s", partners.id, error)
                return
            for partner in partners:
                self._try_create_reviews(company, partner)

    @api.model
    def _get_due_domain(self, company, today):
        notice = timedelta(days=company.key_account_review_notice_days)
        nominated = Domain("state", "in", OPEN_STATES)
        return (
            Domain("key_account_company_id", "=", company.id)
            & Domain("key_account_tier_id", "!=", False)
            & Domain("key_account_date_review", "<=", today + notice)
            & Domain("id", "not in", self._search(nominated).subselect("partner_id"))
        )

    @api.model
    def _create_reviews(self, company, partners):
        """Return a review for each customer, with its last scores and an activity."""
        last = self.search(
            [("partner_id", "in", partners.ids), ("state", "=", "in_force")]
        ).grouped("partner_id")
        today = company._get_sales_today()
        reviews = self.create(
            [
                self._prepare_review_vals(company, partner, last.get(partner), today)
                for partner in partners
            ]
        )
        reviews._schedule_reviews()
        return reviews

    @api.model
    def _prepare_review_vals(self, company, partner, last, today):
        vals = {
            "partner_id": partner.id,
            "company_id": company.id,
            "user_id": self._get_reviewer(company, partner).id,
            "date": today,
            "proposed_tier_id": partner.key_account_tier_id.id,
        }
        names = ("purchasing_power", "demand", "influence", "strategy")
        return {**vals, **({name: last[name] for name in names} if last else {})}

    @api.model
    def _get_reviewer(self, company, partner):
        """Return who reviews the tier: account manager, salesperson, sales manager."""
        people = partner.key_account_manager_id | partner.user_id
        group = self.env.ref("sales_visit_crm.group_sales_visit_manager").sudo()
        people = [*people, *group.all_user_ids.sorted("id")]
        for user in people:
            if user.active and not user.share and company in user.company_ids:
                return user
        return self.env.user

    def _schedule_reviews(self):
        """Ask the reviewers, each in their language."""
        kind = self.env.ref("sales_visit_crm.mail_activity_type_key_account_review")
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model_id,
                    "res_id": review.id,
                    "user_id": review.user_id.id,
                    "date_deadline": review.partner_id.key_account_date_review
                    or review.date,
                    "summary": review.with_context(
                        lang=review.user_id.lang
                    )._get_review_summary(),
                    "automated": True,
                }
                for review in self
            ]
        )

    def _get_review_summary(self):
        return self.env._(
            "Review the tier of %(customer)s: %(tier)s",
            customer=self.partner_id.name,
            tier=self.current_tier_id.name,
        )
