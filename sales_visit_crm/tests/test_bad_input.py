"""Bad input: a sentence that names the record and says what to do; nothing saved.

The table of the doors a clumsy or hostile client knocks at. Each row says what is
sent and the words that the answer must hold.
"""

from datetime import timedelta
from uuid import uuid4

from psycopg2 import errors

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, SalesVisitCommon

Command = fields.Command
HUGE = "长" * 500_000
SCRIPT = "<p>Fine</p><script>alert(document.cookie)</script>"
HANDLER = '<img src="x" onerror="alert(1)">'


@tagged("post_install", "-at_install")
class TestBadInput(SalesVisitCommon):
    def _assert_refused(self, words, function, *args, error=UserError, **kwargs):
        """Check that a call fails with ``words`` and leaves nothing behind.

        The words are looked for one by one, in any order.
        """
        tables = ("sales.visit", "sales.visit.checkin", "sales.commitment")
        before = [self.env[name].search_count([]) for name in tables]
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            function(*args, **kwargs)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual([self.env[name].search_count([]) for name in tables], before)

    # check-in

    def test_r006_impossible_coordinates(self):
        visit = self._plan_visit(self.rep)
        impossible = {
            "latitude": [91, -90.1, float("nan"), float("inf"), "31.2", None, True],
            "longitude": [180.5, -181, float("nan"), "121", None, [121]],
            "accuracy": [-1, 1e9, float("nan"), "good"],
        }
        for name, values in impossible.items():
            for value in values:
                position = {"latitude": 31.2, "longitude": 121.4, "accuracy": 20}
                with self.subTest(name=name, value=value):
                    self._assert_refused(
                        [visit.name, name, "by hand"],
                        visit.action_check_in,
                        client_uid=str(uuid4()),
                        mode="gps",
                        **{**position, name: value},
                    )
        self.assertRecordValues(visit, [{"state": "planned", "date_arrived": False}])

    def test_r006_check_in_in_the_future(self):
        visit = self._plan_visit(self.rep)
        moments = [
            NOW + timedelta(minutes=6),
            "2031-01-01 00:00:00",
            NOW - timedelta(days=8),
            "yesterday",
            "2026-13-45 99:00:00",
            20260301,
            ["2026-03-01 23:30:00"],
        ]
        for moment in moments:
            with self.subTest(moment=moment):
                self._assert_refused(
                    [visit.name, "clock", "check in again"],
                    visit.action_check_in,
                    device_time=moment,
                    reason="x",
                )

    def test_r006_unknown_way_to_check_in(self):
        visit = self._plan_visit(self.rep)
        for mode in ("telepathy", "", None, False):
            with self.subTest(mode=mode):
                self._assert_refused(
                    ["gps", "manual", "qr"], visit.action_check_in, mode=mode
                )

    def test_r006_reason_of_a_check_in_is_a_plain_text(self):
        visit = self._plan_visit(self.rep)
        for reason in (HUGE, SCRIPT, HANDLER, {"a": 1}, 7):
            with self.subTest(reason=str(reason)[:20]):
                self._assert_refused(
                    [visit.name, "plain text"], visit.action_check_in, reason=reason
                )

    def test_r006_duplicate_uuid(self):
        first, second = self._plan_visit(self.rep), self._plan_visit(self.rep)
        other = self._plan_visit(self.colleague)
        uid = str(uuid4())
        first.action_check_in(client_uid=uid, reason="No reception")
        for visit in (second, other):
            self._assert_refused(
                [visit.name, "another visit", "Check in again"],
                visit.action_check_in,
                client_uid=uid,
                reason="No reception",
            )
        self._assert_refused(
            [first.name],
            first.action_check_out,
            client_uid=uid,
            reason="No reception",
        )

    def test_r006_uuid_that_is_none(self):
        visit = self._plan_visit(self.rep)
        for uid in ("x" * 100, HUGE, 17, ["a"], {"a": 1}):
            with self.subTest(uid=str(uid)[:20]):
                self._assert_refused(
                    [visit.name, "UUID"], visit.action_check_in, client_uid=uid
                )

    def test_s070_report_submitted_by_somebody_else(self):
        visit = self._attend_visit(
            self.rep, companion_ids=[Command.set(self.colleague.ids)]
        )
        visit.write(self._prepare_report_vals(visit))
        for user in (self.colleague, self.leader, self.manager):
            for action in ("action_submit_report", "action_check_out"):
                with self.subTest(user=user.login, action=action):
                    self._assert_refused(
                        [visit.name, "visit of Rep"],
                        getattr(visit.with_user(user), action),
                    )
        self.assertEqual(visit.state, "done")

    # dates

    def test_end_before_start(self):
        visit = self._plan_visit(self.rep)
        start, end = visit.date_start, visit.date_end
        for wrong in (start - timedelta(minutes=1), False):
            with self.subTest(end=wrong):
                self._assert_refused(
                    [visit.name, "before its start", "Correct"],
                    visit.write,
                    {"date_end": wrong},
                )
        # On creation the database refuses first; the constraint has the sentence.
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.CheckViolation):
            self._create_visit(self.rep, date_start=end, date_end=start)
        constraint = visit._table_objects["sales_visit_check_dates"]
        self.assertIn("before its start", constraint.get_error_message(visit))
        self.assertEqual((visit.date_end, visit.calendar_event_id.stop), (end, end))

    def test_end_before_start_in_the_calendar(self):
        visit = self._plan_visit(self.rep)
        event = visit.calendar_event_id.with_user(self.rep)
        self._assert_refused(
            [], event.write, {"stop": visit.date_start - timedelta(hours=1)}
        )
        self.assertGreater(visit.date_end, visit.date_start)

    # customers

    def test_customer_of_another_company(self):
        foreign = self.foreign_customer
        for user in (self.rep, self.manager):
            with self.subTest(user=user.login):
                self._assert_refused(
                    ["Foreign Customer"],
                    self._create_visit,
                    user,
                    partner_id=foreign.id,
                )
        visit = self._plan_visit(self.rep)
        self._assert_refused([visit.name], visit.write, {"partner_id": foreign.id})
        self.assertEqual(visit.partner_id, self.customer)

    def test_salesperson_of_another_company(self):
        visit = self._create_visit(self.manager)
        self._assert_refused(
            [visit.name, "Foreign Rep"],
            visit.write,
            {"user_id": self.foreign_rep.id},
        )

    def test_nothing_is_given_to_a_portal_user(self):
        visit = self._attend_visit(self.rep)
        step = {"name": "Send it", "user_id": self.portal.id}
        self._assert_refused(
            ["no employee", "Send it"],
            visit.write,
            {"step_ids": [Command.create(step)]},
        )
        promise = self._create_commitment(visit)
        self._assert_refused(
            ["no employee", "Send samples"],
            promise.write,
            {"user_id": self.portal.id},
        )

    def test_customer_that_does_not_exist(self):
        with mute_logger("odoo.sql_db"):
            self._assert_refused(
                ["does not exist"], self._create_visit, self.rep, partner_id=2**30
            )

    # texts

    def test_texts_too_long_or_with_program_code(self):
        visit = self._attend_visit(self.rep)
        for name in visit._get_text_fields():
            if name in visit._get_engine_fields() or name == "review_comment":
                continue
            for text, words in (
                (HUGE, ["too long", "Attach"]),
                (SCRIPT, ["program code", "plain text"]),
                (HANDLER, ["program code", "plain text"]),
            ):
                with self.subTest(field=name, text=text[:20]):
                    self._assert_refused(
                        [*words, visit.name], visit.write, {name: text}
                    )

    def test_longest_text_is_a_setting(self):
        self.company.visit_text_max_chars = 1_000
        visit = self._attend_visit(self.rep)
        self._assert_refused(["1000"], visit.write, {"summary": "x" * 1_001})
        visit.summary = "x" * 1_000

    def test_plain_text_with_signs_is_kept_as_it_is(self):
        text = "Price < 100 yuan & <b>not</b> > 90; 客户说 “好”. =1+1"
        visit = self._attend_visit(self.rep)
        visit.summary = text
        visit.invalidate_recordset()
        self.assertEqual(visit.summary, text)

    def test_texts_of_the_lines_and_reasons(self):
        visit = self._attend_visit(self.rep)
        signed = self._review_visit(self.rep)
        waiting = self._report_visit(self.colleague).with_user(self.leader)
        planned = self._plan_visit(self.rep)
        promise = self._create_commitment(visit)
        later = promise.date_deadline + timedelta(days=1)
        plan = self.env["sales.visit.plan"].with_user(self.rep).create({})
        doors = {
            "step": lambda text: visit.write(
                {"step_ids": [Command.create({"name": text})]}
            ),
            "material": lambda text: visit.material_ids.write({"name": text}),
            "cancel": planned.action_cancel,
            "absence": planned.action_no_show,
            "move": lambda text: planned.action_reschedule(
                NOW + timedelta(days=3), text
            ),
            "plan note": lambda text: plan.write({"note": text}),
            "plan target": lambda text: plan.write({"target_note": text}),
            "answer": promise.action_keep,
            "postponement": lambda text: promise.action_move(later, text),
            "suggestion": waiting.action_review,
            "overruling": lambda text: waiting.action_review(
                validity="invalid", reason=text
            ),
            "return": waiting.action_return,
            "amendment": lambda text: signed._amend("summary", text, "Typing error"),
            "amendment reason": lambda text: signed._amend("summary", "Fine", text),
        }
        for what, send in doors.items():
            for text in (HUGE, SCRIPT):
                with self.subTest(door=what, text=text[:10]):
                    problem = "program code" if text == SCRIPT else "too long"
                    self._assert_refused([problem], send, text)

    def test_reasons_that_are_no_text_are_kept_as_text(self):
        visit, other = self._plan_visit(self.rep), self._plan_visit(self.rep)
        visit.action_cancel(7)
        self.assertEqual(visit.cancel_reason, "7")
        other.action_reschedule(NOW + timedelta(days=3), 7)
        self.assertEqual(other.reschedule_ids.reason, "7")
        promise = self._create_commitment(self._attend_visit(self.rep))
        promise.action_break(7)
        self.assertEqual(promise.answer, "7")

    def test_visit_does_not_enter_a_closed_sheet(self):
        plan = self.env["sales.visit.plan"].with_user(self.rep).create({})
        plan.action_cancel()
        visit = self._create_visit(self.rep)
        self._assert_refused(
            [plan.name, visit.name, "closed"], visit.write, {"plan_id": plan.id}
        )

    # states and engine fields

    def test_state_and_signatures_written_over_rpc(self):
        visit = self._attend_visit(self.rep)
        claims = {
            "state": "reviewed",
            "validity": "valid",
            "reviewer_id": self.leader.id,
            "date_reviewed": NOW,
            "signed_by_id": self.leader.id,
            "filled_by_id": self.leader.id,
            "date_arrived": NOW - timedelta(hours=2),
            "date_left": NOW,
            "late_minutes": 0,
            "completeness": 100,
            "proof_score": 100,
            "date_expected_set": NOW - timedelta(days=1),
            "date_planned": NOW - timedelta(days=1),
            "is_unplanned": False,
            "date_reported": NOW,
            "is_report_late": False,
            "report_round": 0,
            "appointment_result": "agreed",
            "history_reviewed_on": "2026-03-01",
            "next_visit_id": visit.id,
            "calendar_event_id": False,
            "commercial_partner_id": self.other_customer.id,
            "visit_day": "2026-01-01",
            "day_slot": "evening",
            "requires_appointment": False,
        }
        for name, value in claims.items():
            for user in (self.rep, self.manager):
                with self.subTest(field=name, user=user.login):
                    label = visit._get_field_labels([name])
                    self._assert_refused(
                        [visit.name, label, "buttons"],
                        visit.with_user(user).write,
                        {name: value},
                        error=AccessError,
                    )

    def test_new_visit_claims_no_later_state(self):
        claims = {
            "state": "reviewed",
            "validity": "valid",
            "date_arrived": NOW,
            "completeness": 100,
            "proof_score": 100,
            "filled_by_id": self.rep.id,
            "date_expected_set": NOW - timedelta(days=3),
        }
        for name, value in claims.items():
            with self.subTest(field=name):
                self._assert_refused(
                    ["buttons"],
                    self._create_visit,
                    self.rep,
                    error=AccessError,
                    **{name: value},
                )

    def test_defaults_in_the_context_claim_nothing_either(self):
        context = {
            "default_state": "reviewed",
            "default_validity": "valid",
            "default_date_arrived": NOW,
            "default_completeness": 100,
            "default_proof_score": 100,
            "default_reviewer_id": self.leader.id,
            "default_name": "V0000",
            "default_is_unplanned": False,
            "default_date_planned": NOW - timedelta(days=9),
        }
        visits = self.env["sales.visit"].with_user(self.rep).with_context(**context)
        visit = visits.create({"partner_id": self.customer.id})
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "draft",
                    "validity": "pending",
                    "date_arrived": False,
                    "reviewer_id": False,
                    "date_planned": False,
                    "proof_score": 0,
                }
            ],
        )
        self.assertLess(visit.completeness, 100)
        self.assertNotEqual(visit.name, "V0000")

    def test_no_context_key_opens_a_guard(self):
        visit = self._attend_visit(self.rep)
        for value in (True, 1, "x", "True", {"a": 1}, [1], object()):
            keyed = visit.with_context(sales_visit_engine=value)
            with self.subTest(value=value):
                self._assert_refused(
                    ["buttons"],
                    keyed.write,
                    {"state": "reviewed", "validity": "valid"},
                    error=AccessError,
                )
                self._assert_refused(
                    ["buttons"],
                    keyed.create,
                    {"partner_id": self.customer.id, "state": "reviewed"},
                    error=AccessError,
                )
        for key in ("install_mode", "import_file", "mail_notrack", "no_check"):
            self._assert_refused(
                ["buttons"],
                visit.with_context(**{key: True}).write,
                {"state": "reviewed"},
                error=AccessError,
            )

    def test_trust_ends_with_the_call_it_was_given_for(self):
        visit = self._attend_visit(self.rep)
        visit._engine_write({"date_left": NOW})
        self.assertNotIn("sales_visit_engine", visit.env.context)
        created = visit._as_engine().create({"partner_id": self.customer.id})
        self.assertNotIn("sales_visit_engine", created.env.context)
        self._assert_refused(
            ["buttons"], created.write, {"state": "done"}, error=AccessError
        )

    def test_commitment_and_sheet_claim_no_state_either(self):
        promise = self._create_commitment(self._attend_visit(self.rep))
        plan = self.env["sales.visit.plan"].with_user(self.rep).create({})
        for record, state in ((promise, "kept"), (plan, "approved")):
            with self.subTest(model=record._name):
                self._assert_refused(
                    ["buttons"], record.write, {"state": state}, error=AccessError
                )
                with self.assertRaises(AccessError):
                    record.copy({"state": state})

    # import

    def _load(self, names, *rows, user=None):
        visits = self.env["sales.visit"].with_user(user or self.rep)
        return visits.load(names, [list(row) for row in rows])

    def _assert_not_loaded(self, result, *words):
        self.assertFalse(result["ids"])
        text = " ".join(message["message"] for message in result["messages"])
        for word in words:
            self.assertIn(word, text)

    def test_p01_unknown_purpose_on_import(self):
        before = self.env["sales.visit"].search_count([])
        result = self._load(
            ["partner_id", "purpose_ids", "expected_result"],
            ["Donghai Trading", "Test Talk", "An order"],
            ["Donghai Trading", "Fishing", "A trout"],
        )
        self._assert_not_loaded(result, "Fishing", "Purposes")
        self.assertEqual(result["messages"][0]["record"], 1)
        self.assertEqual(self.env["sales.visit"].search_count([]), before)
        self.assertFalse(
            self.env["sales.visit.purpose"].search([("name", "=", "Fishing")])
        )

    def test_unknown_customer_on_import(self):
        with mute_logger("odoo.sql_db"):
            result = self._load(["partner_id"], ["Nobody & Sons"])
        self._assert_not_loaded(result, "Nobody & Sons")

    def test_import_claims_no_state_and_no_signature(self):
        for name, value in (
            ("state", "Reviewed"),
            ("state", "reviewed"),
            ("validity", "Valid"),
            ("date_arrived", "2026-03-01 00:00:00"),
            ("completeness", "100"),
        ):
            with self.subTest(field=name, value=value):
                result = self._load(["partner_id", name], ["Donghai Trading", value])
                self._assert_not_loaded(result, "buttons")

    def test_import_of_a_number_is_the_managers(self):
        row = (["partner_id", "name"], ["Donghai Trading", "PAPER/1"])
        self._assert_not_loaded(self._load(*row), "sales manager")
        self.assertTrue(self._load(*row, user=self.manager)["ids"])

    def test_import_over_a_signed_report_changes_nothing(self):
        visit = self._review_visit(self.rep)
        key = "__import__.signed_visit"
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "signed_visit",
                "model": visit._name,
                "res_id": visit.id,
            }
        )
        result = self._load(["id", "summary"], [key, "Rewritten"])
        self._assert_not_loaded(result, visit.name, "Amend")
        self.assertNotEqual(visit.summary, "Rewritten")

    def test_one_bad_row_saves_no_row(self):
        before = self.env["sales.visit"].search_count([])
        result = self._load(
            ["partner_id", "summary"],
            ["Donghai Trading", "Fine"],
            ["Donghai Trading", SCRIPT],
        )
        self._assert_not_loaded(result, "program code")
        self.assertEqual(self.env["sales.visit"].search_count([]), before)

    def test_good_import_makes_numbered_drafts(self):
        result = self._load(
            ["partner_id", "purpose_ids", "expected_result", "date_start"],
            ["Donghai Trading", "Test Talk", "An order", "2026-03-09 02:00:00"],
            ["Nanshan Stores", "Test Talk", "An order", "2026-03-10 02:00:00"],
        )
        visits = self.env["sales.visit"].browse(result["ids"])
        self.assertEqual(visits.mapped("state"), ["draft", "draft"])
        self.assertEqual(len(set(visits.mapped("name"))), 2)

    # reference data and settings

    def test_requirement_names_a_part_of_the_report(self):
        with self.assertRaisesRegex(ValidationError, "state.*need_note"):
            self.env["sales.visit.requirement"].create(
                {"name": "Trick", "field_name": "state"}
            )

    def test_settings_out_of_range(self):
        for name, value in (
            ("visit_appointment_lead_days", -1),
            ("visit_appointment_lead_days", 400),
            ("visit_radius_m", 0),
            ("visit_report_due_hours", 0),
            ("visit_report_escalation_hours", 3),
            ("visit_text_max_chars", 10),
            ("visit_noon_hour", 20),
            ("visit_evening_hour", 24),
        ):
            with (
                self.subTest(setting=name, value=value),
                mute_logger("odoo.sql_db"),
                self.assertRaises(errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.company[name] = value
                self.company.flush_recordset()

    def test_purpose_in_use_is_archived_rather_than_deleted(self):
        self._review_visit(self.rep)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(errors.ForeignKeyViolation),
            self.env.cr.savepoint(),
        ):
            self.purpose.with_user(self.manager).unlink()
        self.purpose.with_user(self.manager).action_archive()
