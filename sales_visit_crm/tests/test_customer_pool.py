from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .cadence_common import CadenceCommon


@tagged("post_install", "-at_install")
class TestCustomerPool(CadenceCommon):
    """A month without recorded follow-up, warnings, the pool, a claim (R107)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.is_customer_pool_used = True
        cls.company.date_customer_pool_since = cls._in(-400)
        cls.entries = cls.env["customer.pool.entry"]
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '400 days'"
            " WHERE id = %s",
            (cls.customer.id,),
        )

    def _night(self):
        self.entries._cron_release_customers()
        self.env.invalidate_all()

    def _kinds(self):
        return self.customer.pool_log_ids.sorted("id").mapped("kind")

    def _warnings(self):
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_pool")
        return self.customer.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def _run_nights(self, days):
        for number in range(days):
            with self._at(days=number):
                self._night()

    def _release(self, reason="Too far away"):
        self.customer.with_user(self.rep)._change_owner(self.rep.browse(), reason)
        return self.entries.search([("partner_id", "=", self.customer.id)])

    # nights

    def test_silent_customer_is_released_after_two_warnings(self):
        self._contact(23)
        self._run_nights(4)
        self.assertEqual(self._kinds(), ["warning"])
        self.assertEqual(self._warnings().user_id, self.rep)
        with self._at(days=4):
            self._night()
        self.assertEqual(self._kinds(), ["warning", "last_warning"])
        self.assertEqual(len(self._warnings()), 1)
        self.contact.user_id = self.rep
        with self._at(days=7):
            self._night()
        self.assertEqual(self._kinds()[-1], "release")
        self.assertFalse(self.customer.user_id)
        self.assertFalse(self.contact.user_id)
        self.assertFalse(self._warnings())
        entry = self.entries.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(entry.previous_user_id, self.rep)
        self.assertEqual(self.row.user_id, self.rep.browse())

    def test_recorded_follow_up_ends_the_warning(self):
        self._contact(24)
        self._night()
        self.assertTrue(self._warnings())
        self._contact(0)
        self.assertFalse(self._warnings())
        self._run_nights(10)
        self.assertEqual(self._kinds(), ["warning"])

    def test_late_warning_still_leaves_its_days(self):
        """Nobody loses a customer because the nightly job had not run."""
        self._contact(200)
        self._run_nights(7)
        self.assertEqual(self.customer.user_id, self.rep)
        with self._at(days=7):
            self._night()
        self.assertFalse(self.customer.user_id)

    def test_lower_grade_has_a_longer_window(self):
        self.customer._file_engine_write({"customer_grade_id": self.grade_b.id})
        self._contact(40)
        self._night()
        self.assertFalse(self._kinds())

    def test_silence_before_the_pool_does_not_count(self):
        self.company.date_customer_pool_since = self.today
        self._contact(200)
        self._night()
        self.assertFalse(self._kinds())

    def test_pool_is_off_unless_switched_on(self):
        self.company.is_customer_pool_used = False
        self._contact(200)
        self._night()
        self.assertFalse(self._kinds())
        self.company.is_customer_pool_used = True
        self.assertEqual(self.company.date_customer_pool_since, self.today)

    def _assert_kept(self):
        self._run_nights(9)
        self.assertEqual(self.customer.user_id, self.rep)
        self.assertFalse(self._kinds())

    def test_open_quotation_or_order_keeps_the_customer(self):
        """Differentiator 22: never with a live contract, here orders."""
        self._contact(200)
        product = self.env["product.product"].create({"name": "Pump"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "order_line": [fields.Command.create({"product_id": product.id})],
            }
        )
        self._assert_kept()
        order.action_confirm()
        self._assert_kept()
        order.order_line.qty_delivered = 1
        self._night()
        self.assertEqual(self._kinds(), ["warning"])

    def test_open_promise_keeps_the_customer(self):
        self._create_commitment(self._contact(200))
        self._assert_kept()

    def test_planned_visit_keeps_the_customer(self):
        self._contact(200)
        self._plan_visit(
            self.rep, date_start=fields.Datetime.now() + timedelta(days=20)
        )
        self._assert_kept()

    # claims

    def test_claim_makes_an_owner_and_a_history(self):
        entry = self._release()
        self.assertFalse(self.customer.user_id)
        action = entry.with_user(self.colleague).action_claim("New price list.")
        self.assertEqual(action["res_id"], self.customer.id)
        self.assertEqual(self.customer.user_id, self.colleague)
        self.assertEqual(self._kinds(), ["give_up", "claim"])
        self.assertEqual(self.customer.pool_log_ids[0].reason, "New price list.")
        self.assertFalse(entry.exists())
        with self.assertRaisesRegex(UserError, "just claimed"):
            entry.with_user(self.other_rep)._lock_entry()

    def test_salesperson_set_by_hand_ends_the_pool(self):
        """Nobody claims away a customer that got its salesperson by another door."""
        entry = self._release()
        self.customer.user_id = self.other_rep
        self.assertFalse(entry.exists())
        self.customer.user_id = self.rep
        entry = self._release()
        self.customer._move_owner(self.other_rep)
        with self.assertRaisesRegex(UserError, "just claimed"):
            entry.with_user(self.colleague).action_claim("New price list.")
        self.assertEqual(self.customer.user_id, self.other_rep)

    def test_secret_customer_is_in_nobodys_pool(self):
        """R044: others do not find the customer at all."""
        entry = self._release().with_user(self.colleague)
        self.assertTrue(entry.has_access("read"))
        self.customer.with_user(self.steward).secrecy_level = "secret"
        self.assertFalse(entry.search([]))
        with self.assertRaises(AccessError):
            entry.action_claim("New price list.")
        self.assertTrue(entry.with_user(self.manager).has_access("read"))

    def test_previous_owner_waits(self):
        entry = self._release().with_user(self.rep)
        with self.assertRaisesRegex(UserError, "was yours"):
            entry.action_claim("Mine again.")
        with self._at(days=15):
            entry.invalidate_recordset()
            entry.action_claim("Mine again.")
        self.assertEqual(self.customer.user_id, self.rep)

    def test_claims_have_limits(self):
        entry = self._release().with_user(self.colleague)
        with self.assertRaisesRegex(UserError, "what you are going to do"):
            entry.action_claim(" ")
        self.company.customer_pool_claims_per_day = 0
        with self.assertRaisesRegex(UserError, "claimed 0 customers today"):
            entry.action_claim("x")
        self.company.customer_pool_claims_per_day = 5
        self.company.customer_pool_claims_open = 1
        self.other_customer.user_id = self.colleague
        with self.assertRaisesRegex(UserError, "as many as are allowed"):
            entry.action_claim("x")

    def test_preview_is_masked_and_counted(self):
        self.customer.phone = "13812345678"
        entry = self._release().with_user(self.colleague)
        self.assertEqual(entry.preview_name, "Do****ng")
        self.assertEqual(entry.preview_phone, "138****5678")
        with self.assertRaises(AccessError):
            entry.read(["partner_id"])
        self.company.customer_pool_views_per_day = 1
        entry.action_preview()
        entry.action_preview()
        # The history tells no more than the preview.
        logs = self.env["customer.pool.log"].with_user(self.colleague)
        self.assertFalse(logs.search([]))
        other = self.other_customer
        other.user_id = self.rep
        other.with_user(self.rep)._change_owner(self.rep.browse(), "x")
        second = self.entries.search([("partner_id", "=", other.id)])
        with self.assertRaisesRegex(UserError, "looked at 1 customers"):
            second.with_user(self.colleague).action_preview()

    # the owner

    def test_only_a_manager_with_a_reason_changes_the_owner(self):
        """R098: no self-assignment, whatever the door."""
        self.company.customer_owner_policy = "manager"
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        for user in (self.rep, self.manager):
            with self.assertRaisesRegex(AccessError, "Change Salesperson"):
                self.customer.with_user(user).write({"user_id": self.colleague.id})
        self.customer.with_user(self.rep).write({"user_id": self.rep.id})
        self.contact.with_user(self.rep).write({"user_id": self.rep.id})
        for user in (self.rep, self.leader):
            with self.assertRaisesRegex(AccessError, "only a sales manager"):
                self.customer.with_user(user)._change_owner(self.colleague, "x")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.customer.with_user(self.manager)._change_owner(self.colleague, "")
        wizard = self.env["customer.owner.change"].with_user(self.manager)
        wizard = wizard.create(
            {
                "partner_ids": [fields.Command.set(self.customer.ids)],
                "user_id": self.colleague.id,
                "reason": "The customer asked for it.",
            }
        )
        wizard.action_apply()
        self.assertEqual(self.customer.user_id, self.colleague)
        self.assertEqual(self._kinds(), ["assign"])

    def test_policy_is_that_of_the_customers_company(self):
        """Nobody steps around it by working in another of their companies."""
        self.company.customer_owner_policy = "manager"
        self.rep.company_ids += self.other_company
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        partner = self.customer.with_user(self.rep).with_company(self.other_company)
        with self.assertRaisesRegex(AccessError, "Change Salesperson"):
            partner.write({"user_id": self.colleague.id})

    def test_policy_is_free_unless_set(self):
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        self.customer.with_user(self.rep).user_id = self.colleague
        self.assertEqual(self.customer.user_id, self.colleague)

    def test_colleague_does_not_give_up_what_is_not_theirs(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.colleague)._change_owner(
                self.rep.browse(), "Gone"
            )
