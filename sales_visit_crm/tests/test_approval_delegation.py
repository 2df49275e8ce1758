from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalDelegation(ApprovalCommon):
    """B84, S137, differentiator 16: 委托书, and four eyes that survive it."""

    def _deciders(self, request):
        """Return those of the usual people who may decide now."""
        people = self.leader | self.manager | self.director | self.deputy
        people |= self.rep | self.colleague | self.other_leader | self.other_rep
        return people.filtered(lambda user: request.with_user(user).can_decide)

    def test_delegate_sees_and_decides_on_behalf(self):
        self._create_route(self.director)
        self._delegate(self.director, self.deputy)
        request = self._submit()
        as_deputy = request.with_user(self.deputy)
        self.assertIn(request, as_deputy.search([("can_decide", "=", True)]))
        self.assertEqual(as_deputy.on_behalf_id, self.director)
        as_deputy.action_approve("For the director")
        self.assertRecordValues(
            request.decision_ids,
            [
                {
                    "user_id": self.deputy.id,
                    "on_behalf_id": self.director.id,
                    "chain": "Director → Deputy",
                    "kind": "approve",
                }
            ],
        )
        self.assertEqual(request.state, "approved")

    def test_letter_counts_on_its_days_only(self):
        self._create_route(self.director)
        today = self.director._get_sales_today()
        day = timedelta(days=1)
        letter = self._delegate(
            self.director, self.deputy, date_from=today + day, date_to=today + day
        )
        request = self._submit()
        self.assertEqual(letter.state, "planned")
        self.assertFalse(request.with_user(self.deputy).can_decide)
        self.assertFalse(request.with_user(self.deputy).has_access("read"))
        for days, allowed in ((1, True), (2, False)):
            with self._at(days=days):
                self.env.invalidate_all()
                with self.subTest(days=days):
                    as_deputy = request.with_user(self.deputy)
                    self.assertEqual(as_deputy.can_decide, allowed)
        letter.active = False
        self.assertEqual(letter.state, "revoked")

    def test_scope_and_amount_limit(self):
        route = self._create_route(self.director)
        other = self._create_route(self.director, name="Other", sequence=99)
        cases = (
            ({"scope": "route", "route_ids": [Command.set(route.ids)]}, 1, True),
            ({"scope": "route", "route_ids": [Command.set(other.ids)]}, 1, False),
            (
                {"scope": "model", "model_ids": [Command.set(route.model_id.ids)]},
                1,
                True,
            ),
            ({"amount_limit": 1000}, 1000, True),
            ({"amount_limit": 1000}, 1001, False),
        )
        for vals, amount, allowed in cases:
            with self.subTest(vals=vals, amount=amount):
                letter = self._delegate(
                    self.director, self.deputy, is_absent=False, **vals
                )
                request = self._submit(amount=amount)
                self.assertEqual(request.with_user(self.deputy).can_decide, allowed)
                letter.active = False

    def test_delegation_is_passed_on(self):
        self._create_route(self.director)
        self._delegate(self.director, self.deputy)
        self._delegate(self.deputy, self.colleague)
        request = self._submit()
        request.with_user(self.colleague).action_approve()
        self.assertEqual(request.decision_ids.chain, "Director → Deputy → Colleague")

    # four eyes

    def test_mutual_delegation_goes_to_the_next_level(self):
        self._create_route(self.leader)
        self._delegate(self.leader, self.other_leader)
        self._delegate(self.other_leader, self.leader)
        request = self._submit()
        self.assertIn(self.manager, request.current_user_ids)
        self.assertRecordValues(
            request.decision_ids,
            [
                {
                    "kind": "escalate",
                    "on_behalf_id": self.leader.id,
                    "other_user_id": self.manager.id,
                }
            ],
        )

    def test_delegate_who_made_the_request_cannot_decide_it(self):
        self._create_route(self.leader)
        self._delegate(self.leader, self.rep)
        request = self._submit(self.rep)
        self.assertNotIn(self.rep, self._deciders(request))
        self.assertIn(self.manager, self._deciders(request))
        with self.assertRaises(AccessError):
            request.with_user(self.rep).action_approve()

    def test_requester_inside_the_chain_breaks_it(self):
        self._create_route(self.leader)
        self._delegate(self.leader, self.rep)
        self._delegate(self.rep, self.colleague)
        request = self._submit(self.rep)
        self.assertNotIn(self.colleague, self._deciders(request))

    def test_delegate_of_two_steps_decides_one_of_them(self):
        self._create_route(self.leader, self.other_leader)
        for giver in (self.leader, self.other_leader):
            self._delegate(giver, self.colleague)
        self.other_leader.sales_superior_id = self.director
        request = self._submit()
        request.with_user(self.colleague).action_approve()
        self.assertEqual(self._deciders(request), self.other_leader | self.director)
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).action_approve()

    def test_delegate_of_a_step_is_no_approver_of_the_next(self):
        self._create_route(self.leader, self.manager)
        self._delegate(self.leader, self.manager)
        request = self._submit()
        request.with_user(self.manager).action_approve()
        self.assertNotIn(self.manager, self._deciders(request))
        self.assertEqual(self._deciders(request), self.director)

    def test_approver_is_no_delegate_in_a_later_step(self):
        self._create_route(self.leader, self.other_leader)
        self._delegate(self.other_leader, self.leader, is_absent=False)
        request = self._submit()
        request.with_user(self.leader).action_approve()
        self.assertEqual(self._deciders(request), self.other_leader)

    def test_one_person_is_not_two_where_all_have_to_approve(self):
        people = self.leader | self.other_leader
        self._create_route({**self._prepare_step(people), "rule": "all"})
        self._delegate(self.leader, self.other_leader, is_absent=False)
        request = self._submit()
        request.with_user(self.other_leader).action_approve()
        self.assertEqual(request.state, "pending")
        self.assertEqual(self._deciders(request), self.leader)

    def test_same_approver_each_time_may_have_the_same_delegate(self):
        self._create_route(self.leader, self.leader, duplicate_rule="each")
        self._delegate(self.leader, self.colleague)
        request = self._submit()
        request.with_user(self.colleague).action_approve()
        request.with_user(self.colleague).action_approve()
        self.assertEqual(request.state, "approved")

    # who writes letters

    def test_nobody_gives_themself_the_say_of_another(self):
        for user in (self.rep, self.leader, self.manager, self.deputy):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._delegate(user, user, from_user_id=self.director.id)

    def test_manager_writes_letters_for_others_and_the_rest_do_not(self):
        letter = self._delegate(
            self.manager, self.deputy, from_user_id=self.director.id
        )
        self.assertTrue(letter)
        with self.assertRaises(AccessError):
            self._delegate(self.leader, self.colleague, from_user_id=self.rep.id)
        with self.assertRaises(AccessError):
            letter.with_user(self.deputy).date_to = "2030-01-01"
        with self.assertRaises(AccessError):
            letter.with_user(self.manager).to_user_id = self.manager

    def test_bad_letters_are_refused(self):
        today = self.leader._get_sales_today()
        for vals in (
            {"scope": "route"},
            {"scope": "model"},
            {"to_user_id": self.portal.id},
            {"to_user_id": self.foreign_rep.id},
            {"to_user_id": self.outsider.id},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(UserError),
            ):
                self._delegate(self.leader, self.colleague, **vals)
        yesterday = today - timedelta(days=1)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._delegate(self.leader, self.colleague, date_to=yesterday)

    # absence

    def test_substitute_of_someone_away_has_the_activity(self):
        self._create_route(self.director)
        self._delegate(self.director, self.deputy)
        self.assertEqual(self._submit().activity_ids.user_id, self.deputy)

    def test_letter_that_begins_later_moves_the_activity(self):
        self._create_route(self.director)
        request = self._submit()
        self.assertEqual(request.activity_ids.user_id, self.director)
        day = self.director._get_sales_today() + timedelta(days=1)
        self._delegate(self.director, self.deputy, date_from=day, date_to=day)
        self.assertEqual(request.activity_ids.user_id, self.director)
        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            self._at(days=1),
        ):
            self.env["approval.request"]._cron_escalate_requests()
            self.assertEqual(request.activity_ids.user_id, self.deputy)

    def test_superiors_do_not_go_in_circles(self):
        with self.assertRaises(ValidationError):
            self.director.sales_superior_id = self.leader
