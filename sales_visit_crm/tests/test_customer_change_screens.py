from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_change_request import ChangeRequestCommon

SPECIFICATION = {"pending_changes": {}, "pending_change_count": {}, "change_reason": {}}


class ScreenCase(ChangeRequestCommon):
    """A proposal of the rep's that waits, and what screens and papers say of it."""

    def _get_pending(self, user, partner=None):
        partner = (partner or self.customer).with_user(user)
        self.env.invalidate_all()
        return partner.web_read(SPECIFICATION)[0]

    def _move(self, **vals):
        return self._propose(
            {
                "phone": "021 5555 0002",
                "city": "Suzhou",
                "change_reason": "They moved.",
                **vals,
            }
        )


@tagged("post_install", "-at_install")
class TestPendingValues(ScreenCase):
    def test_proposed_values_ride_with_the_answer_to_the_save(self):
        answer = self.customer.with_user(self.rep).web_save(
            {"phone": "021 5555 0002", "change_reason": "They moved."},
            {"phone": {}, **SPECIFICATION},
        )[0]
        self.assertEqual(answer["phone"], "021 5555 0001")
        self.assertEqual(answer["pending_change_count"], 1)
        (item,) = answer["pending_changes"]["fields"]["phone"]
        self.assertEqual(item["new"], "021 5555 0002")
        self.assertEqual(item["old"], "021 5555 0001")
        self.assertEqual(item["user"], self.rep.name)
        self.assertEqual(item["date"], "03/02/2026", "the local day")
        (request,) = answer["pending_changes"]["requests"]
        self.assertTrue(request["can_withdraw"])
        self.assertTrue(request["can_open"])
        self.assertFalse(answer["change_reason"], "the next save has its own reason")

    def test_whoever_reads_the_customer_sees_what_waits(self):
        self._move()
        for user in (self.colleague, self.outsider, self.steward):
            with self.subTest(user=user.name):
                pending = self._get_pending(user)
                self.assertEqual(pending["pending_change_count"], 2)
                (item,) = pending["pending_changes"]["fields"]["city"]
                self.assertEqual(item["new"], "Suzhou")
                (request,) = pending["pending_changes"]["requests"]
                self.assertFalse(request["can_withdraw"])
                self.assertEqual(request["can_open"], user == self.steward)

    def test_field_without_access_stays_away(self):
        self._move()
        self.patch(self.customer._fields["city"], "groups", "base.group_system")
        fields_ = self._get_pending(self.colleague)["pending_changes"]["fields"]
        self.assertEqual(set(fields_), {"phone"})

    def test_contacts_and_accounts_below_their_lists(self):
        self._move(
            child_ids=[Command.update(self.contact.id, {"phone": "138 0000 1111"})],
            bank_ids=[Command.create({"acc_number": "6222 0003"})],
        )
        fields_ = self._get_pending(self.rep)["pending_changes"]["fields"]
        self.assertEqual(set(fields_), {"phone", "city", "child_ids", "bank_ids"})
        (item,) = fields_["child_ids"]
        self.assertIn("Wang Li", item["label"])
        own = self._get_pending(self.rep, self.contact)
        self.assertEqual(own["pending_change_count"], 1)
        self.assertEqual(set(own["pending_changes"]["fields"]), {"phone"})
        other = self._get_pending(self.rep, self.second_contact)
        self.assertFalse(other["pending_changes"])

    def test_nothing_left_after_withdrawal(self):
        request = self._move()
        request.with_user(self.rep).action_cancel()
        pending = self._get_pending(self.rep)
        self.assertFalse(pending["pending_changes"])
        self.assertEqual(pending["pending_change_count"], 0)

    def test_r086_form_says_what_a_change_will_do(self):
        modes = {
            self.rep: "request",
            self.manager: "request",
            self.steward: "log",
        }
        for user, mode in modes.items():
            self.assertEqual(self.customer.with_user(user).change_mode, mode)
            self.assertEqual(self.contact.with_user(user).change_mode, mode)
            self.assertEqual(self.other_customer.with_user(user).change_mode, "free")

    def test_form_shows_lock_reason_and_values(self):
        arch = self.env["res.partner"].with_user(self.rep).get_view(view_type="form")
        for part in ("registration_lock", "change_reason", "customer_pending_changes"):
            self.assertIn(part, arch["arch"])

    def test_queries_do_not_grow_with_the_customers(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(40)]
        )
        self._register(partners)
        for partner in partners[:20]:
            partner.with_user(self.rep).city = "Suzhou"

        def count(records, name):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.manager).web_read({name: {}})
            return self.env.cr.sql_log_count - before

        for name, records in (
            ("pending_change_count", partners[:20]),
            ("pending_changes", partners[20:]),
        ):
            with self.subTest(field=name):
                count(records, name)  # what is cached per process
                few = count(records[:2], name)
                self.assertEqual(count(records, name), few)


