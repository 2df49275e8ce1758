from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .approval_common import DOCUMENT, ApprovalCommon

GROUP = "sales_visit_crm.group_sales_visit_manager"


@tagged("post_install", "-at_install")
class TestApprovalRoute(ApprovalCommon):
    """Differentiator 15: routes are matched, explained and frozen."""

    def test_leader_of_the_team_is_asked_and_it_says_why(self):
        self._create_route({"approver_kind": "leader"})
        request = self._submit()
        self._assert_waits_for(request, self.leader)
        reason = request.approver_ids.reason
        self.assertIn("Team North", reason)
        self.assertIn("Rep", reason)

    def test_document_follows_its_request(self):
        self._create_route(self.leader)
        document = self._create_document()
        document.action_submit()
        self.assertRecordValues(
            document, [{"state": "submitted", "approval_state": "pending"}]
        )
        document.with_user(self.leader).action_approve("Fine")
        self.assertRecordValues(
            document, [{"state": "approved", "approval_state": "approved"}]
        )

    def test_approver_without_rights_on_the_document_decides(self):
        self._create_route(self.director)
        request = self._submit()
        document = self.env[DOCUMENT].browse(request.res_id)
        with self.assertRaises(AccessError):
            document.with_user(self.director).read(["name"])
        as_director = request.with_user(self.director)
        self.assertIn("1 Harbour Road", as_director.packet)
        self.assertIn("Why", as_director.packet)
        self.assertTrue(as_director.progress)
        as_director.action_approve()
        self.assertEqual(document.state, "approved")
        self.assertIn("1 Harbour Road", as_director.packet)

    def test_packet_escapes_what_people_wrote(self):
        self._create_route(self.leader)
        packet = self._submit().with_user(self.leader).packet
        self.assertIn("&lt;b&gt;2 Hill Road", packet)
        self.assertNotIn("<b>2 Hill", packet)

    def test_first_matching_route_by_priority_wins(self):
        self._create_route(self.manager, sequence=3)
        wanted = self._create_route(
            self.leader, sequence=2, domain="[('amount', '>', 100)]"
        )
        self._create_route(self.colleague, company_id=self.other_company.id, sequence=1)
        self.assertEqual(self._submit(amount=101).route_id, wanted)
        self._assert_waits_for(self._submit(amount=100), self.manager)

    def test_no_route_says_what_to_do(self):
        document = self._create_document()
        with self.assertRaisesRegex(UserError, "Configuration, Approval Routes"):
            document.action_submit()
        self.assertEqual(document.approval_state, "none")

    def test_amount_limits_meet_without_gap_or_overlap(self):
        self._create_route(
            {**self._prepare_step(self.leader), "amount_max": 5000},
            {**self._prepare_step(self.manager), "amount_min": 5000},
        )
        for amount, user in (
            (0, self.leader),
            (5000, self.leader),
            (5000.01, self.manager),
        ):
            with self.subTest(amount=amount):
                self._assert_waits_for(self._submit(amount=amount), user)

    def test_superior_of_any_level_and_field_of_the_document(self):
        field = self.env["ir.model.fields"]._get(DOCUMENT, "keeper_id")
        self._create_route(
            {"approver_kind": "superior", "superior_level": 3},
            {
                "approver_kind": "field",
                "field_ids": [Command.set(field.ids)],
                "is_parallel": True,
            },
        )
        request = self._submit(keeper_id=self.colleague.id)
        self._assert_waits_for(request, self.director | self.colleague)

    def test_editing_the_route_leaves_running_requests_untouched(self):
        route = self._create_route(self.leader, self.manager)
        request = self._submit()
        version = route.version
        route.step_ids[1].write(
            {
                "name": "Other",
                "user_ids": [Command.clear(), Command.set(self.colleague.ids)],
            }
        )
        self.assertGreater(route.version, version)
        route.step_ids[0].unlink()
        self.assertEqual(request.route_version, version)
        request.with_user(self.leader).action_approve()
        self._assert_waits_for(request, self.manager)
        self.assertEqual(request.step_ids.mapped("name"), ["Step 1", "Step 2"])

    def test_version_is_not_typed_in(self):
        route = self._create_route(self.leader)
        with self.assertRaises(AccessError):
            route.with_user(self.manager).version = 1
        with self.assertRaises(AccessError):
            self._create_route(self.leader, version=7)

    def test_unreadable_conditions_are_refused(self):
        for domain in ("[('nothing', '=', 1)]", "[(", "__import__('os')", "7"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._create_route(self.leader, domain=domain)

    def test_only_approvable_documents_have_routes(self):
        partner = self.env["ir.model"]._get_id("res.partner")
        with self.assertRaises(ValidationError):
            self._create_route(self.leader, model_id=partner)

    # nobody decides on their own request

    def test_requester_is_replaced_by_the_next_superior(self):
        self._create_route(self.leader)
        request = self._submit(self.leader)
        self._assert_waits_for(request, self.manager)
        self.assertIn("Leader", request.approver_ids.reason)
        self.assertIn("made the request", request.step_ids.note)

    def test_who_submits_for_somebody_else_does_not_decide(self):
        self._create_route(self.leader)
        request = self._submit(self.leader, user_id=self.rep.id)
        self._assert_waits_for(request, self.manager)

    def test_requester_is_left_out_of_a_group(self):
        group = self.env.ref("sales_visit_crm.group_director")
        second = self._new_user(
            "second",
            "sales_visit_crm.group_director,sales_visit_crm.group_sales_visit_user",
        )
        self._create_route(
            {"approver_kind": "group", "group_id": group.id, "rule": "all"}
        )
        self._assert_waits_for(self._submit(second), self.director)

    def test_archived_or_powerless_people_are_replaced(self):
        self.outsider.sales_superior_id = self.manager
        self._create_route(self.leader, self.outsider)
        self.leader.active = False
        request = self._submit()
        self.assertEqual(request.approver_ids.user_id, self.manager)
        self.assertIn("archived", request.step_ids[0].note)
        self.assertIn("no role", request.step_ids[1].note)

    def test_empty_step_is_never_approved_in_silence(self):
        field = self.env["ir.model.fields"]._get(DOCUMENT, "keeper_id")
        step = {"approver_kind": "field", "field_ids": [Command.set(field.ids)]}
        self._create_route(step)
        self._assert_waits_for(self._submit(), self.leader)
        lonely = self._new_user("lonely", "group_sales_visit_user")
        managers = self.env.ref(GROUP).all_user_ids.filtered(
            lambda user: self.company in user.company_ids
        )
        self._assert_waits_for(self._submit(lonely), managers)

    def test_empty_step_asks_somebody_new(self):
        field = self.env["ir.model.fields"]._get(DOCUMENT, "keeper_id")
        step = {"approver_kind": "field", "field_ids": [Command.set(field.ids)]}
        self._create_route({"approver_kind": "leader"}, step)
        request = self._submit()
        request.with_user(self.leader).action_approve()
        self._assert_waits_for(request, self.manager)

    def test_route_without_applicable_step_asks_the_superior(self):
        self._create_route({**self._prepare_step(self.director), "amount_min": 10})
        request = self._submit(amount=1)
        self._assert_waits_for(request, self.leader)
        self.assertEqual(request.state, "pending")
        self.assertIn("amounts above", request.step_ids[0].note)

    def test_count_of_people_is_filled_up(self):
        self._create_route(
            {**self._prepare_step(self.colleague), "rule": "count", "required_count": 3}
        )
        request = self._submit()
        self._assert_waits_for(request, self.colleague | self.leader | self.manager)

    def test_nobody_left_says_what_to_do(self):
        self.env.ref(GROUP).user_ids.filtered(
            lambda user: user not in self.env.user
        ).group_ids -= self.env.ref(GROUP)
        lonely = self._new_user("lonely", "group_sales_visit_user")
        self._create_route(lonely)
        with self.assertRaisesRegex(UserError, "lacks people"):
            self._submit(lonely)
