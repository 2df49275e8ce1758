from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NOW, SalesVisitCommon

Command = fields.Command


@tagged("post_install", "-at_install")
class TestReview(SalesVisitCommon):
    # R027: validity

    def test_r027_validity_table(self):
        """Complete, goal set before, result reached; each alone decides."""
        partly, absent = {"outcome": "partly"}, {"outcome": "not"}
        table = (
            # company's setting, report, expected verdict, word of the reason
            (False, {}, "valid", None),
            (False, partly, "invalid", "not reached"),
            (False, absent, "invalid", "not reached"),
            (True, partly, "valid", None),
            (True, absent, "invalid", "not reached"),
        )
        for partly_counts, report, verdict, reason in table:
            with self.subTest(partly_counts=partly_counts, report=report):
                self.company.visit_partly_counts = partly_counts
                visit = self._review_visit(self.rep, report=report)
                self.assertEqual(visit.validity, verdict)
                if reason:
                    self.assertIn(reason, visit.validity_reason)

    def test_r027_expectation_set_before_arrival_is_valid(self):
        self.assertEqual(self._review_visit(self.rep).validity, "valid")

    def test_r027_expectation_after_arrival_is_invalid(self):
        visit = self._attend_visit(self.rep)
        with self._at(minutes=20):
            visit.expected_result = "What they ordered anyway."
            visit.write(self._prepare_report_vals(visit))
            visit.action_submit_report()
            visit.with_user(self.leader).action_review()
        self.assertEqual(visit.validity, "invalid")
        self.assertIn("after arrival", visit.validity_reason)

    def test_r027_saving_the_same_expectation_again_keeps_its_moment(self):
        visit = self._attend_visit(self.rep)
        moment = visit.date_expected_set
        with self._at(minutes=20):
            visit.write({"expected_result": visit.expected_result, "route_note": "A"})
        self.assertEqual(visit.date_expected_set, moment)
        self.assertEqual(visit.route_note, "A")

    def test_r027_one_new_expectation_in_a_batch_is_new_for_the_changed_only(self):
        same, other = self._attend_visit(self.rep), self._attend_visit(self.rep)
        other.expected_result = "Something else."
        moment = same.date_expected_set
        with self._at(minutes=20):
            (same | other).write({"expected_result": same.expected_result})
            self.env.flush_all()
        self.assertEqual(same.date_expected_set, moment)
        self.assertEqual(other.date_expected_set, moment + timedelta(minutes=20))

    def test_r027_backdated_arrival_does_not_make_a_late_goal_early(self):
        visit = self._create_visit(self.rep, expected_result=False)
        visit.expected_result = "Written in the evening."
        visit.action_check_in(
            reason="No reception", device_time=NOW - timedelta(hours=3)
        )
        visit.action_check_out(reason="No reception")
        visit.write(self._prepare_report_vals(visit))
        visit.action_submit_report()
        visit.with_user(self.leader).action_review()
        self.assertEqual(visit.validity, "invalid")

    def test_r027_forecast_says_what_signing_would_decide(self):
        visit = self._report_visit(self.rep, report={"outcome": "not"})
        self.assertIn("not reached", visit.validity_forecast)
        self.assertEqual(self._report_visit(self.rep).validity_forecast, "Valid")

    def test_r027_overruling_needs_a_reason(self):
        visit = self._report_visit(self.rep, report={"outcome": "not"})
        as_leader = visit.with_user(self.leader)
        for reason in (None, "", "  "):
            with self.assertRaisesRegex(UserError, f"{visit.name}.*reason"):
                as_leader.action_review(validity="valid", reason=reason)
        self.assertEqual(visit.state, "reported")
        why = "The order came by phone."
        as_leader.action_review(validity="valid", reason=why)
        self.assertRecordValues(
            visit,
            [{"validity": "valid", "validity_reason": why}],
        )
        self.assertRecordValues(
            visit.review_ids,
            [
                {
                    "is_overruled": True,
                    "reason": why,
                    "validity": "valid",
                    "user_id": self.leader.id,
                }
            ],
        )

    def test_r027_valid_visit_may_be_overruled_as_well(self):
        visit = self._report_visit(self.rep)
        visit.with_user(self.leader).action_review(
            validity="invalid", reason="Nobody saw you there."
        )
        self.assertEqual(visit.validity, "invalid")

    def test_r027_agreeing_with_the_rule_needs_no_reason(self):
        visit = self._report_visit(self.rep)
        visit.with_user(self.leader).action_review(validity="valid")
        self.assertFalse(visit.review_ids.is_overruled)

    def test_r027_verdict_is_valid_or_invalid(self):
        visit = self._report_visit(self.rep)
        for verdict in ("pending", "maybe"):
            with self.assertRaisesRegex(UserError, "either"):
                visit.with_user(self.leader).action_review(validity=verdict)

    def test_r027_invalid_visit_stays_on_record(self):
        visit = self._review_visit(self.rep, report={"outcome": "not"})
        with self.assertRaises(UserError):
            visit.with_user(self.manager).unlink()

    # S075: four eyes

    def test_s075_leader_signs_with_suggestion_and_date(self):
        visit = self._review_visit(self.rep)
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "reviewed",
                    "review_comment": "Well done.",
                    "reviewer_id": self.leader.id,
                    "date_reviewed": NOW,
                    "signed_by_id": self.leader.id,
                    "date_signed": NOW,
                }
            ],
        )

    def test_s075_nobody_reviews_their_own_report(self):
        for user in (self.leader, self.manager):
            visit = self._report_visit(user)
            with self.subTest(user=user.login):
                self.assertFalse(visit.can_review)
                with self.assertRaisesRegex(UserError, "You wrote .* yourself"):
                    visit.action_review()
                with self.assertRaisesRegex(UserError, "You wrote .* yourself"):
                    visit.action_return("Again")
                with self.assertRaisesRegex(UserError, "You wrote .* yourself"):
                    visit.review_comment = "Excellent work!"

    def test_s075_own_report_in_a_batch_stops_the_batch(self):
        own, other = self._report_visit(self.leader), self._report_visit(self.rep)
        with self.assertRaisesRegex(UserError, own.name):
            (own | other).with_user(self.leader).action_review()
        self.assertEqual(other.state, "reported")

    def test_s075_author_cannot_become_somebody_else_before_the_review(self):
        visit = self._report_visit(self.leader)
        for user in (self.leader, self.manager):
            with self.assertRaisesRegex(UserError, f"{visit.name}.*no longer"):
                visit.with_user(user).user_id = self.rep
        visit.with_user(self.manager).action_return("Names?")
        with self.assertRaisesRegex(UserError, f"{visit.name}.*settled"):
            visit.user_id = self.rep

    def test_s075_salesperson_reviews_nothing(self):
        visit = self._report_visit(self.rep)
        for user in (self.rep, self.colleague, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                visit.with_user(user).action_review()

    def test_s075_leader_of_another_team_does_not_review(self):
        visit = self._report_visit(self.rep)
        with self.assertRaises(AccessError):
            visit.with_user(self.other_leader).action_review()

    def test_s075_salesperson_does_not_choose_the_team_that_reviews(self):
        visit = self._attend_visit(self.rep)
        with self.assertRaisesRegex(UserError, f"{visit.name}.*Team South"):
            visit.team_id = self.other_team
        visit.with_user(self.manager).team_id = self.other_team

    def test_s075_salesperson_writes_no_suggestion_and_deletes_none(self):
        with self.assertRaises(AccessError):
            self._create_visit(self.rep, review_comment="Excellent work!")
        visits = self.env["sales.visit"].with_user(self.rep)
        with self.assertRaises(AccessError):
            visits.with_context(default_review_comment="Excellent work!").create(
                {"partner_id": self.customer.id}
            )
        visit = self._report_visit(self.rep)
        visit.with_user(self.leader).review_comment = "Names are missing."
        for text in ("Excellent work!", False, ""):
            with self.subTest(text=text), self.assertRaises(AccessError):
                visit.review_comment = text
        self.assertEqual(visit.review_comment, "Names are missing.")
        # The form may send it back unchanged.
        visit.write({"review_comment": "Names are missing.", "color": 3})

    def test_s075_signed_suggestion_stays(self):
        visit = self._review_visit(self.rep)
        for user in (self.leader, self.manager):
            with self.assertRaisesRegex(UserError, f"{visit.name}.*signed"):
                visit.with_user(user).review_comment = "Bad work."

    def test_s075_suggestion_on_the_report_is_signed_with_it(self):
        visit = self._report_visit(self.rep)
        visit.with_user(self.leader).review_comment = "Bring the price list."
        visit.with_user(self.leader).action_review()
        self.assertEqual(visit.review_ids.comment, "Bring the price list.")

    # decisions

    def test_second_decision_is_told_who_decided(self):
        visit = self._review_visit(self.rep)
        for decide in ("action_review", "action_return"):
            with self.assertRaisesRegex(UserError, f"{visit.name}.*signed by Leader"):
                getattr(visit.with_user(self.manager), decide)("Also mine")
        self.assertEqual(len(visit.review_ids), 1)

    def test_unsubmitted_report_is_not_decided_on(self):
        visit = self._attend_visit(self.rep)
        with self.assertRaisesRegex(UserError, f"{visit.name}.*only submitted"):
            visit.with_user(self.leader).action_review()

    def test_return_asks_what_is_to_be_completed(self):
        visit = self._report_visit(self.rep).with_user(self.leader)
        for comment in (None, " "):
            wizard = visit.action_return(comment)
            self.assertEqual(wizard["res_model"], "sales.visit.decide")
            self.assertEqual(visit.state, "reported")

    def test_returned_report_is_open_again_and_says_what_is_missing(self):
        visit = self._report_visit(self.rep)
        visit.with_user(self.leader).action_return("Who was there?")
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "is_returned": True,
                    "return_comment": "Who was there?",
                    "filled_by_id": False,
                    "date_reported": False,
                }
            ],
        )
        self.assertIn(self.rep, visit.activity_ids.user_id)
        visit.summary = "Everybody."
        visit.action_submit_report()
        visit.with_user(self.leader).action_review()
        self.assertEqual(visit.review_ids.mapped("decision"), ["sign", "return"])
        self.assertEqual(visit.review_ids.mapped("round"), [2, 1])
        self.assertFalse(visit.is_returned)

    def test_wizard_returns_and_overrules(self):
        visits = self._report_visit(self.rep) | self._report_visit(self.rep)
        wizards = self.env["sales.visit.decide"].with_user(self.leader)
        wizards.create(
            {
                "visit_ids": [Command.set(visits[0].ids)],
                "decision": "return",
                "comment": "Names?",
            }
        ).action_apply()
        wizards.create(
            {
                "visit_ids": [Command.set(visits[1].ids)],
                "validity": "invalid",
                "reason": "Nobody saw you.",
            }
        ).action_apply()
        self.assertEqual(visits.mapped("state"), ["done", "reviewed"])

    def test_decision_ends_the_reminder_to_review(self):
        visit = self._report_visit(self.rep)
        visit.activity_schedule(
            "sales_visit_crm.mail_activity_type_visit_review", user_id=self.leader.id
        )
        visit.with_user(self.leader).action_review()
        self.assertNotIn(self.leader, visit.activity_ids.user_id)

    # lock

    def test_reported_and_signed_reports_are_at_rest(self):
        remedies = {"_report_visit": "return the report", "_review_visit": "Amend"}
        changes = {
            "summary": "Something else.",
            "outcome": "not",
            "contact_ids": [Command.clear()],
            "partner_id": self.other_customer.id,
            "user_id": self.colleague.id,
            "date_start": NOW,
            "attachment_ids": [Command.create({"name": "a.txt"})],
            "lead_id": False,
            "team_id": False,
            "companion_ids": [Command.link(self.colleague.id)],
            "late_reason": "Traffic",
            "step_ids": [Command.create({"name": "Late idea"})],
            "commitment_ids": [
                Command.create({"name": "Late", "date_deadline": "2026-04-01"})
            ],
        }
        for builder, remedy in remedies.items():
            visit = getattr(self, builder)(self.rep)
            for name, value in changes.items():
                for user in (self.rep, self.manager):
                    with (
                        self.subTest(state=visit.state, field=name, user=user.login),
                        self.assertRaisesRegex(UserError, f"{visit.name}.*{remedy}"),
                    ):
                        visit.with_user(user).write({name: value})

    def test_parts_of_a_signed_report_rest_in_their_own_models(self):
        visit = self._attend_visit(self.rep)
        visit.step_ids = [Command.create({"name": "Send it"})]
        promise = self._create_commitment(visit)
        visit.write(self._prepare_report_vals(visit))
        visit.action_submit_report()
        visit.with_user(self.leader).action_review()
        parts = {
            "material": (visit.material_ids, {"name": "X"}),
            "step": (visit.step_ids, {"name": "X"}),
            "promise": (promise, {"name": "X"}),
        }
        for what, (part, vals) in parts.items():
            for user in (self.rep, self.manager):
                own = part.with_user(user)
                with self.subTest(what=what, user=user.login):
                    with self.assertRaisesRegex(UserError, visit.name):
                        own.write(vals)
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        own.unlink()
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        own.copy()
        for model in ("sales.visit.material", "sales.visit.step"):
            with self.assertRaisesRegex(UserError, visit.name):
                self.env[model].with_user(self.rep).create(
                    {"visit_id": visit.id, "name": "Late"}
                )

    def test_parts_stay_with_their_visit(self):
        visit, other = self._attend_visit(self.rep), self._attend_visit(self.colleague)
        visit.step_ids = [Command.create({"name": "Send it"})]
        for part in (visit.step_ids, visit.material_ids):
            with self.assertRaisesRegex(UserError, f"stays with .*{visit.name}"):
                part.visit_id = other

    def test_files_of_a_signed_report_stay(self):
        visit = self._attend_visit(self.rep)
        file = (
            self.env["ir.attachment"]
            .with_user(self.rep)
            .create({"name": "shelf.txt", "raw": b"full", "res_model": visit._name})
        )
        visit.write(
            self._prepare_report_vals(visit, attachment_ids=[Command.set(file.ids)])
        )
        visit.action_submit_report()
        visit.with_user(self.leader).action_review()
        for user in (self.rep, self.leader, self.manager):
            own = file.with_user(user)
            self.assertEqual(own.raw, b"full", "who reads the report reads its files")
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(UserError, f"shelf.txt.*{visit.name}"):
                    own.unlink()
                with self.assertRaisesRegex(UserError, f"shelf.txt.*{visit.name}"):
                    own.raw = b"empty"
        self.assertEqual(file.raw, b"full")

    # amendments

    def test_amendment_keeps_before_after_who_and_why(self):
        visit = self._review_visit(self.rep)
        before = visit.summary
        visit._amend("summary", "Talked about twelve cases.", "Typing error")
        self.assertEqual(visit.summary, "Talked about twelve cases.")
        self.assertRecordValues(
            visit.amendment_ids,
            [
                {
                    "field_name": "summary",
                    "field_label": "Content",
                    "old_value": before,
                    "new_value": "Talked about twelve cases.",
                    "reason": "Typing error",
                    "user_id": self.rep.id,
                }
            ],
        )
        self.assertEqual((visit.state, visit.validity), ("reviewed", "valid"))

    def test_amendment_wizard_offers_the_text_as_it_stands(self):
        visit = self._review_visit(self.rep)
        wizard = (
            self.env["sales.visit.amend"]
            .with_user(self.rep)
            .create({"visit_id": visit.id, "reason": "Typing error"})
        )
        self.assertEqual(wizard.value, visit.summary)
        wizard.value = "Better."
        wizard.action_apply()
        self.assertEqual(visit.summary, "Better.")

    def test_amendment_needs_a_reason(self):
        visit = self._review_visit(self.rep)
        with self.assertRaisesRegex(UserError, "reason"):
            visit._amend("summary", "Other.", " ")
        self.assertFalse(visit.amendment_ids)

    def test_amendment_is_for_texts_of_signed_reports_only(self):
        signed, waiting = self._review_visit(self.rep), self._report_visit(self.rep)
        for visit, name in (
            (signed, "outcome"),
            (signed, "validity"),
            (signed, "user_id"),
            (signed, "review_comment"),
            (signed, "expected_result"),
            (waiting, "summary"),
        ):
            with (
                self.subTest(field=name, state=visit.state),
                self.assertRaisesRegex(UserError, "Only the texts"),
            ):
                visit._amend(name, "x", "Because")

    def test_amendment_needs_the_right_to_write(self):
        visit = self._review_visit(
            self.rep, companion_ids=[Command.set(self.colleague.ids)]
        )
        for user in (self.colleague, self.other_leader, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                visit.with_user(user)._amend("summary", "x", "Because")

    def test_amended_text_is_checked_like_any_other(self):
        visit = self._review_visit(self.rep)
        with self.assertRaisesRegex(UserError, "program code"), self.env.cr.savepoint():
            visit._amend("summary", "<script>x</script>", "Because")
        self.assertFalse(visit.amendment_ids)

    # queue

    def test_queue_steps_forth_and_back_by_age(self):
        visits = []
        for hours in range(3):
            with self._at(hours=hours):
                visits.append(self._report_visit(self.rep))
        first, second, third = (visit.with_user(self.leader) for visit in visits)
        self.assertEqual(first._get_next_in_queue(), second)
        self.assertEqual(second._get_next_in_queue(), third)
        self.assertEqual(third._get_next_in_queue(), first)
        self.assertEqual(first._get_next_in_queue(backwards=True), third)
        self.assertEqual(second._get_next_in_queue(backwards=True), first)
        action = second.action_review_next()
        self.assertEqual(second.state, "reviewed")
        self.assertEqual(action["res_id"], third.id)
        self.assertEqual(first.action_skip_review()["res_id"], third.id)

    def test_queue_holds_what_others_submitted_and_no_calls(self):
        waiting = self._report_visit(self.rep)
        own = self._report_visit(self.leader)
        call = self._create_visit(self.rep, channel="phone", date_start=NOW)
        call.write(self._prepare_report_vals(call))
        call.action_submit_report()
        visits = self.env["sales.visit"].with_user(self.leader)
        queue = visits.search(visits._get_review_domain())
        self.assertIn(waiting, queue)
        self.assertFalse(queue & (own | call))

    def test_queue_ends_with_its_list(self):
        visit = self._report_visit(self.rep).with_user(self.leader)
        action = visit.action_review_next()
        self.assertNotIn("res_id", {key for key, value in action.items() if value})
