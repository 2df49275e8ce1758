"""A salesperson's program at every door of a real server.

The form hides what it does not offer; these doors do not. Whatever comes in through
JSON-2, XML-RPC, the web client's list edit or an import meets the same guards, says
why it is refused, and leaves nothing behind.
"""

from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import SalesVisitCommon
from .door_common import Door, Json2Door, RefusedError, WebClientDoor, XmlRpcDoor

# What only the visit's own methods write, each with a value that would pass its type.
ENGINE_VALUES = {
    "completeness": 100,
    "date_arrived": "2026-03-02 01:00:00",
    "late_minutes": 5,
    "reviewer_id": 2,
    "validity": "valid",
}
# What a client may put into the context in the hope of being taken for the engine.
FORGED_CONTEXTS = (
    {},
    {"sales_visit_engine": True},
    {"sales_visit_engine": 1},
    {"sales_visit_engine": "x"},
    {"default_state": "reviewed", "default_validity": "valid"},
)
ONLY_BUTTONS = "cannot be typed in or imported: use the buttons"
NOT_ALLOWED = "You are not allowed to"
RESTS = "can no longer be changed"


class DoorCases(Door):
    """What holds at each door."""

    def _load(self, labels, rows):
        return self._call("sales.visit", "load", fields=labels, data=rows)

    def _prepare_visit_vals(self, **vals):
        start = fields.Datetime.now() + timedelta(days=1)
        return {
            "partner_id": self.customer.id,
            "date_start": fields.Datetime.to_string(start),
            **vals,
        }

    def _assert_refused(self, words, call, *args, **kwargs):
        with self.assertRaises(RefusedError) as caught:
            call(*args, **kwargs)
        self.assertIn(words, str(caught.exception))

    def _assert_kept(self, record, before):
        self.env.invalidate_all()
        self.assertEqual(record.sudo().read([*before]), [before])

    def _get_saved(self, record, *names):
        record.env.flush_all()
        return record.sudo().read(names)[0]

    # the lifecycle

    def test_own_visit_is_written(self):
        """The door is open for what is the salesperson's: the refusals mean it."""
        visit = self._plan_visit(self.rep)
        self._write(visit, {"expected_result": "Thirty cases."})
        self._create("sales.visit", self._prepare_visit_vals(place="Gate 3"))
        self.env.invalidate_all()
        self.assertEqual(visit.expected_result, "Thirty cases.")
        created = self.env["sales.visit"].search([("place", "=", "Gate 3")])
        self.assertRecordValues(
            created, [{"user_id": self.rep.id, "state": "draft", "validity": "pending"}]
        )

    def test_lc6_state_is_not_written(self):
        visit = self._plan_visit(self.rep)
        before = self._get_saved(visit, "state", "expected_result")
        vals = {"expected_result": "Thirty cases.", "state": "reviewed"}
        for context in FORGED_CONTEXTS:
            with self.subTest(context=context):
                self._assert_refused(ONLY_BUTTONS, self._write, visit, vals, **context)
                self._assert_kept(visit, before)

    def test_lc6_state_is_not_created(self):
        count = self.env["sales.visit"].search_count([])
        vals = self._prepare_visit_vals(state="reported")
        for context in FORGED_CONTEXTS:
            with self.subTest(context=context):
                self._assert_refused(
                    ONLY_BUTTONS, self._create, "sales.visit", vals, **context
                )
                self.assertEqual(self.env["sales.visit"].search_count([]), count)

    def test_lc6_states_of_sheet_and_promise_are_not_written(self):
        visit = self._attend_visit(self.rep)
        plan = self.env["sales.visit.plan"].with_user(self.rep).create({})
        for record, state in (
            (plan, "approved"),
            (self._create_commitment(visit), "kept"),
        ):
            before = self._get_saved(record, "state")
            with self.subTest(model=record._name):
                self._assert_refused(
                    ONLY_BUTTONS, self._write, record, {"state": state}
                )
                self._assert_kept(record, before)

    def test_r027_engine_fields_are_not_written(self):
        visit = self._attend_visit(self.rep)
        before = self._get_saved(visit, *ENGINE_VALUES)
        for name, value in ENGINE_VALUES.items():
            for context in FORGED_CONTEXTS:
                with self.subTest(field=name, context=context):
                    self._assert_refused(
                        ONLY_BUTTONS, self._write, visit, {name: value}, **context
                    )
                    self._assert_kept(visit, before)

    def test_r027_engine_fields_are_not_created(self):
        count = self.env["sales.visit"].search_count([])
        for name, value in ENGINE_VALUES.items():
            vals = self._prepare_visit_vals(**{name: value})
            for context in FORGED_CONTEXTS:
                with self.subTest(field=name, context=context):
                    self._assert_refused(
                        ONLY_BUTTONS, self._create, "sales.visit", vals, **context
                    )
        self.assertEqual(self.env["sales.visit"].search_count([]), count)

    def test_lc6_defaults_in_the_context_give_no_later_state(self):
        vals = self._prepare_visit_vals(place="Gate 4")
        defaults = {f"default_{name}": value for name, value in ENGINE_VALUES.items()}
        self._create("sales.visit", vals, default_state="reviewed", **defaults)
        created = self.env["sales.visit"].search([("place", "=", "Gate 4")])
        self.assertRecordValues(
            created,
            [
                {
                    "state": "draft",
                    "validity": "pending",
                    "date_arrived": False,
                    "reviewer_id": False,
                    "late_minutes": 0,
                }
            ],
        )
        self.assertLess(created.completeness, 100)

    def test_private_methods_are_not_called(self):
        visit = self._review_visit(self.rep)
        draft = self._create_visit(self.rep)
        before = self._get_saved(visit, "summary", "validity")
        calls = {
            "_amend": {"field_name": "summary", "value": "Better.", "reason": "x"},
            "_as_engine": {},
            "_engine_write": {"vals": {"validity": "invalid"}},
            "_transition_to": {"target": "reviewed"},
            "sudo": {},
            "with_context": {"sales_visit_engine": True},
        }
        for method, params in calls.items():
            for record in (visit, draft):
                with self.subTest(method=method):
                    self._assert_refused(
                        "cannot be called remotely",
                        self._call,
                        "sales.visit",
                        method,
                        record.ids,
                        **params,
                    )
        self._assert_kept(visit, before)
        self.assertEqual(draft.state, "draft")

    def test_lc6_reviewed_report_rests(self):
        visit = self._review_visit(self.rep)
        before = self._get_saved(visit, "summary", "outcome")
        for context in FORGED_CONTEXTS:
            with self.subTest(context=context):
                self._assert_refused(
                    RESTS, self._write, visit, {"summary": "Better."}, **context
                )
                self._assert_kept(visit, before)

    def test_lc6_planned_visit_stays_on_record(self):
        visit = self._plan_visit(self.rep)
        self._assert_refused(
            "cannot be deleted: visits stay on record",
            self._call,
            "sales.visit",
            "unlink",
            visit.ids,
        )
        self.env.invalidate_all()
        self.assertTrue(visit.exists())

    # rows that are written once

    def _create_rows(self):
        """Return each append-only row with the document and the list it stands in."""
        visit = self._attend_visit(self.rep)
        returned = self._report_visit(self.rep)
        returned.with_user(self.leader).action_return(comment="Who was there?")
        signed = self._review_visit(self.rep)
        signed._amend("summary", "Better.", "Typing error")
        moved = self._plan_visit(self.rep)
        moved.action_reschedule(moved.date_start + timedelta(days=7), "Storm")
        promise = self._create_commitment(visit)
        later = promise.date_deadline + timedelta(days=3)
        promise.action_move(later, "Out of stock")
        rows = [
            (visit.checkin_ids[0], visit, "checkin_ids"),
            (returned.review_ids, returned, "review_ids"),
            (signed.amendment_ids, signed, "amendment_ids"),
            (moved.reschedule_ids, moved, "reschedule_ids"),
            (promise.move_ids, promise, "move_ids"),
        ]
        for row, _document, _name in rows:
            self.assertEqual(len(row), 1)
        return rows

    def _get_owner_field(self, row):
        return "commitment_id" if "commitment_id" in row._fields else "visit_id"

    def _prepare_row_vals(self, row):
        """Return what a new row like ``row`` would need."""
        values = row.sudo().copy_data()[0]
        return {
            name: (
                fields.Datetime.to_string(value)
                if isinstance(value, datetime)
                else str(value)
                if hasattr(value, "isoformat")
                else value
            )
            for name, value in values.items()
            if name != "client_uid"
        } | ({"client_uid": "forged"} if "client_uid" in row._fields else {})

    def test_s075_rows_written_once_stay_as_they_are(self):
        for row, document, _name in self._create_rows():
            owner = self._get_owner_field(row)
            before = self._get_saved(row, "reason", "user_id", owner)
            siblings = [(owner, "=", document.id)]
            count = row.sudo().search_count(siblings)
            for context in FORGED_CONTEXTS:
                with self.subTest(model=row._name, context=context):
                    self._assert_refused(
                        f"{NOT_ALLOWED} modify",
                        self._write,
                        row,
                        {"reason": "Another"},
                        **context,
                    )
                    self._assert_refused(
                        f"{NOT_ALLOWED} create",
                        self._create,
                        row._name,
                        self._prepare_row_vals(row),
                        **context,
                    )
                    self._assert_refused(
                        f"{NOT_ALLOWED} delete",
                        self._call,
                        row._name,
                        "unlink",
                        row.ids,
                        context=context,
                    )
                    self._assert_kept(row, before)
                    self.assertEqual(row.sudo().search_count(siblings), count)

    def test_s075_rows_written_once_are_not_changed_through_their_document(self):
        for row, document, name in self._create_rows():
            owner = self._get_owner_field(row)
            before = self._get_saved(row, "reason", "user_id", owner)
            siblings = [(owner, "=", document.id)]
            count = row.sudo().search_count(siblings)
            # A signed report refuses as a whole, before it looks into its lists.
            words = RESTS if document.state == "reviewed" else NOT_ALLOWED
            for command in (
                [0, 0, self._prepare_row_vals(row)],
                [1, row.id, {"reason": "Another"}],
                [2, row.id, 0],
                [3, row.id, 0],
                [5, 0, 0],
                [6, 0, []],
            ):
                with self.subTest(model=row._name, command=command[0]):
                    self._assert_refused(
                        words, self._write, document, {name: [command]}
                    )
                    self._assert_kept(row, before)
                    self.assertEqual(row.sudo().search_count(siblings), count)

    # of others, and in their name

    def test_visit_of_another_is_out_of_reach(self):
        other = self._plan_visit(self.colleague)
        before = self._get_saved(other, "expected_result", "state")
        self._assert_refused(
            "doesn't have 'read' access",
            self._call,
            "sales.visit",
            "read",
            other.ids,
            fields=["expected_result"],
        )
        self._assert_refused(
            "doesn't have", self._write, other, {"expected_result": "Mine."}
        )
        self._assert_refused(
            "doesn't have",
            self._call,
            "sales.visit",
            "action_cancel",
            other.ids,
            reason="Mine.",
        )
        domain = [("id", "=", other.id)]
        found = self._call("sales.visit", "search_read", domain=domain, fields=["name"])
        self.assertEqual(found, [])
        self._assert_kept(other, before)

    def test_s075_review_by_a_salesperson_is_refused(self):
        for visit in (self._report_visit(self.rep), self._report_visit(self.colleague)):
            calls = {"action_review": "Well done.", "action_return": "Who was there?"}
            for method, comment in calls.items():
                with self.subTest(method=method, user=visit.user_id.login):
                    self._assert_refused(
                        "Only a team leader or manager reviews visit reports",
                        self._call,
                        "sales.visit",
                        method,
                        visit.ids,
                        comment=comment,
                    )
            self.env.invalidate_all()
            self.assertRecordValues(
                visit,
                [{"state": "reported", "validity": "pending", "reviewer_id": False}],
            )
            self.assertFalse(visit.review_ids)

    # import

    def _assert_not_imported(self, label, good, bad, words):
        """Import a good row and a bad one below it: neither is kept."""
        count = self.env["sales.visit"].search_count([])
        customer = self.customer.name
        answer = self._load(
            ["partner_id", "date_start", label],
            [
                [customer, "2026-03-05 01:00:00", good],
                [customer, "2026-03-06 01:00:00", bad],
            ],
        )
        self.assertFalse(answer["ids"])
        errors = {
            row["record"]: row["message"]
            for row in answer["messages"]
            if row["type"] == "error"
        }
        self.assertIn(words, errors[1])
        self.env.invalidate_all()
        self.assertEqual(self.env["sales.visit"].search_count([]), count)

    def test_import_takes_good_rows(self):
        customer = self.customer.name
        answer = self._load(
            ["partner_id", "date_start", "purpose_ids"],
            [[customer, "2026-03-05 01:00:00", self.purpose.name]],
        )
        self.assertFalse(answer["messages"])
        visit = self.env["sales.visit"].browse(answer["ids"])
        self.assertRecordValues(visit, [{"state": "draft", "user_id": self.rep.id}])
        self.assertEqual(visit.purpose_ids, self.purpose)

    def test_r001_import_names_the_row_with_an_unknown_purpose(self):
        self._assert_not_imported(
            "purpose_ids", self.purpose.name, "Fishing", "'Fishing' in field 'Purposes'"
        )

    def test_import_names_the_row_with_an_unknown_company(self):
        for name in ("Nowhere Ltd.", self.other_company.name):
            with self.subTest(company=name):
                self._assert_not_imported(
                    "company_id",
                    self.company.name,
                    name,
                    f"'{name}' in field 'Company'",
                )

    def test_lc6_import_of_a_state_is_refused(self):
        self._assert_not_imported("state", "Draft", "Reviewed", ONLY_BUTTONS)

    def test_r027_import_of_a_verdict_is_refused(self):
        self._assert_not_imported("validity", "", "Valid", ONLY_BUTTONS)


@tagged("post_install", "-at_install")
class TestDoorJson2(Json2Door, DoorCases, SalesVisitCommon, HttpCase):
    pass


@tagged("post_install", "-at_install")
class TestDoorXmlRpc(XmlRpcDoor, DoorCases, SalesVisitCommon, HttpCase):
    pass


@tagged("post_install", "-at_install")
class TestDoorWebClient(WebClientDoor, DoorCases, SalesVisitCommon, HttpCase):
    pass