@tagged("post_install", "-at_install")
class TestRequestScreen(ScreenCase):
    def test_lists_by_what_is_to_be_done(self):
        request = self._move()
        requests = self.requests
        to_decide = [("can_approve", "=", True)]
        self.assertIn(request, requests.with_user(self.leader).search(to_decide))
        self.assertNotIn(request, requests.with_user(self.rep).search(to_decide))
        request.with_user(self.leader).action_approve()
        self.assertIn(request, requests.with_user(self.steward).search(to_decide))

    def test_single_line_rejected_with_its_reason(self):
        request = self._move()
        line = request.line_ids.filtered(lambda line: line.field_name == "phone")
        self.assertTrue(line.with_user(self.leader).can_decide)
        self.assertFalse(line.with_user(self.rep).can_decide)
        action = line.with_user(self.leader).action_reject_line()
        wizards = self.env["customer.change.line.reject"].with_user(self.leader)
        wizard = wizards.with_context(**action["context"]).create({"reason": " "})
        with self.assertRaisesRegex(UserError, "Phone"):
            wizard.action_reject()
        wizard.reason = "Not their number"
        wizard.action_reject()
        self.assertEqual(line.decision, "rejected")
        self.assertEqual(line.decision_reason, "Not their number")
        line.with_user(self.leader).action_reopen_line()
        self.assertEqual(line.decision, "pending")
        self.assertFalse(line.decision_reason)

    def test_requester_rejects_no_line(self):
        request = self._move()
        wizard = (
            self.env["customer.change.line.reject"]
            .with_user(self.rep)
            .create(
                {"line_ids": [Command.set(request.line_ids[:1].ids)], "reason": "No"}
            )
        )
        with self.assertRaises(AccessError):
            wizard.action_reject()

    def test_evidence_comes_later_and_stays(self):
        request = self._move()
        as_rep = request.with_user(self.rep)
        self.assertTrue(as_rep.can_add)
        file = (
            self.env["ir.attachment"]
            .with_user(self.rep)
            .create({"name": "licence.pdf", "raw": b"x", "res_model": request._name})
        )
        as_rep.evidence_ids = [Command.link(file.id)]
        self.assertEqual(file.res_id, request.id)
        with self.assertRaises(UserError):
            as_rep.reason = "Another reason"
        for user in (self.leader, self.manager):
            with self.assertRaises(UserError):
                request.with_user(user).evidence_ids = [Command.clear()]
        self._approve(request)
        with self.assertRaises(UserError):
            as_rep.evidence_ids = [Command.clear()]

    def test_missing_reason_is_given_once(self):
        request = self._propose({"city": "Suzhou"})
        as_rep = request.with_user(self.rep)
        as_rep.reason = "They moved."
        with self.assertRaises(UserError):
            as_rep.reason = "Something else"

    def test_conflict_shows_three_values(self):
        request = self._move()
        self.customer.with_user(self.steward).phone = "021 5555 0003"
        self._approve(request)
        line = request.line_ids.filtered("is_conflict").with_user(self.steward)
        self.assertEqual(
            (line.old_value, line.live_value, line.new_value),
            ("021 5555 0001", "021 5555 0003", "021 5555 0002"),
        )
        self.assertTrue(line.can_resolve)
        self.assertFalse(line.with_user(self.manager).can_resolve)
        self.assertEqual(line.request_id.conflict_count, 1)
        line.action_keep_live()
        self.assertEqual(line.request_id.conflict_count, 0)

    def test_every_screen_opens_for_its_people(self):
        request = self._move()
        for user in (self.rep, self.leader, self.manager, self.steward, self.auditor):
            for model, views in (
                ("customer.change.request", ("search", "list", "kanban", "form")),
                (
                    "customer.change.request.line",
                    ("search", "list", "kanban", "pivot", "graph"),
                ),
            ):
                for view in views:
                    with self.subTest(user=user.name, model=model, view=view):
                        self.assertTrue(
                            self.env[model].with_user(user).get_view(view_type=view)
                        )
            Form(request.with_user(user))

    def test_an29_shares_and_hours_leave_out_what_is_open(self):
        done, refused = self._move(), self._propose({"website": "https://a.example"})
        open_one = self._propose({"zip": "200001"})
        with self._at(hours=6):
            self._approve(done)
        refused.with_user(self.leader).action_reject("No proof")
        lines = self.env["customer.change.request.line"]
        ((rate, hours),) = lines._read_group(
            [("request_id", "in", (done | refused | open_one).ids)],
            aggregates=["refused_rate:avg", "lead_hours:avg"],
        )
        self.assertAlmostEqual(rate, 100 / 3)
        self.assertAlmostEqual(hours, 6)


