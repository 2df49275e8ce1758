from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import NOW, SalesVisitCommon

Command = fields.Command


@tagged("post_install", "-at_install")
class TestVisitReport(SalesVisitCommon):
    def _filled(self, visit=None, **vals):
        """Return a visit that took place, with a complete report not yet submitted."""
        visit = visit or self._attend_visit(self.rep)
        visit.write(self._prepare_report_vals(visit, **vals))
        return visit

    def _promise_earlier(self, user=None, **vals):
        """Return an open promise from an earlier, reported visit to the customer."""
        visit = self._attend_visit(user or self.rep)
        promise = self._create_commitment(visit, **vals)
        visit.write(self._prepare_report_vals(visit))
        visit.action_submit_report()
        return promise

    # R026: completeness

    def test_r026_each_missing_part_is_named_and_stops_the_report(self):
        parts = {
            "contact_ids": "People Met",
            "summary": "Content",
            "outcome": "Expected Result Reached",
            "success_note": "success, failure",
            "stage_id": "Visit Stage",
            "next_plan": "next visit with its goal",
        }
        visit = self._filled()
        self.assertEqual(visit.completeness, 100)
        for name, label in parts.items():
            with self.subTest(missing=name):
                visit.write({name: False})
                self.assertLess(visit.completeness, 100)
                self.assertIn(label, visit.missing_note)
                with self.assertRaisesRegex(UserError, f"{visit.name}.*{label}"):
                    visit.action_submit_report()
                visit.write(self._prepare_report_vals(visit))
        self.assertEqual(visit.completeness, 100)

    def test_r026_blanks_do_not_fill_in_a_report(self):
        visit = self._filled(summary="  \n ")
        self.assertIn("Content", visit.missing_note)
        self.assertLess(visit.completeness, 100)

    def test_r026_completeness_is_a_share_of_the_mandatory_parts(self):
        visit = self._attend_visit(self.rep)
        # Purpose and expected result of eight parts are there from the plan.
        self.assertEqual(visit.completeness, 25)
        visit.summary = "Talked."
        self.assertEqual(visit.completeness, 37)

    def test_r026_report_after_the_due_hours_is_late(self):
        in_time = self._filled()
        late = self._filled()
        with self._at(hours=23):
            in_time.action_submit_report()
        with self._at(hours=25):
            late.action_submit_report()
        self.assertEqual((in_time | late).mapped("is_report_late"), [False, True])

    def test_r026_due_hours_are_a_setting(self):
        self.company.visit_report_due_hours = 3
        visit = self._filled()
        with self._at(hours=4):
            visit.action_submit_report()
        self.assertTrue(visit.is_report_late)

    def test_r026_submitting_signs_for_the_author(self):
        visit = self._filled()
        visit.action_submit_report()
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "reported",
                    "filled_by_id": self.rep.id,
                    "date_filled": NOW,
                    "date_reported": NOW,
                    "report_round": 1,
                }
            ],
        )

    def test_p01_purpose_makes_parts_mandatory(self):
        requirements = self.env["sales.visit.requirement"]
        for name in ("problem_note", "collection_amount", "attachment_ids", "lead_id"):
            with self.subTest(part=name):
                self.purpose.requirement_ids = requirements.search(
                    [("field_name", "=", name)]
                )
                visit = self._attend_visit(self.rep)
                complete = self._prepare_report_vals(visit)
                visit.write({k: v for k, v in complete.items() if k != name})
                label = visit._get_field_labels([name])
                with self.assertRaisesRegex(UserError, label):
                    visit.action_submit_report()
                visit.write({name: complete[name]})
                visit.action_submit_report()

    def test_p01_purpose_demanding_more_later_leaves_signed_reports_complete(self):
        visit = self._review_visit(self.rep)
        self.purpose.requirement_ids = self.env["sales.visit.requirement"].search(
            [("field_name", "=", "competitor_note")]
        )
        self.assertEqual((visit.completeness, visit.validity), (100, "valid"))

    # R021-R025, R175

    def test_r021_everybody_met_stands_in_one_report(self):
        people = self.contact | self.second_contact
        visit = self._filled(contact_ids=[Command.set(people.ids)])
        visit.action_submit_report()
        self.assertEqual(visit.contact_ids, people)

    def test_r021_new_person_is_made_in_place(self):
        visit = self._attend_visit(self.rep)
        visit.contact_ids = [
            Command.create({"name": "Liu Yang", "parent_id": self.customer.id})
        ]
        self.assertEqual(visit.contact_ids.commercial_partner_id, self.customer)

    def test_r022_demonstration_needs_consent_and_the_reaction(self):
        visit = self._filled(is_demo_given=True)
        with self.assertRaisesRegex(UserError, "Consent.*Attitude|Attitude.*Consent"):
            visit.action_submit_report()
        visit.write({"has_demo_consent": True, "product_attitude": "convinced"})
        visit.action_submit_report()

    def test_r023_first_contact_needs_impressions(self):
        visit = self._filled(is_first_contact=True)
        with self.assertRaisesRegex(UserError, "Impressions"):
            visit.action_submit_report()
        visit.profile_note = "无"
        visit.action_submit_report()

    def test_r024_data_question_is_asked_and_never_blocks(self):
        visit = self._filled()
        self.assertFalse(visit.data_confirmed)
        visit.action_submit_report()
        self.assertEqual(visit.state, "reported")

    def test_r025_next_visit_or_the_reason_for_none(self):
        visit = self._filled(next_date_start=False, next_plan=False)
        with self.assertRaisesRegex(UserError, "next visit with its goal"):
            visit.action_submit_report()
        visit.no_next_reason = "They close the shop."
        visit.action_submit_report()
        self.assertFalse(visit.next_visit_id)

    def test_r025_asking_for_the_next_visit_is_a_setting(self):
        self.company.visit_next_required = False
        visit = self._filled(next_date_start=False, next_plan=False)
        visit.action_submit_report()
        self.assertEqual(visit.state, "reported")

    def test_r175_customer_who_comes_to_us_is_asked_for_needs(self):
        visit = self._filled(self._attend_visit(self.rep, channel="inbound"))
        visit.need_note = False
        with self.assertRaisesRegex(UserError, "Needs Learned"):
            visit.action_submit_report()
        visit.need_note = "A cold store."
        visit.action_submit_report()

    def test_s070_phone_call_is_reported_without_checking_in(self):
        visit = self._create_visit(self.rep, channel="phone", date_start=NOW)
        visit.write(self._prepare_report_vals(visit))
        visit.action_submit_report()
        self.assertEqual((visit.state, visit.is_unplanned), ("reported", True))

    def test_s070_visit_without_arrival_is_not_reported(self):
        visit = self._plan_visit(self.rep)
        with self.assertRaisesRegex(UserError, f"Check in at .*{visit.name}"):
            visit.action_submit_report()

    def test_s070_missing_report_stops_the_next_visit_where_asked(self):
        self._attend_visit(self.rep)
        visit = self._plan_visit(self.rep, is_urgent=True)
        with self._at(days=3):
            visit.date_start = NOW + timedelta(days=3, hours=2)
            visit.action_confirm()
            self.assertEqual(visit.state, "confirmed", "by default nobody is stopped")
            visit.date_start = NOW + timedelta(days=3, hours=5)
            self.company.visit_missing_report_policy = "block"
            again = self._plan_visit(self.rep, is_urgent=True)
            with self.assertRaisesRegex(UserError, f"(?s)Report .* {again.name}"):
                again.action_confirm()

    def test_s070_only_the_salesperson_submits(self):
        visit = self._filled()
        for user in (self.leader, self.manager):
            with self.assertRaisesRegex(UserError, "visit of Rep"):
                visit.with_user(user).action_submit_report()

    # S071: stage

    def test_s071_stage_comes_from_the_opportunity_and_may_be_changed(self):
        stage = self.env.ref("sales_visit_crm.sales_visit_stage_project_evaluation", 0)
        stage = stage or self.env["sales.visit.stage"].search([])[5]
        lead = self.env["crm.lead"].create(
            {"name": "Trial", "partner_id": self.customer.id, "user_id": self.rep.id}
        )
        lead.stage_id.visit_stage_ids = stage
        visit = self._create_visit(self.rep, lead_id=lead.id)
        self.assertEqual(visit.stage_id, stage)
        visit.stage_id = self.stage
        visit.route_note = "Metro"
        self.assertEqual(visit.stage_id, self.stage)

    def test_s071_eight_stages_are_offered(self):
        self.assertEqual(self.env["sales.visit.stage"].search_count([]), 8)

    # R010, S073: commitments

    def test_r010_open_promise_is_answered_before_the_next_report(self):
        promise = self._promise_earlier()
        visit = self._filled()
        with self.assertRaisesRegex(UserError, f"{visit.name}.*Send samples"):
            visit.action_submit_report()
        promise.action_keep("They have them.", visit)
        visit.action_submit_report()
        self.assertEqual(promise.answer_visit_id, visit)

    def test_r010_promise_may_be_moved_with_a_reason_at_this_visit(self):
        promise = self._promise_earlier()
        visit = self._filled()
        later = promise.date_deadline + timedelta(days=7)
        promise.action_move(later, "Out of stock")
        with self.assertRaisesRegex(UserError, "Send samples"):
            visit.action_submit_report()
        promise.action_move(later + timedelta(days=1), "Still out of stock", visit)
        visit.action_submit_report()

    def test_r010_promise_of_a_colleague_binds_as_well(self):
        self._promise_earlier(self.other_rep)
        visit = self._filled()
        with self.assertRaisesRegex(UserError, "Send samples"):
            visit.action_submit_report()

    def test_r010_promise_to_a_person_of_the_customer_binds_as_well(self):
        self.env["sales.commitment"].with_user(self.rep).create(
            {
                "name": "Call back",
                "partner_id": self.contact.id,
                "date_deadline": "2026-03-20",
            }
        )
        visit = self._filled()
        with self.assertRaisesRegex(UserError, "Call back"):
            visit.action_submit_report()

    def test_r010_promise_to_another_customer_does_not_bind(self):
        visit = self._attend_visit(self.rep, partner_id=self.other_customer.id)
        self._create_commitment(visit)
        self._filled().action_submit_report()

    def test_r010_promise_is_not_relabelled_as_new_to_escape(self):
        promise = self._promise_earlier()
        visit = self._filled()
        for vals in (
            {"visit_id": visit.id},
            {"visit_id": False},
            {"partner_id": self.other_customer.id},
            {"name": "Nothing"},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "stays"):
                promise.write(vals)
        with self.assertRaisesRegex(UserError, "stays"):
            visit.commitment_ids = [Command.link(promise.id)]
        with self.assertRaisesRegex(UserError, "stays on record"):
            promise.unlink()

    def test_r010_colleague_does_not_delete_a_promise_instead_of_answering_it(self):
        promise = self.env["sales.commitment"].create(
            {
                "name": "Send samples",
                "partner_id": self.customer.id,
                "user_id": self.rep.id,
                "date_deadline": "2026-03-20",
            }
        )
        self._plan_visit(self.colleague)
        with self.assertRaisesRegex(UserError, "stays on record"):
            promise.with_user(self.colleague).unlink()

    def test_s073_our_promise_needs_an_action_plan(self):
        visit = self._filled()
        promise = self._create_commitment(visit, action_plan=" ")
        with self.assertRaisesRegex(UserError, f"(?s)Send samples.*{visit.name}"):
            visit.action_submit_report()
        promise.action_plan = "Order them on Tuesday."
        visit.action_submit_report()

    def test_s073_promise_of_the_customer_needs_no_plan(self):
        visit = self._filled()
        self._create_commitment(visit, promised_by="customer", action_plan=False)
        visit.action_submit_report()

    def test_s073_promise_is_not_added_to_a_submitted_report(self):
        visit = self._report_visit(self.rep)
        with self.assertRaisesRegex(UserError, f"too late.*{visit.name}"):
            self._create_commitment(visit)

    def test_s073_promise_is_not_added_to_the_report_of_a_colleague(self):
        visit = self._attend_visit(
            self.rep, companion_ids=[Command.set(self.colleague.ids)]
        )
        with self.assertRaises(AccessError):
            self._create_commitment(visit.with_user(self.colleague))

    def test_s073_promise_without_a_visit_takes_company_and_team_of_its_maker(self):
        promise = (
            self.env["sales.commitment"]
            .with_user(self.rep)
            .create(
                {
                    "name": "Send samples",
                    "partner_id": self.contact.id,
                    "date_deadline": "2026-03-20",
                }
            )
        )
        self.assertRecordValues(
            promise,
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.customer.id,
                    "team_id": self.team.id,
                }
            ],
        )

    # S074: next visit; S011: steps

    def test_s074_report_makes_the_draft_of_the_next_visit(self):
        visit = self._filled(next_place="Warehouse 3")
        visit.action_submit_report()
        self.assertRecordValues(
            visit.next_visit_id,
            [
                {
                    "state": "draft",
                    "user_id": self.rep.id,
                    "partner_id": self.customer.id,
                    "date_start": visit.next_date_start,
                    "place": "Warehouse 3",
                    "purpose_ids": visit.purpose_ids.ids,
                    "expected_result": visit.next_plan,
                    "contact_ids": visit.contact_ids.ids,
                }
            ],
        )

    def test_s074_resubmitted_report_updates_its_draft_and_makes_no_second(self):
        visit = self._filled()
        visit.action_submit_report()
        draft = visit.next_visit_id
        visit.with_user(self.leader).action_return("Which day?")
        visit.next_date_start += timedelta(days=3)
        visit.action_submit_report()
        self.assertEqual(visit.next_visit_id, draft)
        self.assertEqual(draft.date_start, visit.next_date_start)
        self.assertEqual(visit.report_round, 2)

    def test_s074_next_visit_lies_after_this_one(self):
        visit = self._attend_visit(self.rep)
        with self.assertRaisesRegex(ValidationError, f"before .*{visit.name}"):
            visit.next_date_start = visit.date_start - timedelta(days=1)

    def test_s011_next_actions_become_activities_of_the_responsible(self):
        visit = self._filled()
        visit.step_ids = [
            Command.create(
                {
                    "name": "Send the quotation",
                    "user_id": self.colleague.id,
                    "date_deadline": "2026-03-05",
                }
            )
        ]
        visit.action_submit_report()
        self.assertRecordValues(
            visit.step_ids.activity_id,
            [
                {
                    "summary": "Send the quotation",
                    "user_id": self.colleague.id,
                    "date_deadline": fields.Date.to_date("2026-03-05"),
                }
            ],
        )

    def test_s011_corrected_action_corrects_its_activity(self):
        visit = self._filled()
        visit.step_ids = [
            Command.create({"name": "Send it", "date_deadline": "2026-03-05"})
        ]
        visit.action_submit_report()
        activity = visit.step_ids.activity_id
        visit.with_user(self.leader).action_return("When?")
        visit.step_ids.date_deadline = "2026-03-09"
        visit.action_submit_report()
        self.assertEqual(visit.step_ids.activity_id, activity)
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2026-03-09"))

    def test_r031_report_without_next_action_gets_a_follow_up(self):
        visit = self._filled()
        visit.action_submit_report()
        # Two local days after Monday.
        self.assertEqual(
            visit.activity_ids.mapped("date_deadline"),
            [fields.Date.to_date("2026-03-04")],
        )
        self.company.visit_followup_days = 0
        silent = self._filled()
        silent.action_submit_report()
        self.assertFalse(silent.activity_ids)

    def test_opportunity_is_made_from_the_report_and_told_of_it(self):
        visit = self._filled(need_note="A cold store.")
        visit.action_create_lead()
        self.assertRecordValues(
            visit.lead_id,
            [{"partner_id": self.customer.id, "user_id": self.rep.id}],
        )
        visit.action_create_lead()
        self.assertEqual(self.customer.opportunity_ids, visit.lead_id)
        visit.action_submit_report()
        self.assertIn(visit.name, visit.lead_id.message_ids[0].body)

    def test_report_is_submitted_though_the_opportunity_passed_to_a_colleague(self):
        visit = self._filled()
        visit.action_create_lead()
        visit.lead_id.sudo().user_id = self.other_rep
        visit.action_submit_report()
        message = visit.sudo().lead_id.message_ids[0]
        self.assertEqual(message.author_id, self.rep.partner_id)

    def test_result_is_not_known_before_the_visit(self):
        for visit in (self._plan_visit(self.rep), self._confirm_visit(self.rep)):
            with self.assertRaisesRegex(UserError, f"{visit.name}.*not taken place"):
                visit.outcome = "reached"

    # R028: duplicates

    def test_r028_second_report_of_customer_day_and_slot_warns(self):
        first = self._create_visit(self.rep)
        second = self._create_visit(self.rep, partner_id=self.contact.id)
        evening = self._create_visit(self.rep, date_start=NOW + timedelta(hours=11))
        others = self._create_visit(self.colleague)
        call = self._create_visit(self.rep, channel="phone")
        self.assertEqual((first | second).mapped("duplicate_count"), [1, 1])
        self.assertEqual((evening | others | call).mapped("duplicate_count"), [0] * 3)
        second.action_cancel("Twice")
        first.invalidate_recordset()
        self.assertEqual(first.duplicate_count, 0)

    def test_r028_parts_of_the_day_are_settings(self):
        morning = self._create_visit(self.rep, date_start="2026-03-02 03:00:00")
        noon = self._create_visit(self.rep, date_start="2026-03-02 04:30:00")
        self.assertEqual(morning.duplicate_count, 0)
        self.company.visit_noon_hour = 13
        later = self._create_visit(self.rep, date_start="2026-03-02 04:40:00")
        self.assertEqual(later.day_slot, "morning")
        self.assertEqual(noon.day_slot, "afternoon", "days past stay as they were")

    def test_r028_merge_adds_people_texts_promises_and_steps(self):
        visit = self._attend_visit(self.rep)
        twin = self._attend_visit(self.rep, partner_id=self.contact.id)
        promise = self._create_commitment(twin)
        visit.write({"contact_ids": self.contact.ids, "summary": "Prices."})
        twin.write(
            {
                "contact_ids": self.second_contact.ids,
                "summary": "Delivery.",
                "step_ids": [Command.create({"name": "Send it"})],
            }
        )
        step = twin.step_ids
        visit.action_merge_duplicates()
        self.assertRecordValues(
            visit,
            [
                {
                    "contact_ids": (self.contact | self.second_contact).ids,
                    "summary": "Prices.\nDelivery.",
                    "commitment_ids": promise.ids,
                    "step_ids": step.ids,
                    "duplicate_count": 0,
                }
            ],
        )
        self.assertEqual(twin.state, "cancel")
        self.assertIn(visit.name, twin.cancel_reason)

    def test_r028_merge_keeps_the_arrival(self):
        planned, attended = self._plan_visit(self.rep), self._attend_visit(self.rep)
        with self.assertRaisesRegex(UserError, f"{attended.name}.*{planned.name}"):
            planned.action_merge_duplicates()
        attended.action_merge_duplicates()
        self.assertEqual((planned.state, attended.state), ("cancel", "done"))

    def test_r028_submitted_report_is_not_merged_away(self):
        self._report_visit(self.rep)
        visit = self._attend_visit(self.rep)
        with self.assertRaisesRegex(UserError, "already submitted.*returned"):
            visit.action_merge_duplicates()

    def test_r028_merge_without_a_duplicate_changes_nothing(self):
        visit = self._attend_visit(self.rep)
        self.assertTrue(visit.action_merge_duplicates())
        self.assertEqual(visit.state, "done")

    # merged contacts and opportunities

    def _merge_partners(self, source, target):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (source | target).ids, target
        )

    def test_merged_customers_keep_visits_and_promises(self):
        twin = self.customer.copy({"name": "Donghai Trading Ltd"})
        visit = self._attend_visit(self.rep, partner_id=twin.id)
        promise = self._create_commitment(visit)
        self._merge_partners(twin, self.customer)
        self.env.invalidate_all()
        self.assertRecordValues(
            visit,
            [
                {
                    "partner_id": self.customer.id,
                    "commercial_partner_id": self.customer.id,
                }
            ],
        )
        self.assertEqual(promise.partner_id, self.customer)

    def test_merged_contact_takes_the_visit_to_the_other_company(self):
        person = self.env["res.partner"].create(
            {"name": "Zhao Min (2)", "parent_id": self.customer.id}
        )
        visit = self._review_visit(self.rep, partner_id=person.id)
        self.env["res.partner"].flush_model()
        self.env["base.partner.merge.automatic.wizard"]._update_foreign_keys(
            person, self.other_contact
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(visit.partner_id, self.other_contact)
        self.assertEqual(visit.commercial_partner_id, self.other_customer)

    def test_merged_people_met_at_one_visit_stand_there_once(self):
        people = self.contact | self.second_contact
        visit = self._review_visit(
            self.rep, report={"contact_ids": [Command.set(people.ids)]}
        )
        self._merge_partners(self.second_contact, self.contact)
        self.env.invalidate_all()
        self.assertEqual(visit.contact_ids, self.contact)

    def test_merged_opportunities_keep_signed_visits(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": name,
                    "type": "opportunity",
                    "partner_id": self.customer.id,
                    "user_id": self.manager.id,
                }
                for name in ("First", "Second")
            ]
        )
        visits = [
            self._review_visit(self.rep, lead_id=lead.id)
            for lead in leads.with_user(self.rep)
        ]
        survivor = leads.with_user(self.manager).merge_opportunity()
        self.assertEqual(self.env["sales.visit"].union(*visits).lead_id, survivor)

    def test_deleted_opportunity_leaves_the_visit(self):
        visit = self._attend_visit(self.rep)
        visit.action_create_lead()
        visit.lead_id.sudo().unlink()
        self.assertFalse(visit.lead_id)
        self._filled(visit).action_submit_report()
