from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SalesVisitCommon
from .customer_audit_common import never_committing


@tagged("post_install", "-at_install")
class TestCustomerStatus(SalesVisitCommon):
    """Potential, intended, active, lost: by the facts, or by hand for a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(never_committing(cls.env))
        cls.customer.user_id = cls.rep
        cls.product = cls.env["product.product"].create({"name": "Pump"})
        cls.stages = cls.env["crm.stage"].search([("team_ids", "=", False)])

    @classmethod
    def _create_order(cls, partner=None, confirm=True):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "order_line": [
                    fields.Command.create(
                        {"product_id": cls.product.id, "product_uom_qty": 2}
                    )
                ],
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _create_deal(cls, **vals):
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "stage_id": cls.stages[0].id,
                "team_id": False,
                **vals,
            }
        )

    def _set_status(self, user, status, reason="They told us."):
        wizard = self.env["customer.status.set"].with_user(user)
        wizard = wizard.create(
            {
                "partner_id": self.customer.id,
                "customer_status": status,
                "reason": reason,
            }
        )
        wizard.action_apply()
        return wizard

    # by the facts

    def test_new_customer_is_potential(self):
        self.assertEqual(self.customer.customer_status, "potential")

    def test_confirmed_order_makes_the_customer_active(self):
        """S008, G01; an order of one of its people counts for the company."""
        self._create_order(self.contact)
        self.assertEqual(self.customer.customer_status, "active")
        self.assertRecordValues(
            self.customer.status_log_ids,
            [{"kind": "order", "old_status": "potential", "new_status": "active"}],
        )

    def test_cancelled_order_takes_it_back(self):
        order = self._create_order()
        order._action_cancel()
        self.assertEqual(self.customer.customer_status, "potential")

    def test_deal_beyond_the_first_stage_makes_it_intended(self):
        """G01: and all deals lost make it lost."""
        deal = self._create_deal()
        self.assertEqual(self.customer.customer_status, "potential")
        deal.stage_id = self.stages[1]
        self.assertEqual(self.customer.customer_status, "intended")
        deal.action_set_lost()
        self.assertEqual(self.customer.customer_status, "lost")
        deal.action_unarchive()
        self.assertNotEqual(self.customer.customer_status, "lost")

    def test_won_deal_makes_it_active(self):
        """S063."""
        self._create_deal().action_set_won()
        self.assertEqual(self.customer.customer_status, "active")

    def test_change_asks_for_a_new_grade_once(self):
        """S008."""
        self.customer._file_engine_write(
            {"customer_grade_id": self.env["customer.grade"].search([], limit=1).id}
        )
        self._create_deal(stage_id=self.stages[1].id)
        self._create_order()
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_regrade")
        asked = self.customer.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertEqual(len(asked), 1)
        self.assertEqual(asked.user_id, self.rep)

    def test_night_finds_what_no_event_told(self):
        """S008: an order imported by SQL, and months without one."""
        order = self._create_order(confirm=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET state = 'sale', date_order = %s WHERE id = %s",
            (fields.Datetime.now() - timedelta(days=100), order.id),
        )
        self.env.invalidate_all()
        self.env["res.partner"]._cron_update_status()
        self.assertEqual(self.customer.customer_status, "active")
        self.company.customer_lost_months = 3
        self.env["res.partner"]._cron_update_status()
        self.assertEqual(self.customer.customer_status, "lost")
        self.assertFalse(self.customer.status_log_ids[0].user_id)

    def test_killed_night_goes_on_where_it_stopped(self):
        """A batch is done and counted, or neither."""
        runs = self.env["sales.nightly.run"]
        seen = []

        class KilledError(Exception):
            pass

        def process(low, high):
            if len(seen) == 2:
                raise KilledError
            seen.append((low, high))
            return high - low

        # Not assertRaises: it would take back what the batches have committed.
        with suppress(KilledError):
            runs._run_batches("test", "res_partner", process, batch_ids=3)
        seen_before = list(seen)
        seen.clear()
        with patch.object(
            self.env.registry["ir.cron"], "_commit_progress", return_value=0
        ):
            self.assertFalse(
                runs._run_batches("test", "res_partner", process, batch_ids=3)
            )
        self.assertEqual(seen[0][0], seen_before[-1][1])
        self.assertFalse(runs.search([("job", "=", "test")]).date_done)

    # by hand

    def test_nobody_types_the_status(self):
        for vals in ({"customer_status": "lost"}, {"status_override_id": 1}):
            for user in (self.manager, self.steward, self.env.user):
                with self.subTest(vals=vals), self.assertRaises(AccessError):
                    self.customer.with_user(user).write(vals)

    def test_owner_sets_it_with_a_reason(self):
        """LC1, S012."""
        with self.assertRaisesRegex(UserError, "Say why"):
            self._set_status(self.rep, "intended", "  ")
        wizard = self._set_status(self.rep, "intended")
        self.assertIn("complete", wizard.completeness_note)
        self.assertEqual(self.customer.customer_status, "intended")
        self.assertEqual(self.customer.status_override_id.reason, "They told us.")
        self.assertEqual(self.customer.status_log_ids.user_id, self.rep)

    def test_colleague_does_not_set_it(self):
        with self.assertRaisesRegex(AccessError, "Ask one of them"):
            self._set_status(self.colleague, "intended")

    def test_leader_confirms_a_loss(self):
        """LC1: lost by the owner with a reason, confirmed by the leader."""
        self._set_status(self.rep, "lost")
        self.assertEqual(self.customer.customer_status, "potential")
        asked = self.customer.activity_ids
        self.assertEqual(asked.user_id, self.leader)
        for user in (self.rep, self.other_leader):
            with self.assertRaises(AccessError):
                self.customer.with_user(user).action_confirm_status()
        self.customer.with_user(self.leader).action_confirm_status()
        self.assertEqual(self.customer.customer_status, "lost")
        self.assertFalse(self.customer.activity_ids)
        with self.assertRaisesRegex(UserError, "no status waits"):
            self.customer.with_user(self.leader).action_confirm_status()
        with self.assertRaisesRegex(AccessError, "takes it up again"):
            self.customer.with_user(self.rep).action_follow_facts()

    def test_leader_refuses_a_loss(self):
        self._set_status(self.rep, "lost")
        self.customer.with_user(self.leader).action_refuse_status()
        self.assertEqual(self.customer.customer_status, "potential")
        self.assertEqual(
            set(self.customer.status_log_ids.mapped("kind")), {"proposal", "refusal"}
        )

    def test_facts_against_the_hand_are_shown(self):
        """S008."""
        self._set_status(self.leader, "lost")
        self._create_order()
        self.assertEqual(self.customer.customer_status, "lost")
        self.assertIn("order was confirmed on", self.customer.status_contradiction)
        partners = self.env["res.partner"]
        found = partners.search([("status_contradiction", "!=", False)])
        self.assertIn(self.customer, found)
        self.customer.with_user(self.leader).action_follow_facts()
        self.assertEqual(self.customer.customer_status, "active")
        self.assertFalse(self.customer.status_contradiction)

    def test_what_is_said_of_a_person_is_said_of_the_customer(self):
        person = self.contact.with_user(self.rep)
        person._set_status_by_hand("active", "They told us.")
        self.assertEqual(self.customer.customer_status, "active")
        self.assertEqual(self.contact.customer_status, "potential")
        person.action_follow_facts()
        self.assertEqual(self.customer.customer_status, "potential")

    def test_active_without_an_order_is_shown(self):
        self._set_status(self.rep, "active")
        self.assertIn("no confirmed order", self.customer.status_contradiction)

    # cost

    def test_many_orders_ask_no_more_than_one(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(100)]
        )
        counts = []
        for batch in (partners[:1], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._update_status("order")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