@tagged("post_install", "-at_install")
class TestBulkChange(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.partner"].create(
            {"name": "Beihai Foods", "is_company": True, "user_id": cls.rep.id}
        )
        cls._register(cls.second)
        cls.partners = cls.customer | cls.second | cls.other_customer

    def _bulk(self, user, **vals):
        wizard = (
            self.env["customer.change.bulk"]
            .with_user(user)
            .with_context(active_model="res.partner", active_ids=self.partners.ids)
            .create({"reason": "New region", **vals})
        )
        wizard.action_apply()
        return wizard

    def test_requests_share_a_batch_and_a_reason(self):
        wizard = self._bulk(self.manager, field_name="city", value_char="Suzhou")
        self.assertEqual(wizard.waiting_count, 2)
        self.assertEqual(wizard.free_count, 1)
        self.assertEqual(self.other_customer.city, "Suzhou", "not registered")
        self.assertNotEqual(self.second.city, "Suzhou")
        requests = wizard.sudo().request_ids
        self.assertEqual(len(set(requests.mapped("batch"))), 1)
        self.assertTrue(requests[0].batch)
        self.assertEqual(set(requests.mapped("reason")), {"New region"})
        self.assertEqual(requests[0].action_open_batch()["domain"][0][0], "batch")

    def test_steward_changes_at_once(self):
        wizard = self._bulk(self.steward, field_name="city", value_char="Suzhou")
        self.assertEqual(wizard.logged_count, 2)
        self.assertEqual(self.second.city, "Suzhou")

    def test_tags_are_added(self):
        tags = self.env["res.partner.category"].create([{"name": "A"}, {"name": "B"}])
        self.customer.with_user(self.steward).category_id = tags[0]
        wizard = self._bulk(
            self.manager,
            field_name="category_id",
            value_category_ids=[Command.set(tags[1].ids)],
        )
        lines = wizard.sudo().request_ids.line_ids
        line = lines.filtered(lambda line: line.partner_id == self.customer)
        self.assertEqual(line.new_json, tags.ids)

    def test_salesperson_of_all(self):
        wizard = self._bulk(
            self.manager, field_name="user_id", value_user_id=self.colleague.id
        )
        self.assertEqual(
            set(wizard.sudo().request_ids.line_ids.mapped("new_value")),
            {self.colleague.name},
        )

    def test_only_protected_fields(self):
        names = dict(self.env["customer.change.bulk"]._selection_field_name())
        self.assertIn("city", names)
        self.assertNotIn("comment", names)
        with self.assertRaises(UserError):
            self._bulk(self.manager, field_name="city", value_char="X", reason=" ")


@tagged("post_install", "-at_install")
class TestChangePapers(ScreenCase):
    def _render(self, name, docs, user=None, **data):
        report = self.env["ir.actions.report"].with_user(user or self.manager)
        html = report._render_qweb_html(f"sales_visit_crm.{name}", docs.ids, data)[0]
        return html.decode()

    def test_a15_form_names_everybody_and_every_value(self):
        request = self._move()
        phone = request.line_ids.filtered(lambda line: line.field_name == "phone")
        request.with_user(self.leader).action_decide_lines(
            {str(phone.id): ("rejected", "Not their number")}
        )
        request.with_user(self.leader).action_approve("Seen the licence")
        request.with_user(self.steward).action_approve("In order")
        html = self._render("report_customer_change_request", request)
        for text in (
            request.name,
            "Team North",
            self.customer.name,
            "021 5555 0001",
            "021 5555 0002",
            "Not their number",
            "Suzhou",
            "They moved.",
            "Seen the licence",
            "In order",
            self.leader.name,
            self.steward.name,
            "03/02/2026 07:30",
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)
        department, after_sales = html.split("Review by After-Sales")
        self.assertIn("Seen the licence", department)
        self.assertIn("In order", after_sales)

    def test_a76_by_its_other_name(self):
        html = self._render("report_customer_change_form", self._move())
        self.assertIn("Customer Information Change Form", html)
        self.assertIn("Suzhou", html)

    def test_blank_form_to_fill_in(self):
        html = self._render(
            "report_customer_change_request", self.requests, self.rep, is_blank=True
        )
        self.assertIn("Before the Change", html)
        self.assertGreaterEqual(html.count("o_line"), 8)

    def test_s007_log_of_a_customer(self):
        applied, waiting = self._move(), self._propose({"website": "https://a.example"})
        self._approve(applied)
        self.customer.with_user(self.steward).zip = "200001"
        html = self._render("report_customer_change_log", self.customer, self.rep)
        self.assertIn("Suzhou", html)
        self.assertIn("200001", html)
        self.assertNotIn("https://a.example", html)
        self.assertNotIn(waiting.name, html)
        with self.assertRaises(AccessError):
            self._render("report_customer_change_log", self.customer, self.outsider)

    def test_ledger_has_a_row_for_each_value(self):
        self._approve(self._move())
        ledger = self.env["sales.ledger.mixin"].with_user(self.manager)
        ledger = ledger._get_ledgers()["customer-changes"]
        file = BytesIO()
        options = ledger._prepare_options(
            {"date_from": str(date(2026, 3, 1)), "date_to": str(date(2026, 3, 31))}
        )
        self.assertEqual(ledger._write_workbook(file, options), 2)
        sheet = load_workbook(BytesIO(file.getvalue())).active
        cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        for text in ("Phone", "021 5555 0001", "021 5555 0002", "Suzhou", "Team North"):
            self.assertIn(text, cells)


