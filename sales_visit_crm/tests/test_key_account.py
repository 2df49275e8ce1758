from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .key_account_common import KeyAccountCommon


@tagged("post_install", "-at_install")
class TestKeyAccount(KeyAccountCommon):
    """From the nomination to the tier, and the doors that stay shut (LC5)."""

    # tiers

    def test_tiers_stand_in_the_given_rank(self):
        """S105, G25: gold above diamond, platinum, white gold, silver."""
        ranked = self.tiers.search([])
        expected = (
            self.gold | self.diamond | self.platinum | self.white_gold | self.silver
        )
        self.assertEqual(ranked.ids, expected.ids)
        self.assertEqual(ranked.mapped("share_class"), ["a", "a", "b", "b", "c"])

    def test_scores_suggest_a_tier(self):
        """S104: purchasing power, demand and influence."""
        for scores, tier in (
            ((8, 8, 8), self.gold),
            ((10, 10, 5), self.diamond),
            ((6, 6, 6), self.platinum),
            ((5, 5, 5), self.white_gold),
            ((4, 4, 4), self.silver),
            ((3, 3, 3), self.tiers),
            ((10, 10, 0), self.tiers),
        ):
            with self.subTest(scores=scores):
                self.assertEqual(self.tiers._suggest_tier(scores), tier)

    # the road

    def test_nomination_comes_into_force(self):
        """LC5: 提名, 评估, 批准, 生效; S101: the people of the key account."""
        nomination = self._nominate(
            self.gold, scores=(8, 8, 9), manager_id=self.colleague.id
        )
        self.assertEqual((nomination.kind, nomination.move), ("nominate", "in"))
        self.assertEqual(nomination.sell_user_id, self.rep)
        nomination.action_assess()
        self.assertEqual(nomination.suggested_tier_id, self.gold)
        nomination.action_submit()
        self.assertEqual(nomination.state, "submitted")
        self.assertFalse(self.customer.key_account_tier_id)
        nomination.with_user(self.manager).action_approve()
        self.assertEqual(nomination.state, "in_force")
        today = self.company._get_sales_today()
        self.assertRecordValues(
            self.customer,
            [
                {
                    "key_account_tier_id": self.gold.id,
                    "key_account_company_id": self.company.id,
                    "key_account_manager_id": self.colleague.id,
                    "key_account_sell_user_id": self.rep.id,
                    "key_account_date_from": today,
                    "key_account_date_review": fields.Date.add(today, days=180),
                }
            ],
        )
        self.assertRecordValues(
            self.customer.key_account_log_ids,
            [
                {
                    "move": "in",
                    "tier_from_id": False,
                    "tier_to_id": self.gold.id,
                    "score": 576,
                    "decided_by_id": self.manager.id,
                    "user_id": self.rep.id,
                    "team_id": self.team.id,
                }
            ],
        )

    def test_review_moves_up_down_and_out(self):
        """LC5: 升级, 降级, 取消; history kept."""
        first = self._put_in_force(self.silver)
        second = self._put_in_force(
            self.platinum, scores=(6, 6, 6), service_user_id=self.colleague.id
        )
        self.assertEqual((second.kind, second.move), ("review", "up"))
        self.assertEqual((first.state, second.state), ("ended", "in_force"))
        third = self._put_in_force(self.white_gold, scores=(5, 5, 5))
        self.assertEqual(third.move, "down")
        self.assertEqual(third.service_user_id, self.colleague)
        last = self._put_in_force(self.white_gold, is_removal=True)
        self.assertEqual((last.move, last.state), ("out", "ended"))
        self.assertFalse(self.customer.key_account_tier_id)
        self.assertFalse(self.customer.key_account_date_review)
        self.assertEqual(
            self.customer.key_account_log_ids.sorted("id").mapped("move"),
            ["in", "up", "down", "out"],
        )
        again = self._put_in_force(self.silver)
        self.assertEqual((again.kind, again.move), ("nominate", "in"))

    def test_effective_day_is_waited_for(self):
        """LC5: approved first, in force on its day, by the nightly job."""
        nomination = self._put_in_force(date_effective="2026-03-10")
        self.assertEqual(nomination.state, "approved")
        self.assertFalse(self.customer.key_account_tier_id)
        with self._at("2026-03-08 23:30:00"):
            self._run_job("key.account.nomination", "_cron_review_tiers")
        self.assertEqual(nomination.state, "approved")
        # 00:30 on the 10th in Shanghai, still the 9th in UTC.
        with self._at("2026-03-09 16:30:00"):
            self._run_job("key.account.nomination", "_cron_review_tiers")
        self.assertEqual(nomination.state, "in_force")
        self.assertEqual(self.customer.key_account_tier_id, self.silver)

    def test_who_left_meanwhile_keeps_nobody_waiting(self):
        """S121: the named person must be there when the tier comes into force."""
        day = {"date_effective": "2026-03-10"}
        stuck = self._put_in_force(
            self.gold, scores=(8, 8, 8), manager_id=self.colleague.id, **day
        )
        other = self._put_in_force(customer=self.other_customer, **day)
        self.colleague.active = False
        with self._at("2026-03-10 02:00:00"):
            self._run_job("key.account.nomination", "_cron_review_tiers")
        self.assertEqual((stuck.state, other.state), ("approved", "in_force"))
        self.assertIn("named person", stuck.activity_ids.summary)
        self.assertEqual(stuck.activity_ids.user_id, self.rep)
        self.assertFalse(self.customer.key_account_log_ids)

    def test_rejected_and_returned_change_nothing(self):
        nomination = self._submit()
        nomination.with_user(self.manager).action_return("Who else buys there?")
        self.assertEqual(nomination.state, "draft")
        nomination.action_assess()
        nomination.action_submit()
        nomination.with_user(self.manager).action_reject("Too small")
        self.assertRecordValues(
            nomination, [{"state": "rejected", "refusal_reason": "Too small"}]
        )
        self.assertFalse(self.customer.key_account_tier_id)
        self.assertFalse(self.customer.key_account_log_ids)
        self._nominate()

    def test_nobody_decides_on_their_own_nomination(self):
        nomination = self._submit(user=self.manager)
        with self.assertRaises(UserError):
            nomination.with_user(self.manager).action_approve()
        nomination = self._submit(customer=self.other_customer)
        with self.assertRaises(UserError):
            nomination.with_user(self.rep).action_approve()

    def test_packet_shows_scores_sales_and_share(self):
        """Differentiator 14: decided without opening the document."""
        self.company.key_account_sales_source = "order"
        self._create_orders(
            (self.customer, 600, "2026-02-10", None),
            (self.other_customer, 400, "2026-02-10", None),
        )
        nomination = self._submit(self.silver)
        self.assertEqual(nomination.sales_amount, 600)
        self.assertAlmostEqual(nomination.share_rate, 0.6)
        self.assertEqual(nomination.share_class, "a")
        packet = nomination.with_user(self.manager)._get_approval_packet()
        self.assertEqual(packet["rows"][0][2], "Silver")
        effects = dict(packet["effects"])
        self.assertEqual(effects["Score"], "64")
        self.assertEqual(effects["Share of Sales"], "60.0%")
        self.assertIn("600", effects["Sales of the Period"])

    # rules

    def test_axes_are_scored_from_one_to_ten(self):
        """S104, S100."""
        nomination = self._nominate(scores=(4, 0, 4))
        with self.assertRaisesRegex(UserError, "Demand"):
            nomination.action_assess()
        for bad in (11, -1):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                nomination.demand = bad
                self.env.flush_all()

    def test_tier_is_proposed_by_the_score(self):
        nomination = self._nominate(proposed_tier_id=False, scores=(6, 6, 6))
        nomination.action_assess()
        self.assertEqual(nomination.proposed_tier_id, self.platinum)
        self.assertFalse(nomination.is_off_suggestion)

    def test_submission_needs_a_basis(self):
        """S032: every evaluation says why."""
        nomination = self._nominate(basis="  ")
        nomination.action_assess()
        with self.assertRaisesRegex(UserError, "basis"):
            nomination.action_submit()

    def test_named_people_are_there(self):
        """S121: A a dedicated manager; S122: B a specialist."""
        for tier, name in (
            (self.gold, "manager_id"),
            (self.platinum, "service_user_id"),
        ):
            nomination = self._nominate(tier, scores=(8, 8, 8))
            nomination.action_assess()
            with self.assertRaisesRegex(UserError, "named person"):
                nomination.action_submit()
            nomination.write({name: self.colleague.id})
            nomination.action_submit()
            nomination.action_recall()
            nomination.action_cancel()

    def test_named_people_stay(self):
        self._put_in_force(self.gold, scores=(8, 8, 8), manager_id=self.colleague.id)
        with self.assertRaisesRegex(ValidationError, "named person"):
            self.customer.with_user(self.manager).key_account_manager_id = False
        self.customer.key_account_manager_id = self.leader

    def test_customer_is_nominated_once_at_a_time(self):
        self._nominate()
        with self.assertRaisesRegex(ValidationError, "Donghai Trading"):
            self._nominate(user=self.manager)

    def test_contact_is_no_key_account(self):
        with self.assertRaisesRegex(ValidationError, "Nominate the company"):
            self._nominate(customer=self.contact)

    def test_one_tier_whatever_the_company(self):
        """S105: one tier per customer."""
        self._put_in_force()
        with self.assertRaisesRegex(ValidationError, "one tier"):
            self._nominate(user=self.foreign_rep, company_id=self.other_company.id)

    def test_portal_user_is_no_colleague(self):
        with self.assertRaisesRegex(ValidationError, "no employee"):
            self._nominate(manager_id=self.portal.id)

    # doors

    def test_tier_cannot_be_written_past_the_nomination(self):
        """S105: HARD, change only through LC5, whatever the door."""
        vals = {"key_account_tier_id": self.gold.id}
        partners = self.env["res.partner"]
        admin = self.env.ref("base.user_admin")
        for user in (self.rep, self.leader, self.manager, self.steward, admin):
            user.group_ids |= self.env.ref("base.group_partner_manager")
            with self.subTest(user=user.login):
                customer = self.customer.with_user(user)
                with self.assertRaisesRegex(AccessError, "nominate"):
                    customer.write(vals)
                with self.assertRaisesRegex(AccessError, "nominate"):
                    customer.with_context(key_account_engine=True).write(vals)
                with self.assertRaisesRegex(AccessError, "nominate"):
                    partners.with_user(user).create({"name": "New", **vals})
                made = (
                    partners.with_user(user)
                    .with_context(default_key_account_tier_id=self.gold.id)
                    .create({"name": "New"})
                )
                self.assertFalse(made.sudo().key_account_tier_id)
        result = partners.with_user(self.steward).load(
            ["name", "key_account_tier_id"], [["Imported", "Gold"]]
        )
        self.assertFalse(result["ids"])
        self.assertFalse(partners.search([("name", "=", "Imported")]))

    def test_copy_is_no_key_account(self):
        self._put_in_force()
        self.assertFalse(self.customer.copy().key_account_tier_id)

    def test_people_are_named_by_leaders(self):
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        self.leader.group_ids |= self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(AccessError, "team leader"):
            self.customer.with_user(self.rep).key_account_sell_user_id = self.rep
        self.customer.with_user(self.leader).key_account_sell_user_id = self.rep

    def test_state_and_results_are_not_typed_in(self):
        nomination = self._nominate()
        for vals in (
            {"state": "in_force"},
            {"score": 1000},
            {"share_rate": 1},
            {"current_tier_id": self.gold.id},
            {"approval_state": "approved"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                nomination.write(vals)
        nomination.action_assess()
        nomination.action_submit()
        with self.assertRaises(UserError):
            nomination.demand = 9

    def test_history_is_written_by_nobody(self):
        self._put_in_force()
        log = self.customer.key_account_log_ids
        for user in (self.rep, self.manager, self.env.ref("base.user_admin")):
            row = log.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    row.write({"move": "up"})
                with self.assertRaises(AccessError):
                    row.unlink()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.manager).write(
                {"key_account_log_ids": [Command.delete(log.id)]}
            )

    def test_submitted_nomination_is_not_deleted(self):
        nomination = self._submit()
        with self.assertRaises(UserError):
            nomination.with_user(self.manager).unlink()
        self._nominate(customer=self.other_customer).with_user(self.manager).unlink()

    def test_secret_customer_is_not_told(self):
        """R044: who does not know of a customer reads no history of it."""
        self._put_in_force()
        log = self.customer.key_account_log_ids
        self.customer.with_user(self.steward).secrecy_level = "confidential"
        self.assertFalse(log.with_user(self.manager).has_access("read"))
        self.assertTrue(log.with_user(self.rep).has_access("read"))

    # reviews

    def test_customer_that_cannot_be_reviewed_stops_no_other(self):
        first = self._put_in_force(scores=(4, 5, 6))
        other = self._put_in_force(customer=self.other_customer)
        holding = self.env["res.partner"].create(
            {"name": "Nanshan Holding", "is_company": True}
        )
        # As an import past the form would leave it.
        self.other_customer.write({"is_company": False, "parent_id": holding.id})
        due = fields.Datetime.to_datetime(self.customer.key_account_date_review)
        logger = "odoo.addons.sales_visit_crm.models.key_account"
        with (
            self._at(due),
            self.assertLogs(f"{logger}.key_account_nomination.review", "WARNING"),
        ):
            self._run_job("key.account.nomination", "_cron_review_tiers")
        reviews = self.nominations.search([("kind", "=", "review")])
        self.assertEqual((reviews - first - other).partner_id, self.customer)

    def test_due_reviews_are_prepared_once(self):
        """LC5 定期复评: prepared with notice, once, whoever calls twice."""
        first = self._put_in_force(scores=(4, 5, 6))
        due = self.customer.key_account_date_review
        moment = fields.Datetime.to_datetime(due)
        with self._at(fields.Datetime.subtract(moment, days=16)):
            self._run_job("key.account.nomination", "_cron_review_tiers")
        self.assertEqual(self.nominations.search_count(self._of_customer()), 1)
        with self._at(fields.Datetime.subtract(moment, days=13)):
            self._run_job("key.account.nomination", "_cron_review_tiers")
            self._run_job("key.account.nomination", "_cron_review_tiers")
        review = self.nominations.search(self._of_customer()) - first
        self.assertRecordValues(
            review,
            [
                {
                    "kind": "review",
                    "state": "draft",
                    "user_id": self.rep.id,
                    "proposed_tier_id": self.silver.id,
                    "score": 120,
                    "move": "keep",
                }
            ],
        )
        self.assertEqual(review.activity_ids.user_id, self.rep)
        self.assertEqual(review.activity_ids.date_deadline, due)
        self.assertEqual(self.customer.key_account_tier_id, self.silver)

    def _of_customer(self):
        return [("partner_id", "=", self.customer.id)]

    def test_confirmed_tier_waits_for_the_next_review(self):
        self._put_in_force()
        with self._at(days=360):
            kept = self._put_in_force()
            today = self.company._get_sales_today()
            self.assertEqual(kept.move, "keep")
            self.assertEqual(
                self.customer.key_account_date_review, fields.Date.add(today, days=365)
            )
        self.assertLess(self.customer.key_account_date_from, today)

    # merge and screens

    def test_merged_customers_keep_the_best_tier(self):
        self._put_in_force(self.silver)
        self._put_in_force(
            self.platinum,
            customer=self.other_customer,
            scores=(6, 6, 6),
            service_user_id=self.colleague.id,
        )
        target = self.env["res.partner"].create(
            {"name": "Donghai Group", "is_company": True, "user_id": self.rep.id}
        )
        merged = self.customer | self.other_customer
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((merged | target).ids, target)
        self.assertFalse(merged.exists())
        self.assertEqual(target.key_account_tier_id, self.platinum)
        self.assertEqual(target.key_account_service_user_id, self.colleague)
        in_force = self.nominations.search(
            [("partner_id", "=", target.id), ("state", "=", "in_force")]
        )
        self.assertEqual(in_force.proposed_tier_id, self.platinum)
        self.assertEqual(len(target.key_account_log_ids), 2)
        open_tasks = target.key_account_task_ids.filtered(lambda t: t.state == "open")
        self.assertEqual(open_tasks.line_id, self.platinum.service_policy_id.line_ids)

    def test_merged_nominations_are_decided_first(self):
        self._submit()
        self._nominate(customer=self.other_customer)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        both = self.customer | self.other_customer
        with self.assertRaisesRegex(UserError, "merge again"):
            wizard._merge(both.ids, self.other_customer)

    def test_form_nominates(self):
        action = self.customer.with_user(self.rep).action_nominate_key_account()
        nominations = self.nominations.with_user(self.rep)
        with Form(nominations.with_context(**action["context"])) as form:
            form.purchasing_power = 8
            form.demand = 8
            form.influence = 8
            self.assertEqual(form.score, 512)
            self.assertEqual(form.suggested_tier_id, self.gold)
            form.basis = "Leader of its trade"
        self.assertEqual(form.record.partner_id, self.customer)
        opened = self.customer.with_user(self.rep).action_nominate_key_account()
        self.assertEqual(opened["res_id"], form.record.id)

    def test_settings_stand_on_the_page(self):
        page = self.env["res.config.settings"].get_view(
            self.env.ref("sales_visit_crm.res_config_settings_view_form").id, "form"
        )
        for name in self.env["res.company"]._fields:
            if name.startswith("key_account_"):
                self.assertIn(f'name="{name}"', page["arch"], name)

    # cost

    def _count_queries(self, records, call):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(records)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_cost_does_not_grow_with_the_customers(self):
        customers = self.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "user_id": self.rep.id}
                for number in range(101)
            ]
        )

        def nominate(partners):
            self.nominations.with_user(self.rep).create(
                [{"partner_id": partner.id} for partner in partners]
            )

        self._count_queries(self.customer, nominate)
        few = self._count_queries(customers[:1], nominate)
        many = self._count_queries(customers[1:], nominate)
        self.assertLessEqual(many, few + 2, f"1: {few}, 100: {many}")
        names = ["key_account_share_rate", "key_account_nomination_id"]

        def read(partners):
            partners.with_user(self.rep).read(names)

        self._count_queries(self.customer, read)
        few = self._count_queries(customers[:1], read)
        many = self._count_queries(customers[1:], read)
        self.assertLessEqual(many, few)

    def test_other_writes_cost_nothing_more(self):
        """Writing a customer asks nothing about key accounts."""
        vals = {"comment": "Call after ten."}
        self._put_in_force()
        for warm in (self.customer, self.other_customer):
            self._count_queries(warm, lambda p: p.write(vals))
        tiered = self._count_queries(self.customer, lambda p: p.write(vals))
        plain = self._count_queries(self.other_customer, lambda p: p.write(vals))
        self.assertEqual(tiered, plain)
