from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .process_common import ProcessCommon


@tagged("post_install", "-at_install")
class TestStageGate(ProcessCommon):
    """Evidence gates: S054, S055, LC3, differentiator 18."""

    # the gate

    def test_stage_is_left_only_on_evidence(self):
        """S054: hard, and the message lists what is missing."""
        lead = self._create_lead()
        with self.assertRaisesRegex(UserError, "Interest Shown") as caught:
            lead.stage_id = self._stage(2)
        text = str(caught.exception)
        for missing in ("Contact reported", "Expected amount", "Expected date"):
            self.assertIn(missing, text)
        # A warning only: S041.
        self.assertNotIn("Decision maker", text)
        self._complete_first_stage(lead)
        lead.stage_id = self._stage(2)
        self.assertEqual(lead.probability, 20)
        log = lead.gate_log_ids.sorted("id")[-1]
        self.assertRecordValues(
            log, [{"kind": "advance", "user_id": self.rep.id, "amount": 100000}]
        )

    def test_every_gate_on_the_way_is_asked(self):
        lead = self._create_lead()
        self._complete_first_stage(lead)
        with self.assertRaisesRegex(UserError, "Budget known"):
            lead.stage_id = self._stage(3)

    def test_creation_and_import_pass_no_gate(self):
        with self.assertRaisesRegex(UserError, "cannot move"):
            self._create_lead(stage_id=self._stage(4).id)
        with self.assertRaisesRegex(UserError, "cannot move"):
            self.leads.with_user(self.rep).with_context(
                default_stage_id=self._stage(4).id
            ).create(
                {
                    "name": "By context",
                    "type": "opportunity",
                    "user_id": self.rep.id,
                    "team_id": self.project_team.id,
                }
            )
        result = self.leads.with_user(self.rep).load(
            ["name", "type", "team_id/.id", "user_id/.id", "stage_id/.id"],
            [
                [
                    "Imported",
                    "Opportunity",
                    str(self.project_team.id),
                    str(self.rep.id),
                    str(self._stage(4).id),
                ]
            ],
        )
        self.assertFalse(result["ids"])
        self.assertIn("cannot move", result["messages"][0]["message"])

    def test_won_button_is_a_door_like_any_other(self):
        lead = self._lead_at(7)
        with self.assertRaisesRegex(UserError, "Confirmed order"):
            lead.action_set_won()

    def test_project_is_won_by_a_confirmed_order(self):
        """LC3: 8 → won."""
        lead = self._lead_at(7)
        self._tick(lead, 7)
        self._report_for(lead, "negotiation")
        with self.assertRaisesRegex(UserError, "Confirmed order"):
            lead.stage_id = self._stage(8)
        self._quote(lead, "sale")
        lead.stage_id = self._stage(8)
        self.assertEqual(lead.won_status, "won")

    def test_company_may_win_by_the_evidence_alone(self):
        self.company.process_won_policy = "evidence"
        lead = self._lead_at(7)
        self._tick(lead, 7)
        self._report_for(lead, "negotiation")
        lead.stage_id = self._stage(8)
        self.assertEqual(lead.won_status, "won")

    def test_open_tasks_hold_or_only_warn(self):
        """S055, with its setting."""
        lead = self._create_lead()
        lead.write({"expected_revenue": 1000, "date_deadline": "2026-06-30"})
        self._report_for(lead)
        self._tick(lead, 1)
        with self.assertRaisesRegex(UserError, "dissatisfied"):
            lead.stage_id = self._stage(2)
        self.company.process_condition_policy = "warn"
        lead.stage_id = self._stage(2)
        self.assertEqual(lead.stage_id, self._stage(2))

    def test_evidence_grows_old(self):
        """A visit of 30 days ago proves nothing any more."""
        self.customer.child_ids.customer_role_ids = self.role["decision"]
        lead = self._lead_at(6)
        self._tick(lead, 6)
        self._report_for(lead, "evaluation")
        self.assertFalse(lead._get_blocking_gaps(self._stage(7)))
        with self._at(days=31):
            gaps = lead._get_blocking_gaps(self._stage(7))
        self.assertEqual([gap.name for gap in gaps], ["Decision maker met in 30 days"])

    def test_quotation_of_another_deal_proves_nothing(self):
        lead, other = self._lead_at(3), self._lead_at(3, name="Other")
        self.contact.customer_role_ids = self.role["decision"]
        self._tick(lead, 3)
        self._quote(other)
        with self.assertRaisesRegex(UserError, "Preliminary quotation"):
            lead.stage_id = self._stage(4)
        self._quote(lead)
        lead.stage_id = self._stage(4)

    # override and back

    def test_manager_overrides_with_a_reason(self):
        lead = self._create_lead()
        as_manager = lead.with_user(self.manager)
        with self.assertRaises(UserError):
            as_manager.stage_id = self._stage(2)
        as_manager.write(
            {"stage_id": self._stage(2).id, "process_reason": "Board agreed by phone"}
        )
        log = lead.gate_log_ids.sorted("id")[-1]
        self.assertRecordValues(
            log,
            [
                {
                    "kind": "override",
                    "reason": "Board agreed by phone",
                    "user_id": self.manager.id,
                    "salesperson_id": self.rep.id,
                }
            ],
        )
        self.assertIn("Interest Shown", log.gap_text)
        # The reason belonged to that move.
        with self.assertRaises(UserError):
            as_manager.stage_id = self._stage(3)

    def test_reason_of_a_salesperson_overrides_nothing(self):
        lead = self._create_lead()
        for user in (self.rep, self.leader):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                lead.with_user(user).write(
                    {"stage_id": self._stage(2).id, "process_reason": "I want it"}
                )

    def test_step_back_needs_a_reason(self):
        lead = self._lead_at(3)
        with self.assertRaisesRegex(UserError, "Say why"):
            lead.stage_id = self._stage(2)
        lead.write({"stage_id": self._stage(2).id, "process_reason": "Budget cut"})
        self.assertEqual(lead.gate_log_ids.sorted("id")[-1].kind, "back")

    def test_context_switches_nothing_off(self):
        lead = self._create_lead()
        for key in ("sales_visit_engine", "force", "install_mode", "import_file"):
            with self.subTest(key=key), self.assertRaises(UserError):
                lead.with_context(**{key: True}).stage_id = self._stage(2)

    def test_log_is_append_only(self):
        lead = self._create_lead()
        for user in (self.rep, self.leader, self.manager):
            row = lead.gate_log_ids.with_user(user).sudo(False)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    row.write({"reason": "x"})
                with self.assertRaises(AccessError):
                    row.unlink()

    # milestones

    def test_milestone_needs_its_evidence(self):
        """S054: tick with date, by and evidence."""
        lead = self._create_lead()
        row = lead.milestone_ids.filtered(lambda item: item.process_number == 1)
        with self.assertRaisesRegex(UserError, "needs its evidence"):
            row.action_tick()
        visit = self._report_for(lead)
        row.evidence_ref = f"sales.visit,{visit.id}"
        row.action_tick()
        self.assertRecordValues(
            row,
            [
                {
                    "state": "done",
                    "date_done": fields.Datetime.now(),
                    "done_by_id": self.rep.id,
                }
            ],
        )

    def test_milestone_is_not_ticked_by_writing(self):
        lead = self._create_lead()
        row = lead.milestone_ids[0]
        for vals in (
            {"state": "done"},
            {"date_done": fields.Datetime.now()},
            {"done_by_id": self.rep.id},
            {"milestone_id": lead.milestone_ids[1].milestone_id.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                row.write(vals)

    def test_evidence_belongs_to_the_deal(self):
        lead = self._create_lead()
        visit = self._report_visit(self.rep)
        with self.assertRaisesRegex(ValidationError, "another opportunity"):
            lead.milestone_ids[0].evidence_ref = f"sales.visit,{visit.id}"

    def test_file_that_proves_a_milestone_stays(self):
        lead = self._create_lead()
        self._tick(lead, 1)
        file = lead.milestone_ids.attachment_ids
        with self.assertRaisesRegex(UserError, "proves the milestone"):
            file.unlink()
        with self.assertRaisesRegex(UserError, "proves the milestone"):
            file.raw = b"other"
        lead.milestone_ids.filtered("date_done").action_untick()
        file.unlink()

    def test_newest_report_is_proposed_and_taken(self):
        lead = self._create_lead()
        row = lead.milestone_ids.filtered(lambda item: item.process_number == 1)
        with self.assertRaisesRegex(UserError, "no record yet"):
            row.action_accept_suggestion()
        visit = self._report_for(lead)
        row.invalidate_recordset()
        self.assertEqual(row.suggested_ref, visit)
        row.action_accept_suggestion()
        self.assertEqual(row.state, "done")

    def test_milestone_of_a_stage_left_stays(self):
        lead = self._create_lead()
        self._tick(lead, 1)
        row = lead.milestone_ids.filtered(lambda item: item.state == "done")
        row.action_untick()
        self.assertEqual(row.state, "open")
        row.action_tick()
        lead.with_user(self.manager).write(
            {"stage_id": self._stage(2).id, "process_reason": "Go"}
        )
        with self.assertRaisesRegex(UserError, "has left the stage"):
            row.action_untick()

    # conditional pass

    def _ask_for_pass(self, lead, **vals):
        return (
            self.env["crm.gate.pass"]
            .with_user(self.rep)
            .create(
                {
                    "lead_id": lead.id,
                    "stage_id": lead.next_stage_id.id,
                    "reason": "The purchaser sends the paper on Friday",
                    **vals,
                }
            )
        )

    def _grant_pass(self, lead, **vals):
        row = self._ask_for_pass(lead, **vals)
        row.action_submit()
        row.with_user(self.leader).action_approve()
        return row

    def test_leader_lets_pass_until_a_day(self):
        lead = self._create_lead()
        row = self._grant_pass(lead)
        self.assertEqual(row.state, "valid")
        self.assertEqual(row.date_expiry, fields.Date.to_date("2026-03-16"))
        self.assertIn("Interest Shown", row.gap_text)
        self.assertEqual(lead.stage_id, self._stage(2))
        self.assertEqual(lead.gate_log_ids.sorted("id")[-1].kind, "pass")

    def test_nobody_approves_their_own_pass(self):
        lead = self._create_lead()
        row = self._ask_for_pass(lead)
        row.action_submit()
        with self.assertRaises(UserError):
            row.action_approve()
        with self.assertRaises(AccessError):
            row.state = "valid"

    def test_draft_changed_before_its_submission_is_checked_again(self):
        lead = self._create_lead()
        row = self._ask_for_pass(lead)
        row.stage_id = self._stage(7)
        with self.assertRaisesRegex(UserError, "next stage only"):
            row.action_submit()

    def test_pass_is_bounded(self):
        lead = self._create_lead()
        today = fields.Date.to_date("2026-03-02")
        for day in (today - timedelta(days=1), today + timedelta(days=61)):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "at most"):
                self._ask_for_pass(lead, date_expiry=day)
        with self.assertRaisesRegex(UserError, "next stage only"):
            self._ask_for_pass(lead, stage_id=self._stage(4).id)

    def test_expired_pass_moves_nothing_raises_one_task_and_shuts_the_next_gate(self):
        """Differentiator 18."""
        lead = self._create_lead()
        row = self._grant_pass(lead)
        kind = self.env.ref("sales_visit_crm.mail_activity_type_process_pass")
        passes = self.env["crm.gate.pass"]
        with self._at(days=14):
            passes._cron_expire_passes()
            self.assertEqual(row.state, "valid", "its last day is not over")
        with self._at(days=15):
            passes._cron_expire_passes()
            passes._cron_expire_passes()
            self.assertEqual(row.state, "expired")
            self.assertEqual(lead.stage_id, self._stage(2))
            tasks = lead.activity_ids.filtered(
                lambda activity: activity.activity_type_id == kind
            )
            self.assertEqual(len(tasks), 1)
            self.assertEqual(tasks.user_id, self.rep)
            # Everything of stage 2 is there, stage 1 still is not.
            self.contact.customer_role_ids = self.role["business"]
            lead.project_budget = 90000
            self._tick(lead, 2)
            lead.condition_ids.action_done()
            with self.assertRaisesRegex(UserError, "Conditional pass of 2026-03-16"):
                lead.stage_id = self._stage(3)
            with self.assertRaisesRegex(UserError, "earlier pass"):
                self._ask_for_pass(lead)
            self._complete_first_stage_late(lead)
            lead.stage_id = self._stage(3)
            self.assertEqual(row.state, "settled")

    def _complete_first_stage_late(self, lead):
        lead.write({"expected_revenue": 100000, "date_deadline": "2026-06-30"})
        self._report_for(lead)
        self._tick(lead, 1)

    def test_fulfilled_pass_is_settled_not_expired(self):
        lead = self._create_lead()
        row = self._grant_pass(lead)
        self._complete_first_stage_late(lead)
        lead.condition_ids.action_done()
        with self._at(days=20):
            self.env["crm.gate.pass"]._cron_expire_passes()
        self.assertEqual(row.state, "settled")

    # the dialog

    def test_dialog_lists_what_is_missing_and_where_to_provide_it(self):
        lead = self._create_lead()
        action = lead.get_gate_action(self._stage(2).id)
        move = self.env["crm.gate.move"].with_user(self.rep).browse(action["res_id"])
        self.assertTrue(move.line_ids.filtered("is_hard"))
        self.assertTrue(move.can_request)
        self.assertFalse(move.can_override)
        for line in move.line_ids:
            with self.subTest(line=line.name):
                self.assertIn("res_model", line.action_provide())
        with self.assertRaises(UserError):
            move.action_move()

    def test_dialog_asks_for_a_pass_and_overrides(self):
        lead = self._create_lead()
        moves = self.env["crm.gate.move"]
        action = lead.get_gate_action(self._stage(2).id)
        move = moves.with_user(self.rep).browse(action["res_id"])
        with self.assertRaisesRegex(UserError, "should not wait"):
            move.action_request_pass()
        move.reason = "The paper comes on Friday"
        move.action_request_pass()
        self.assertEqual(lead.gate_pass_ids.state, "submitted")
        action = lead.with_user(self.manager).get_gate_action(self._stage(2).id)
        move = moves.with_user(self.manager).browse(action["res_id"])
        self.assertTrue(move.can_override)
        with self.assertRaisesRegex(UserError, "Give the reason"):
            move.action_override()
        move.reason = "Agreed by phone"
        move.action_override()
        self.assertEqual(lead.stage_id, self._stage(2))

    def test_no_dialog_where_the_gate_is_open(self):
        lead = self._create_lead()
        self._complete_first_stage(lead)
        self.assertFalse(lead.get_gate_action(self._stage(2).id))
        self.assertTrue(lead.action_advance_stage())
        self.assertEqual(lead.stage_id, self._stage(2))
        action = lead.get_gate_action(self._stage(1).id)
        move = self.env["crm.gate.move"].with_user(self.rep).browse(action["res_id"])
        self.assertTrue(move.is_back)


@tagged("post_install", "-at_install")
class TestGatePerformance(ProcessCommon):
    def _count_gate_queries(self, leads):
        leads.invalidate_recordset()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        leads._find_gaps(self._stage(2))
        return self.env.cr.sql_log_count - before

    def test_gaps_cost_the_same_for_one_and_for_a_hundred(self):
        leads = self.leads.concat(
            *(self._create_lead(name=f"Deal {number}") for number in range(40))
        )
        self._count_gate_queries(leads[:1])
        few = self._count_gate_queries(leads[:1])
        many = self._count_gate_queries(leads)
        self.assertLessEqual(many, few + 2)

    def test_moves_cost_the_same_for_one_and_for_forty(self):
        """Creation with its milestones and tasks, then a move by the manager."""
        counts = []
        for count in (1, 1, 40):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads = self.leads.with_user(self.rep).create(
                [
                    {
                        "name": f"Deal {number}",
                        "type": "opportunity",
                        "partner_id": self.customer.id,
                        "user_id": self.rep.id,
                        "team_id": self.project_team.id,
                        "stage_id": self._stage(1).id,
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            leads.with_user(self.manager).write(
                {"stage_id": self._stage(2).id, "process_reason": "Taken over"}
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 12)

    def test_ordinary_opportunities_cost_no_more_queries(self):
        """Batches of other teams: the same number of queries at 1 and at 50.

        Team and stage are given: Odoo looks for them lead by lead.
        """
        stage = self.env["crm.stage"].search(
            [("process_template_id", "=", False)], limit=1
        )

        def create(count):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.leads.with_user(self.colleague).create(
                [
                    {
                        "name": f"Lead {number}",
                        "type": "opportunity",
                        "team_id": self.team.id,
                        "stage_id": stage.id,
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        create(1)
        few, many = create(1), create(50)
        self.assertLessEqual(many, few + 6)