@tagged("post_install", "-at_install")
class TestMaskedChanges(ScreenCase):
    """S010: the copies in requests are masked like the originals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_mask_contact_data = True
        cls.customer.sudo().secrecy_level = "internal"
        # An auditor reads every request and is entrusted with no customer.
        cls.lines = cls.env["customer.change.request.line"].with_user(cls.auditor)

    def _phone_line(self):
        request = self._move(phone="138 1234 5678")
        return request.line_ids.filtered(lambda line: line.field_name == "phone")

    def test_read_exported_and_searched(self):
        line = self._phone_line().with_user(self.auditor)
        self.env.invalidate_all()
        values = line.read(["old_value", "new_value"])[0]
        self.assertEqual(values["new_value"], "138 **** 5678")
        self.assertNotIn("5555 0001", values["old_value"])
        self.auditor.group_ids |= self.env.ref("base.group_allow_export")
        exported = line.export_data(["new_value"])["datas"]
        self.assertEqual(exported, [["138 **** 5678"]])
        self.assertFalse(self.lines.search([("new_value", "like", "1234")]))
        self.assertFalse(
            self.requests.with_user(self.auditor).search(
                [("line_ids.new_value", "like", "1234")]
            )
        )
        with self.assertRaises(AccessError):
            line.read(["new_json"])

    def test_other_values_are_no_secret(self):
        city = self._phone_line().request_id.line_ids.filtered(
            lambda line: line.field_name == "city"
        )
        value = city.with_user(self.auditor).read(["new_value"])[0]["new_value"]
        self.assertEqual(value, "Suzhou")

    def test_overlay_paper_and_packet(self):
        request = self._phone_line().request_id
        pending = self._get_pending(self.outsider)["pending_changes"]["fields"]
        self.assertEqual(pending["phone"][0]["new"], "138 **** 5678")
        own = self._get_pending(self.rep)["pending_changes"]["fields"]
        self.assertEqual(own["phone"][0]["new"], "138 1234 5678")
        rows = request.with_user(self.auditor).sudo()._get_approval_packet()["rows"]
        self.assertIn("138 **** 5678", str(rows))
        self.assertNotIn("1234", str(rows))
        html = self.env["ir.actions.report"].with_user(self.auditor)
        html = html._render_qweb_html(
            "sales_visit_crm.report_customer_change_request", request.ids
        )[0].decode()
        self.assertIn("138 **** 5678", html)
        self.assertNotIn("138 1234", html)


@tagged("post_install", "-at_install")
class TestVisitDataCheck(ScreenCase):
    def test_r024_wrong_data_becomes_one_request(self):
        visit = self._report_visit(
            self.rep,
            {"data_confirmed": "no", "data_note": "They moved to Suzhou."},
        )
        request = visit.change_request_id.sudo()
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.partner_id, self.customer)
        self.assertEqual(request.line_ids.new_value, "They moved to Suzhou.")
        self.assertIn(visit.name, request.reason)
        visit.with_user(self.leader).action_return("Say more")
        visit.with_user(self.rep).action_submit_report()
        self.assertEqual(visit.change_request_id, request)
        self.assertEqual(self.customer.pending_change_count, 1)

    def test_right_data_and_unregistered_customers_ask_for_nothing(self):
        right = self._report_visit(self.rep, {"data_confirmed": "yes"})
        self.assertFalse(right.change_request_id)
        free = self._report_visit(
            self.rep, {"data_confirmed": "no"}, partner_id=self.other_customer.id
        )
        self.assertFalse(free.change_request_id)

    def test_report_is_never_stopped_by_a_missing_route(self):
        self.env["approval.route"].search([]).active = False
        visit = self._report_visit(self.rep, {"data_confirmed": "no"})
        self.assertEqual(visit.state, "reported")
        self.assertFalse(visit.change_request_id)
        self.assertIn("No change request", str(visit.message_ids.mapped("body")))
