from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, tagged

from .approval_common import DOCUMENT, ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalDecision(ApprovalCommon):
    """R086: decisions, in order and by the right people, kept for good."""

    def _document(self, request):
        return self.env[DOCUMENT].browse(request.res_id)

    # quorum and order

    def test_steps_are_asked_one_after_the_other(self):
        self._create_route(self.leader, self.manager)
        request = self._submit()
        with self.assertRaisesRegex(AccessError, "waits for Leader"):
            request.with_user(self.manager).action_approve()
        request.with_user(self.leader).action_approve()
        self._assert_waits_for(request, self.manager)
        self.assertEqual(request.state, "pending")
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.current_user_ids)

    def test_parallel_steps_are_asked_together(self):
        self._create_route(
            self.leader,
            {**self._prepare_step(self.director), "is_parallel": True},
            self.manager,
        )
        request = self._submit()
        self._assert_waits_for(request, self.leader | self.director)
        request.with_user(self.director).action_approve()
        self._assert_waits_for(request, self.leader)
        request.with_user(self.leader).action_approve()
        self._assert_waits_for(request, self.manager)

    def test_one_of_several_is_enough_where_any_may_approve(self):
        self._create_route(self.leader | self.manager)
        request = self._submit()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(
            request.approver_ids.filtered(lambda row: row.user_id == self.leader).state,
            "skipped",
        )

    def test_all_have_to_approve_where_it_says_so(self):
        people = self.leader | self.manager
        self._create_route({**self._prepare_step(people), "rule": "all"})
        request = self._submit()
        request.with_user(self.leader).action_approve()
        self._assert_waits_for(request, self.manager)
        request.with_user(self.manager).action_reject("Too early")
        self.assertEqual(request.state, "rejected")
        self.assertEqual(self._document(request).state, "rejected")

    def _submit_two_of_three(self):
        people = self.leader | self.manager | self.director
        step = {"rule": "count", "required_count": 2}
        self._create_route({**self._prepare_step(people), **step})
        return self._submit()

    def test_two_of_three_survive_one_rejection(self):
        request = self._submit_two_of_three()
        request.with_user(self.leader).action_reject("No")
        self.assertEqual(request.state, "pending")
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.director).action_approve()
        self.assertEqual(request.state, "approved")

    def test_two_of_three_fail_at_the_second_rejection(self):
        request = self._submit_two_of_three()
        request.with_user(self.leader).action_reject("No")
        request.with_user(self.manager).action_reject("No")
        self.assertEqual(request.state, "rejected")

    def test_people_of_a_step_are_asked_in_turn(self):
        people = self.leader | self.manager
        step = {"rule": "all", "is_in_turn": True}
        self._create_route({**self._prepare_step(people), **step})
        request = self._submit()
        first = request.approver_ids.sorted("slot")[0].user_id
        self._assert_waits_for(request, first)
        request.with_user(first).action_approve()
        self._assert_waits_for(request, people - first)

    # duplicates

    def _walk(self, rule):
        route = self._create_route(
            self.leader, self.manager, self.leader, duplicate_rule=rule
        )
        request = self._submit()
        request.with_user(self.leader).action_approve()
        request.with_user(self.manager).action_approve()
        route.active = False
        return request

    def test_same_approver_decides_each_time_if_the_route_says_so(self):
        self._assert_waits_for(self._walk("each"), self.leader)

    def test_same_approver_decides_once_per_request_and_it_is_told(self):
        request = self._walk("once")
        self.assertEqual(request.state, "approved")
        skip = request.decision_ids.filtered(lambda row: row.kind == "skip")
        self.assertEqual(skip.on_behalf_id, self.leader)

    def test_same_approver_decides_once_in_consecutive_steps_only(self):
        self._assert_waits_for(self._walk("consecutive"), self.leader)
        self._create_route(self.leader, self.leader, duplicate_rule="consecutive")
        request = self._submit()
        request.with_user(self.leader).action_approve()
        self.assertEqual(request.state, "approved")

    # sending back, signers, recall

    def test_rejecting_and_sending_back_need_a_reason(self):
        self._create_route(self.leader)
        request = self._submit().with_user(self.leader)
        for method in (request.action_reject, request.action_return):
            for reason in (None, "", "  "):
                with self.subTest(method=method.__name__), self.assertRaises(UserError):
                    method(reason)
        self.assertEqual(request.state, "pending")

    def test_sent_back_to_the_requester_and_submitted_again(self):
        self._create_route(self.leader)
        request = self._submit()
        document = self._document(request)
        document.with_user(self.leader).action_return("Which street?")
        self.assertRecordValues(
            document, [{"state": "draft", "approval_state": "returned"}]
        )
        self.assertEqual(request.state, "returned")
        document.with_user(self.rep).action_submit()
        self.assertNotEqual(document.approval_request_id, request)
        self.assertEqual(document.approval_state, "pending")
        self.assertEqual(request.decision_ids.comment, "Which street?")

    def test_sent_back_to_an_earlier_step(self):
        self._create_route(self.leader, self.manager, self.director)
        request = self._submit()
        request.with_user(self.leader).action_approve()
        request.with_user(self.manager).action_approve()
        first, second, third = request.step_ids
        as_director = request.with_user(self.director)
        with self.assertRaisesRegex(UserError, "can only go back"):
            as_director.action_return("No", third)
        as_director.action_return("Ask the customer", first.id)
        self._assert_waits_for(request, self.leader)
        self.assertEqual(self._document(request).approval_state, "pending")
        self.assertEqual(request.decision_ids[0].target_step_id, first)
        self.assertEqual((second | third).mapped("state"), ["waiting", "waiting"])
        request.with_user(self.leader).action_approve()
        self._assert_waits_for(request, self.manager)
        self.assertEqual(
            request.decision_ids.sorted("id").mapped("kind"),
            ["approve", "approve", "return", "approve"],
        )

    def test_added_signer_has_to_approve_as_well(self):
        self._create_route(self.leader | self.manager)
        request = self._submit()
        request.with_user(self.leader).action_add_signer(self.director.id, "Prices")
        self._assert_waits_for(request, self.leader | self.manager | self.director)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "pending")
        request.with_user(self.director).action_approve()
        self.assertEqual(request.state, "approved")

    def test_signer_is_neither_requester_nor_asked_already_nor_powerless(self):
        self._create_route(self.leader | self.manager)
        request = self._submit().with_user(self.leader)
        for user in (self.rep, self.manager, self.outsider, self.foreign_rep):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                request.action_add_signer(user.id)
        with self.assertRaises(UserError):
            request.action_add_signer(False)

    def test_signer_has_not_decided_before(self):
        self._create_route(self.leader, self.manager)
        request = self._submit()
        request.with_user(self.leader).action_approve()
        with self.assertRaisesRegex(UserError, "has decided"):
            request.with_user(self.manager).action_add_signer(self.leader.id)

    def test_requester_learns_the_outcome_and_the_reason(self):
        self._create_route(self.leader)
        request = self._submit()
        request.with_user(self.leader).action_reject("Wrong <b>street</b>")
        note = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.rep.partner_id.ids),
                ("subject", "ilike", "Rejected"),
            ]
        )
        self.assertEqual(len(note), 1)
        self.assertIn("Wrong &lt;b&gt;street", note.body)

    def test_only_the_requester_recalls_and_only_while_pending(self):
        self._create_route(self.leader)
        request = self._submit()
        document = self._document(request)
        for user in (self.leader, self.manager, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).action_recall()
        document.with_user(self.rep).action_recall()
        self.assertRecordValues(
            document, [{"state": "draft", "approval_state": "none"}]
        )
        with self.assertRaisesRegex(UserError, "already decided by Rep"):
            request.with_user(self.leader).action_approve()

    # two at once

    def test_second_decider_reads_who_was_first_and_when(self):
        self._create_route(self.leader | self.manager, self.director)
        request = self._submit()
        request.with_user(self.leader).action_approve()
        with self.assertRaisesRegex(UserError, "already decided by Leader at"):
            request.with_user(self.manager).action_reject("No")
        self.assertEqual(request.decision_ids.mapped("kind"), ["approve"])

    def test_locked_request_gives_a_clear_sentence(self):
        self._create_route(self.leader)
        request = self._submit().with_user(self.leader)
        with (
            patch.object(type(request), "lock_for_update", side_effect=LockError("x")),
            self.assertRaisesRegex(UserError, "at this moment"),
        ):
            request.action_approve()

    # nobody gets past the engine

    def test_document_cannot_be_approved_by_create_or_write(self):
        forged = {"sales_visit_engine": True, "default_approval_state": "approved"}
        documents = self.env[DOCUMENT].with_user(self.rep).with_context(**forged)
        with self.assertRaises(AccessError):
            documents.create({"approval_state": "approved"})
        document = documents.create({"name": "Forged"})
        self.assertEqual(document.approval_state, "none")
        for vals in ({"approval_state": "approved"}, {"state": "approved"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                document.write(vals)
        request = self._create_route(self.leader) and self._submit()
        with self.assertRaises(AccessError):
            document.approval_request_id = request

    def test_nobody_writes_requests_steps_approvers_or_decisions(self):
        self._create_route(self.leader, self.manager)
        request = self._submit()
        request.with_user(self.leader).action_approve()
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        rows = (
            (request, {"state": "approved"}),
            (request.step_ids[0], {"state": "approved"}),
            (request.approver_ids[0], {"user_id": self.rep.id}),
            (request.decision_ids[0], {"kind": "reject"}),
        )
        context = {"sales_visit_engine": True, "tracking_disable": True}
        for user in (self.rep, self.leader, self.manager, self.director, admin):
            for row, vals in rows:
                own = row.with_user(user).with_context(**context)
                with self.subTest(user=user.login, model=row._name):
                    with self.assertRaises(AccessError):
                        own.write(vals)
                    with self.assertRaises(AccessError):
                        own.unlink()
                    with self.assertRaises(AccessError):
                        own.create(vals)

    def test_requester_cannot_decide_by_any_button(self):
        self._create_route(self.leader)
        request = self._submit()
        for name, args in (
            ("action_approve", ()),
            ("action_reject", ("x",)),
            ("action_return", ("x",)),
            ("action_add_signer", (self.colleague.id,)),
        ):
            with self.subTest(action=name), self.assertRaises(AccessError):
                getattr(request.with_user(self.rep), name)(*args)

    def test_stranger_sees_nothing_and_decides_nothing(self):
        self._create_route(self.leader)
        request = self._submit()
        for user in (self.colleague, self.other_leader, self.foreign_rep):
            with self.subTest(user=user.login):
                self.assertFalse(request.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    request.with_user(user).action_approve()

    def test_pending_document_is_not_submitted_twice_or_deleted(self):
        self._create_route(self.leader)
        document = self._document(self._submit()).with_user(self.rep)
        with self.assertRaisesRegex(UserError, "cannot be submitted again"):
            document.action_submit()
        with self.assertRaisesRegex(UserError, "being approved"):
            document.unlink()

    def test_never_submitted_document_has_nothing_to_decide(self):
        document = self._create_document()
        with self.assertRaisesRegex(UserError, "not been submitted"):
            document.action_approve()

    # lists, batch, activities

    def test_can_decide_and_can_approve_are_searchable(self):
        self._create_route(self.leader)
        request = self._submit()
        for user, found in ((self.leader, request), (self.manager, request.browse())):
            requests = request.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(requests.search([("can_decide", "=", True)]), found)
                document = self._document(request).with_user(user).sudo()
                self.assertEqual(
                    document.search([("can_approve", "=", True)]).approval_request_id,
                    found,
                )
                self.assertEqual(document.can_approve, bool(found))
        self.assertNotIn(
            request, request.with_user(self.leader).search([("can_decide", "=", False)])
        )

    def test_batch_approves_what_it_can_and_says_what_not(self):
        self._create_route(self.leader)
        requests = self._submit() | self._submit(user=self.leader, name="Own")
        requests |= self._submit(name="Third")
        result = requests.with_user(self.leader).action_approve_batch()
        self.assertEqual(requests.mapped("state"), ["approved", "pending", "approved"])
        self.assertIn("2 of 3", result["params"]["title"])
        self.assertIn("Own", result["params"]["message"])

    def test_current_approvers_have_one_activity_each(self):
        self._create_route(self.leader, self.manager)
        request = self._submit()
        self.assertEqual(request.activity_ids.user_id, self.leader)
        groups = self.env["res.users"].with_user(self.leader)._get_activity_groups()
        group = next(group for group in groups if group["model"] == request._name)
        self.assertEqual(group["total_count"], 1)
        request.with_user(self.leader).action_approve()
        self.assertEqual(request.activity_ids.user_id, self.manager)
        request.with_user(self.manager).action_reject("No")
        self.assertFalse(request.activity_ids)

    def test_dialog_decides(self):
        self._create_route(self.leader, self.manager)
        request = self._submit()
        wizards = self.env["approval.decide"].with_user(self.leader)
        form = Form(wizards.with_context(default_request_ids=request.ids))
        form.comment = "Fine"
        form.save().action_apply()
        self.assertEqual(request.decision_ids.comment, "Fine")
        wizards = wizards.with_user(self.manager).with_context(
            default_request_ids=request.ids, default_decision="return"
        )
        wizard = wizards.create({"comment": "Again", "step_id": request.step_ids[0].id})
        self.assertEqual(wizard.earlier_step_ids, request.step_ids[0])
        wizard.action_apply()
        self._assert_waits_for(request, self.leader)

    # escalation

    def test_superior_may_decide_after_the_delay(self):
        step = {**self._prepare_step(self.leader), "escalation_days": 2}
        self._create_route(step)
        request = self._submit()
        cron = self.env["approval.request"]
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            with self._at(hours=47):
                cron._cron_escalate_requests()
            self._assert_waits_for(request, self.leader)
            with self._at(hours=49):
                cron._cron_escalate_requests()
                cron._cron_escalate_requests()
        self._assert_waits_for(request, self.leader | self.manager)
        escalation = request.decision_ids
        self.assertRecordValues(
            escalation, [{"kind": "escalate", "other_user_id": self.manager.id}]
        )
        self.assertEqual(request.activity_ids.user_id, self.leader | self.manager)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_zero_days_never_escalate(self):
        step = {**self._prepare_step(self.leader), "escalation_days": 0}
        self._create_route(step)
        request = self._submit()
        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1),
            self._at(fields.Datetime.now() + timedelta(days=400)),
        ):
            self.env["approval.request"]._cron_escalate_requests()
        self._assert_waits_for(request, self.leader)

    def test_new_step_takes_the_days_of_the_company(self):
        self.env.company.approval_escalation_days = 7
        route = self._create_route(self.leader)
        self.assertEqual(route.step_ids.escalation_days, 7)

    # the screen

    def test_packet_shows_history_and_precedents(self):
        self._create_route(self.leader)
        self._submit(name="Precedent A").with_user(self.leader).action_approve()
        other = self._submit(self.colleague, name="Precedent B")
        other.with_user(self.leader).action_reject("No")
        packet = self._submit(name="Now").with_user(self.leader).packet
        for text in (
            "Precedent A",
            "Precedent B",
            "Open orders",
            "The customer moved.",
        ):
            self.assertIn(text, packet)
        self.assertRegex(packet, r"Approved</span>: <span>1<")

    def test_dry_run_says_who_and_why_and_leaves_nothing(self):
        route = self._create_route(
            {"approver_kind": "leader"},
            {**self._prepare_step(self.director), "amount_min": 1000},
        )
        count = self.env["approval.request"].search_count([])
        wizards = self.env["approval.dry.run"].with_user(self.manager)
        form = Form(wizards.with_context(default_model_id=route.model_id.id))
        form.requester_id = self.rep
        self.assertIn("Leader of Team North", form.result)
        self.assertIn("Not needed", form.result)
        form.amount = 2000
        self.assertIn("Director", form.result)
        self.assertNotIn("Not needed", form.result)
        form.requester_id = self.leader
        self.assertIn("Too few people", form.result)
        self.assertEqual(self.env["approval.request"].search_count([]), count)
        route.active = False
        form.amount = 1
        self.assertIn("Create a route", form.result)

    # batches

    def test_queries_stay_constant_from_one_to_a_hundred(self):
        self._create_route(self.leader, self.manager)

        def measure(count):
            documents = self.env[DOCUMENT].with_user(self.rep)
            documents = documents.create([{"name": str(n)} for n in range(count)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            documents.action_submit()
            self.env.flush_all()
            submit = self.env.cr.sql_log_count - before
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            documents.with_user(self.leader).mapped("can_approve")
            documents.with_user(self.leader).mapped("approver_ids.name")
            return submit, self.env.cr.sql_log_count - before

        measure(1)
        measure(20)
        few, many = measure(20), measure(100)
        self.assertLessEqual(many[1], few[1] + 2)
        self.assertLessEqual(many[0], few[0] + 15)
