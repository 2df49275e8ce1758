from odoo.tests import tagged

from .common import SalesVisitCommon


@tagged("post_install", "-at_install")
class TestRoomLinks(SalesVisitCommon):
    """What one room tells another: levels and tiers the cadence, scores the tiers."""

    def _row(self):
        self.env["customer.cadence"]._refresh(self.customer)
        return self.customer.customer_cadence_ids

    def test_level_of_an_open_deal_asks_for_contacts(self):
        """G43: H every two days, and the most demanding deal decides."""
        high = self.env.ref("sales_visit_crm.crm_intent_level_h")
        low = self.env.ref("sales_visit_crm.crm_intent_level_c")
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": level.code,
                    "type": "opportunity",
                    "partner_id": self.customer.id,
                    "user_id": self.rep.id,
                    "intent_level_id": level.id,
                }
                for level in (low, high)
            ]
        )
        row = self.customer.customer_cadence_ids
        self.assertRecordValues(
            row,
            [{"rule": "intent", "interval_days": high.contact_interval_days}],
        )
        self.assertIn("Intent Level", row.contact_due_reason)
        leads[1].active = False
        self.assertNotEqual(row.interval_days, high.contact_interval_days)

    def test_tier_asks_for_visits(self):
        tier = self.env.ref("sales_visit_crm.key_account_tier_silver")
        tier.visit_interval_days = 1
        self.customer._key_account_engine_write({"key_account_tier_id": tier.id})
        row = self._row()
        self.assertRecordValues(row, [{"rule": "tier", "interval_days": 1}])

    def _assess_tier(self, score):
        """Let the leader put an assessment of the tier in force."""
        form = self.env.ref("sales_visit_crm.customer_assessment_template_tier")
        assessment = (
            self.env["customer.assessment"]
            .with_user(self.rep)
            .create(
                {
                    "partner_id": self.customer.id,
                    "template_id": form.id,
                    "basis": "Buys for the whole group.",
                }
            )
        )
        assessment.line_ids.score = score
        assessment.action_confirm()
        assessment.with_user(self.leader).action_approve()
        self.assertEqual(assessment.state, "effective")
        return assessment

    def test_assessment_of_the_tier_nominates(self):
        """S104: the assessment proposes, the nomination's approval gives the tier."""
        assessment = self._assess_tier(9)
        nomination = self.env["key.account.nomination"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertRecordValues(
            nomination,
            [
                {
                    "state": "draft",
                    "assessment_id": assessment.id,
                    "proposed_tier_id": self.env.ref(
                        "sales_visit_crm.key_account_tier_gold"
                    ).id,
                    "purchasing_power": 9,
                    "demand": 9,
                    "influence": 9,
                    "basis": "Buys for the whole group.",
                    "user_id": self.rep.id,
                }
            ],
        )
        self.assertFalse(self.customer.key_account_tier_id)

    def test_second_assessment_updates_the_draft(self):
        self._assess_tier(9)
        latest = self._assess_tier(5)
        nomination = self.env["key.account.nomination"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(nomination.assessment_id, latest)
        self.assertEqual(nomination.demand, 5)
