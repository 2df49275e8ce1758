from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import SalesVisitCommon


@tagged("post_install", "-at_install")
class TestSalesCommitment(SalesVisitCommon):
    """Promises both ways. Rules: R010, S027, S073; lifecycle 5.3, LC9."""

    def _promise(self, **vals):
        return self._create_commitment(self._plan_visit(self.rep), **vals)

    def test_promise_takes_customer_and_team_of_its_visit(self):
        commitment = self._promise()
        self.assertRecordValues(
            commitment,
            [
                {
                    "partner_id": self.customer.id,
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "state": "open",
                    "promised_by": "us",
                }
            ],
        )

    def test_promise_is_not_due_before_it_was_made(self):
        visit = self._plan_visit(self.rep)
        with self.assertRaisesRegex(ValidationError, "due before the visit"):
            self._create_commitment(
                visit, date_deadline=visit.visit_day - timedelta(days=1)
            )

    def test_kept_in_time_or_late(self):
        commitment, late = self._promise(), self._promise()
        commitment.action_keep("Samples sent.")
        self.assertEqual(commitment.state, "kept")
        self.assertEqual(commitment.date_answered, self.rep._get_sales_today())
        with self._at(days=8):
            self.assertTrue(late.is_overdue)
            late.action_keep()
        self.assertEqual(late.state, "late")
        self.assertFalse(late.is_overdue)

    def test_broken_and_waived_say_why(self):
        for method, state in (("action_break", "broken"), ("action_waive", "waived")):
            commitment = self._promise()
            for answer in (None, "  "):
                with self.assertRaisesRegex(UserError, "Say why"):
                    getattr(commitment, method)(answer)
            getattr(commitment, method)("Out of stock.")
            self.assertRecordValues(
                commitment, [{"state": state, "answer": "Out of stock."}]
            )

    def test_answer_given_in_error_is_taken_back(self):
        commitment = self._promise()
        commitment.action_keep("Done.")
        with self.assertRaisesRegex(UserError, "Reopen it first"):
            commitment.name = "Something else"
        commitment.action_reopen()
        self.assertRecordValues(
            commitment, [{"state": "open", "answer": False, "date_answered": False}]
        )

    def test_moving_needs_a_reason_and_a_later_day(self):
        commitment = self._promise()
        day = commitment.date_deadline
        with self.assertRaisesRegex(UserError, "reason"):
            commitment.action_move(day + timedelta(days=3), " ")
        for wrong in (day, day - timedelta(days=1), False):
            with self.assertRaisesRegex(UserError, "must lie after"):
                commitment.action_move(wrong, "Out of stock")
        commitment.action_move(day + timedelta(days=3), "Out of stock")
        self.assertEqual(commitment.date_deadline, day + timedelta(days=3))
        self.assertRecordValues(
            commitment.move_ids,
            [
                {
                    "date_before": day,
                    "date_after": day + timedelta(days=3),
                    "reason": "Out of stock",
                    "user_id": self.rep.id,
                }
            ],
        )
        commitment.action_keep()
        with self.assertRaisesRegex(UserError, "already answered"):
            commitment.action_move(day + timedelta(days=9), "Again")

    def test_reported_promise_is_not_moved_silently(self):
        visit = self._attend_visit(self.rep)
        commitment = self._create_commitment(visit)
        visit.write(self._prepare_report_vals(visit))
        visit.action_submit_report()
        with self.assertRaisesRegex(UserError, "needs a reason"):
            commitment.date_deadline += timedelta(days=1)
        with self.assertRaisesRegex(UserError, "stays on record"):
            commitment.with_user(self.manager).unlink()
        commitment.action_move(
            commitment.date_deadline + timedelta(days=1), "Out of stock"
        )

    def test_state_and_answer_are_written_by_the_buttons_only(self):
        commitment = self._promise()
        for vals in (
            {"state": "kept"},
            {"answer": "Yes"},
            {"date_answered": "2026-1-1"},
        ):
            with self.assertRaises(AccessError):
                commitment.write(vals)

    def test_postponements_are_nobodys_to_write(self):
        commitment = self._promise()
        commitment.action_move(commitment.date_deadline + timedelta(days=1), "Rain")
        for user in (self.rep, self.leader, self.manager):
            move = commitment.move_ids.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                move.reason = "Sunshine"
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                move.unlink()

    def test_texts_with_program_code_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "program code"):
            self._promise(action_plan="<script>alert(1)</script>")
        with self.assertRaisesRegex(ValidationError, "too long"):
            self._promise(action_plan="x" * 500_000)

    def test_overdue_is_searched_like_it_is_computed(self):
        commitment, kept = self._promise(), self._promise()
        kept.action_keep()
        both = commitment | kept
        with self._at(days=8):
            both.invalidate_recordset()
            for value in (True, False):
                found = both.search(
                    [("id", "in", both.ids), ("is_overdue", "=", value)]
                )
                self.assertEqual(
                    found, both.filtered_domain([("is_overdue", "=", value)])
                )
            self.assertTrue(commitment.is_overdue)

    def test_age_ends_with_the_answer_and_is_averaged(self):
        commitment, kept = self._promise(), self._promise()
        both = commitment | kept
        self.env.cr.execute(
            "UPDATE sales_commitment SET create_date = %s WHERE id IN %s",
            ["2026-03-01 23:30:00", tuple(both.ids)],
        )
        both.invalidate_recordset()
        with self._at(days=4):
            kept.action_keep()
        with self._at(days=10):
            both.invalidate_recordset()
            self.assertEqual(both.mapped("age_days"), [10, 4])
            ((average,),) = both._read_group(
                [("id", "in", both.ids)], [], ["age_days:avg"]
            )
        self.assertEqual(average, 7)

    def test_wizard_answers_and_moves(self):
        commitment, other = self._promise(), self._promise()
        action = (commitment | other).action_settle()
        wizards = self.env[action["res_model"]].with_user(self.rep)
        form = Form(wizards.with_context(**action["context"]))
        form.result = "move"
        form.date_deadline = commitment.date_deadline + timedelta(days=2)
        form.answer = "Out of stock"
        form.save().action_apply()
        self.assertEqual(commitment.move_ids.reason, "Out of stock")
        self.assertEqual(other.date_deadline, commitment.date_deadline)
        for result, state in [
            ("keep", "kept"),
            ("break", "broken"),
            ("waive", "waived"),
        ]:
            commitment = self._promise()
            wizards.create(
                {
                    "commitment_ids": [Command.set(commitment.ids)],
                    "result": result,
                    "answer": "As agreed.",
                }
            ).action_apply()
            self.assertEqual(commitment.state, state)

    def test_overdue_promise_is_reminded_once(self):
        commitment = self._promise()
        crons = self.env.registry["ir.cron"]
        with self._at(days=8), patch.object(crons, "_commit_progress", return_value=1):
            for _run in range(2):
                self.env["sales.commitment"]._cron_remind_overdue()
        self.assertEqual(commitment.activity_ids.user_id, self.rep)
        self.assertEqual(len(commitment.activity_ids), 1)
        commitment.action_keep()
        self.assertFalse(commitment.activity_ids)

    def test_customer_counts_open_promises(self):
        commitment = self._promise()
        customer = self.contact.with_user(self.rep)
        self.assertEqual(customer.commitment_open_count, 1)
        action = customer.action_view_commitments()
        self.assertIn(commitment, commitment.search(action["domain"]))
        commitment.action_keep()
        customer.invalidate_recordset()
        self.assertEqual(customer.commitment_open_count, 0)
        self.assertEqual(
            self.customer.with_user(self.outsider).commitment_open_count, 0
        )

    def test_roles_read_the_promises_of_their_circle(self):
        commitment = self._promise()
        none = commitment.browse()
        for user, expected in [
            (self.rep, commitment),
            (self.colleague, none),
            (self.leader, commitment),
            (self.other_leader, none),
            (self.manager, commitment),
            (self.auditor, commitment),
            (self.foreign_rep, none),
        ]:
            with self.subTest(user=user.login):
                found = commitment.with_user(user).search([("id", "=", commitment.id)])
                self.assertEqual(found.sudo(), expected.sudo())
        # Who visits the customer answers for the promises of colleagues, too.
        self._plan_visit(self.colleague)
        commitment.with_user(self.colleague).action_keep()
