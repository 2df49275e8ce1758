from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SalesVisitCommon

Command = fields.Command


class CustomerFileCommon(SalesVisitCommon):
    """Customers whose files are complete, and the steps up to the register."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.rep
        cls.roles = {
            role.code: role for role in cls.env["customer.contact.role"].search([])
        }
        cls.rows = {
            row.field_name or row.role_id.code: row
            for row in cls.env["customer.file.field"].search([])
        }

    @classmethod
    def _prepare_file_vals(cls, **vals):
        """Return every key field of the checklist, persons apart."""
        source = cls.env.ref("sales_visit_crm.utm_source_exhibition")
        return {
            "street": "1 Harbour Road",
            "phone": "+86 21 5555 0101",
            "company_registry": "91310000MA1K0000X1",
            "customer_nature_id": cls.env.ref(
                "sales_visit_crm.customer_nature_private"
            ).id,
            "industry_id": cls.env.ref("base.res_partner_industry_C").id,
            "customer_category": "ordinary",
            "customer_source_id": source.id,
            "trade_scope": "domestic",
            "trade_route": "direct",
            "main_products": "Pumps",
            "service_area": "East China",
            "sales_capability": "Twelve salespeople",
            "growth_potential": "Doubles in three years",
            "employee_count": 120,
            "annual_revenue_amount": 8_000_000.0,
            "cooperation_attitude": "Friendly",
            "need_summary": "Two hundred pumps a year",
            "credit_class": "a",
            "trade_terms": "30 days",
            "credit_history_note": "Paid late once, in 2024",
            "data_source": "visit",
            **vals,
        }

    @classmethod
    def _fill_file(cls, customer, **vals):
        """Give ``customer`` whatever the checklist's key rows ask for."""
        customer.write(cls._prepare_file_vals(**vals))
        people = customer.child_ids or cls.env["res.partner"].create(
            {"name": "Li Na", "parent_id": customer.id}
        )
        people.write({"function": "Buyer"})
        codes = ("owner", "operator", "legal", "business")
        people[0].customer_role_ids = cls.env["customer.contact.role"].union(
            *(cls.roles[code] for code in codes)
        )

    @classmethod
    def _file_at(cls, state, customer=None, **vals):
        """Return ``customer`` with a complete file of the rep's in ``state``."""
        customer = customer or cls.customer
        file = customer.with_user(cls.rep)
        file.action_open_file()
        cls._fill_file(file, **vals)
        steps = {
            "to_review": file.action_submit_file,
            "reviewed": lambda: file.with_user(cls.leader).action_review_file(),
            "registered": lambda: file.with_user(cls.steward).action_register(),
        }
        for target, step in steps.items():
            if file.file_state == state:
                break
            step()
            cls.env.flush_all()
            assert file.file_state == target
        return customer

    def _run_cron(self, name):
        """Run a job of the customer files as the scheduler does, with time left."""
        cron = self.env.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", lambda *_args, **_kwargs: 1.0):
            getattr(self.env["res.partner"], name)()


@tagged("post_install", "-at_install")
class TestCustomerFile(CustomerFileCommon):
    # opening: R051, S147, R085, S130

    def test_file_has_number_day_and_people(self):
        """S147, R085, S130: numbered and dated; who gave it, who answers for it."""
        self.customer.with_user(self.rep).action_open_file()
        day = fields.Date.to_date("2026-03-02")  # Monday in Shanghai, Sunday in UTC
        self.assertRecordValues(
            self.customer,
            [
                {
                    "file_state": "draft",
                    "date_file_opened": day,
                    "date_file_due": day + timedelta(days=10),
                    "file_company_id": self.company.id,
                    "entered_by_id": self.rep.id,
                    "collector_id": self.rep.id,
                    "provided_by_id": self.rep.id,
                    "provided_team_id": self.team.id,
                    "file_responsible_id": self.rep.id,
                }
            ],
        )
        self.assertRegex(self.customer.file_number, r"^CF2026-\d{5}$")

    def test_numbers_run_per_company(self):
        self.customer.with_user(self.rep).action_open_file()
        foreign = self.foreign_customer.with_user(self.foreign_rep)
        foreign.action_open_file()
        self.assertEqual(foreign.file_company_id, self.other_company)
        self.assertEqual(foreign.sudo().file_number, "CF2026-00001")

    def test_contact_opens_the_file_of_its_company(self):
        self.contact.with_user(self.rep).action_open_file()
        self.assertEqual(self.customer.file_state, "draft")
        self.assertEqual(self.contact.file_state, "none")

    def test_second_file_of_one_customer_is_refused(self):
        self.customer.with_user(self.rep).action_open_file()
        with self.assertRaisesRegex(UserError, "has a file already"):
            self.customer.with_user(self.rep).action_open_file()

    # submission: R041, R049, S004, S016

    def test_submission_lists_what_was_left_blank(self):
        """R049: each key field has a value or 无."""
        file = self.customer.with_user(self.rep)
        file.action_open_file()
        with self.assertRaisesRegex(UserError, "Growth Potential") as error:
            file.action_submit_file()
        self.assertIn("not applicable", str(error.exception))
        self.assertEqual(self.customer.file_state, "draft")

    def test_not_applicable_counts_as_an_answer(self):
        """R049, P30: 无 is an answer, an empty field is none."""
        file = self.customer.with_user(self.rep)
        file.action_open_file()
        self._fill_file(file, credit_history_note=False)
        with self.assertRaisesRegex(UserError, "Past Credit Problems"):
            file.action_submit_file()
        file.not_applicable_ids = self.rows["credit_history_note"]
        file.action_submit_file()
        self.assertEqual(self.customer.file_state, "to_review")

    def test_value_replaces_not_applicable(self):
        file = self.customer.with_user(self.rep)
        file.action_open_file()
        file.not_applicable_ids = self.rows["growth_potential"] | self.rows["owner"]
        file.growth_potential = "Large"
        self.assertEqual(file.not_applicable_ids, self.rows["owner"])
        self.contact.with_user(self.rep).customer_role_ids = self.roles["owner"]
        self.assertFalse(file.not_applicable_ids)

    def test_contact_of_a_file_has_name_and_function(self):
        """S004."""
        file = self.customer.with_user(self.rep)
        file.action_open_file()
        self._fill_file(file)
        self.second_contact.function = False
        self.assertIn("Chen Jie", file.file_missing_note)
        with self.assertRaisesRegex(UserError, "job position.*Chen Jie"):
            file.action_submit_file()

    def test_source_of_the_data_is_told(self):
        """S016."""
        file = self.customer.with_user(self.rep)
        file.action_open_file()
        self._fill_file(file, data_source=False)
        with self.assertRaisesRegex(UserError, "data source"):
            file.action_submit_file()

    def test_program_code_is_no_text(self):
        file = self.customer.with_user(self.rep)
        with self.assertRaisesRegex(ValidationError, "program code"):
            file.need_summary = "<script>alert(1)</script>"
        with self.assertRaisesRegex(ValidationError, "too long"):
            file.need_summary = "x" * 20_001

    # completeness: R041

    def test_only_files_have_a_completeness(self):
        self._fill_file(self.customer)
        self.assertEqual(self.customer.dossier_completeness, 0)
        self.customer.with_user(self.rep).action_open_file()
        self.assertGreater(self.customer.dossier_completeness, 50)

    def test_basic_block_comes_first(self):
        """R041: name, address and phone before other blocks count."""
        file = self._file_at("draft")
        self.assertEqual(file.completeness_trading, 37)
        file.phone = False
        self.assertEqual(file.completeness_trading, 0)
        self.assertGreater(file.completeness_basic, 0)
        self.assertIn("First name, address and phone", file.file_missing_note)
        file.phone = "+86 21 5555 0101"
        self.assertEqual(file.completeness_trading, 37)

    def test_completeness_reaches_hundred(self):
        file = self._file_at("draft")
        file.not_applicable_ids = file.missing_field_ids
        self.assertEqual(file.dossier_completeness, 100)
        self.assertFalse(file.missing_field_ids)

    def test_person_answers_for_its_role(self):
        file = self._file_at("draft")
        before = file.completeness_basic
        person = file._get_people_in_role("legal")
        person.customer_role_ids -= self.roles["legal"]
        self.assertLess(file.completeness_basic, before)
        self.assertIn("Legal Representative", file.file_missing_note)

    def test_checklist_is_configured(self):
        file = self._file_at("draft")
        row = self.rows.get("fax", None)
        self.assertFalse(row)
        before = file.completeness_basic
        field = self.env["ir.model.fields"]._get("res.partner", "fax")
        rows = self.env["customer.file.field"].with_user(self.manager)
        rows.create({"name": "Fax", "block": "basic", "field_id": field.id})
        self.assertLess(file.completeness_basic, before)
        comment = self.env["ir.model.fields"]._get("res.partner", "comment")
        with self.assertRaisesRegex(ValidationError, "no field of the customer file"):
            rows.create({"name": "Notes", "block": "basic", "field_id": comment.id})

    # review: S005, S006

    def test_leader_reviews(self):
        """S005: the leader of the salesperson's team re-checks."""
        file = self._file_at("to_review")
        activity = file.activity_ids
        self.assertEqual(activity.user_id, self.leader)
        for user in (self.rep, self.colleague, self.other_leader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                file.with_user(user).action_review_file()
        self.assertTrue(file.with_user(self.leader).can_review_file)
        file.with_user(self.leader).action_review_file()
        self.assertRecordValues(
            file,
            [
                {
                    "file_state": "reviewed",
                    "file_reviewer_id": self.leader.id,
                    "date_file_reviewed": fields.Datetime.now(),
                }
            ],
        )
        self.assertFalse(file.activity_ids)

    def test_nobody_reviews_what_they_typed_in(self):
        """S006: reviewer and enterer are two people, also after a correction."""
        file = self._file_at("to_review")
        file.with_user(self.leader).fax = "+86 21 5555 0102"
        with self.assertRaisesRegex(UserError, "yourself"):
            file.with_user(self.leader).action_review_file()
        self.assertFalse(file.with_user(self.leader).can_review_file)
        file.with_user(self.manager).action_review_file()
        self.assertEqual(file.file_state, "reviewed")

    def test_change_after_the_review_asks_for_another(self):
        """S006, S007: the flag goes, the chatter says why."""
        file = self._file_at("reviewed")
        file.with_user(self.rep).growth_potential = "None left"
        self.assertRecordValues(
            file,
            [
                {
                    "file_state": "to_review",
                    "file_reviewer_id": False,
                    "date_file_reviewed": False,
                }
            ],
        )
        self.assertIn("Growth Potential", file.message_ids[0].body)

    def test_person_changed_after_the_review_asks_for_another(self):
        file = self._file_at("reviewed")
        self.contact.with_user(self.rep).function = "Cook"
        self.assertEqual(file.file_state, "to_review")

    def test_same_value_or_note_keeps_the_review(self):
        file = self._file_at("reviewed")
        as_rep = file.with_user(self.rep)
        as_rep.write({"growth_potential": file.growth_potential, "comment": "Called."})
        self.assertEqual(file.file_state, "reviewed")

    def test_changes_of_a_file_are_traced(self):
        """S007, R083: author, old and new value."""
        file = self._file_at("draft")
        self.env.cr.precommit.run()
        file.with_user(self.rep).credit_class = "c"
        self.env.cr.precommit.run()
        values = file.message_ids[0].sudo().tracking_value_ids
        self.assertEqual(values.field_id.name, "credit_class")
        self.assertEqual(file.message_ids[0].author_id, self.rep.partner_id)

    def test_returned_with_a_reason(self):
        """LC2."""
        file = self._file_at("to_review").with_user(self.leader)
        with self.assertRaisesRegex(UserError, "Say why"):
            file.action_return_file(" ")
        action = file.action_ask_return()
        wizard = Form(
            self.env["customer.file.return"]
            .with_user(self.leader)
            .with_context(**action["context"])
        )
        wizard.reason = "Wrong phone"
        wizard.save().action_apply()
        self.assertEqual(file.file_state, "draft")
        self.assertIn("Wrong phone", file.message_ids[0].body)
        self.assertEqual(file.activity_ids.user_id, self.rep)

    def test_files_to_review_are_those_one_may_review(self):
        file = self._file_at("to_review")
        partners = self.env["res.partner"]
        for user, count in (
            (self.leader, 1),
            (self.manager, 1),
            (self.steward, 1),
            (self.other_leader, 0),
            (self.rep, 0),
        ):
            with self.subTest(user=user.login):
                found = partners.with_user(user).search(
                    [("can_review_file", "=", True)]
                )
                self.assertEqual(len(found & file), count)

    # register: R081, lifecycle 5.7

    def test_steward_registers_what_was_reviewed(self):
        file = self._file_at("to_review")
        with self.assertRaisesRegex(UserError, "cannot go from"):
            file.with_user(self.steward).action_register()
        file.with_user(self.leader).action_review_file()
        for user in (self.rep, self.leader, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                file.with_user(user).action_register()
        file.with_user(self.steward).action_register()
        self.assertTrue(file.is_registered)
        self.assertEqual(file.registered_by_id, self.steward)

    def test_steward_ends_a_registration_with_a_reason(self):
        file = self._file_at("registered")
        for user in (self.rep, self.manager):
            with self.assertRaises(AccessError):
                file.with_user(user).action_unregister("Mine")
        file.with_user(self.steward).action_unregister("Wrong customer")
        self.assertEqual(file.file_state, "draft")
        self.assertFalse(file.is_registered)
        self.assertIn("Wrong customer", file.message_ids[0].body)

    # archive: R051, R038

    def test_archivist_files_and_nobody_else(self):
        """R051."""
        archivist = self._new_user("archivist", "group_archivist")
        file = self._file_at("draft")
        with self.assertRaisesRegex(UserError, "not been submitted"):
            file.with_user(archivist).action_mark_filed()
        file.with_user(self.rep).action_submit_file()
        for user in (self.rep, self.manager, self.steward):
            with self.assertRaises(AccessError):
                file.with_user(user).action_mark_filed()
        file.with_user(archivist).action_mark_filed()
        day = fields.Date.to_date("2026-03-02")
        self.assertRecordValues(
            file, [{"date_filed": day, "filed_by_id": archivist.id}]
        )

    def test_overdue_after_ten_local_days(self):
        """R051: by the company's day, reminded once."""
        file = self._file_at("draft").with_user(self.rep)
        overdue = self.env["res.partner"].with_user(self.rep)
        with self._at(days=10):
            self.assertFalse(file.is_file_overdue)
            self._run_cron("_cron_remind_files")
            self.assertFalse(file.activity_ids)
        with self._at(days=11):
            file.invalidate_recordset()
            self.assertTrue(file.is_file_overdue)
            self.assertIn(file, overdue.search([("is_file_overdue", "=", True)]))
            for _run in range(2):
                self._run_cron("_cron_remind_files")
            self.assertEqual(file.activity_ids.user_id, self.rep)

    def test_review_that_waits_is_asked_for_again(self):
        """S005: pending for more than three days."""
        file = self._file_at("to_review")
        file.activity_ids.unlink()
        with self._at(days=3, minutes=1):
            self._run_cron("_cron_remind_file_reviews")
        self.assertEqual(file.activity_ids.user_id, self.leader)

    def test_customer_with_a_file_is_not_deleted(self):
        """R038: past customers are archived."""
        file = self._file_at("draft", self.other_customer)
        with self.assertRaisesRegex(UserError, "Archive the contact"):
            file.unlink()
        file.active = False
        self.assertEqual(file.file_state, "draft")

    def test_verified_today(self):
        """R040."""
        file = self._file_at("draft")
        with self._at(days=20):
            file.with_user(self.rep).action_verify()
        self.assertEqual(str(file.date_last_verified), "2026-03-22")
        self.assertEqual(file.verified_by_id, self.rep)


@tagged("post_install", "-at_install")
class TestCustomerFileDoors(CustomerFileCommon):
    """State, number and signatures come from the actions only, at every door."""

    FORGED = {
        "file_state": "registered",
        "is_registered": True,
        "file_number": "CF-1",
        "file_reviewer_id": 1,
        "date_file_reviewed": "2026-03-01 00:00:00",
        "entered_by_id": 1,
        "date_filed": "2026-03-01",
        "dossier_completeness": 100,
        "duplicate_name_key": "x",
        "phone_last4": "0000",
        "date_last_verified": "2026-03-01",
    }

    def test_write_and_create_are_refused(self):
        for name, value in self.FORGED.items():
            for user in (self.rep, self.manager, self.steward, self.env.user):
                partner = self.customer.with_user(user)
                with self.subTest(field=name, user=user.login):
                    with self.assertRaises(AccessError):
                        partner.write({name: value})
                    if user != self.manager:
                        with self.assertRaises(AccessError):
                            partner.create({"name": "New", name: value})

    def test_defaults_in_the_context_are_ignored(self):
        context = {f"default_{name}": value for name, value in self.FORGED.items()}
        partners = self.env["res.partner"].with_user(self.rep)
        partner = partners.with_context(**context).create({"name": "New"})
        self.assertRecordValues(
            partner.sudo(),
            [
                {
                    "file_state": "none",
                    "is_registered": False,
                    "file_number": False,
                    "file_reviewer_id": False,
                    "dossier_completeness": 0,
                }
            ],
        )

    def test_token_of_a_client_opens_nothing(self):
        for key in ("customer_file_engine", "sales_visit_engine"):
            for token in (True, "object", 1):
                partner = self.customer.with_user(self.rep).with_context(**{key: token})
                with self.assertRaises(AccessError):
                    partner.write({"file_state": "registered"})

    def test_merge_key_of_a_client_writes_nothing(self):
        partner = self.customer.with_user(self.rep)
        partner = partner.with_context(customer_file_merge=True)
        partner.write({"file_state": "registered", "file_number": "CF-1"})
        self.assertRecordValues(
            self.customer, [{"file_state": "none", "file_number": False}]
        )

    def test_import_is_refused(self):
        partners = self.env["res.partner"].with_user(self.rep)
        result = partners.load(["name", "file_state"], [["New", "registered"]])
        self.assertFalse(result["ids"])
        self.assertIn("buttons of the customer file", result["messages"][0]["message"])

    def test_copy_has_no_file(self):
        copy = self._file_at("registered").copy()
        self.assertRecordValues(
            copy, [{"file_state": "none", "file_number": False, "date_filed": False}]
        )

    def test_lists_of_children_are_guarded_as_well(self):
        partner = self.customer.with_user(self.rep)
        for command in (
            Command.create({"name": "X", "file_state": "registered"}),
            Command.update(self.contact.id, {"file_state": "registered"}),
        ):
            with self.assertRaises(AccessError):
                partner.write({"child_ids": [command]})

    def test_file_of_another_company_is_out_of_reach(self):
        file = self._file_at("to_review")
        foreign = self._new_user(
            "foreign_steward",
            "group_data_steward",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        with self.assertRaises(AccessError):
            file.with_user(foreign).action_review_file()

    def test_data_of_the_file_is_for_our_roles(self):
        """R043: an employee without a role in sales reads none of it."""
        file = self._file_at("draft")
        with self.assertRaises(AccessError):
            file.with_user(self.outsider).read(["credit_class"])
        self.assertTrue(file.with_user(self.outsider).read(["name"]))

    def test_particulars_are_typed_in_by_our_roles_only(self):
        """R043: kept beside the partner, they are guarded like its own columns."""
        self.outsider.group_ids += self.env.ref("base.group_partner_manager")
        partners = self.env["res.partner"].with_user(self.outsider)
        partner = partners.create({"name": "New"})
        vals = {"need_summary": "Two hundred cases a month."}
        with self.assertRaises(AccessError):
            partners.create({"name": "Another", **vals})
        with self.assertRaises(AccessError):
            partner.write(vals)

    def test_default_of_a_particular_is_kept(self):
        partners = self.env["res.partner"].with_user(self.rep)
        self.env["ir.default"].set("res.partner", "pain_points", "Late delivery")
        partners = partners.with_context(default_need_summary="Two hundred cases")
        self.assertRecordValues(
            partners.create(
                [{"name": "New"}, {"name": "Other", "pain_points": "None"}]
            ),
            [
                {"need_summary": "Two hundred cases", "pain_points": "Late delivery"},
                {"need_summary": "Two hundred cases", "pain_points": "None"},
            ],
        )

    def test_amounts_are_in_the_currency_of_the_file(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.other_company.currency_id = yen
        self.foreign_customer.annual_revenue_amount = 5000
        new = self.env["res.partner"].create(
            {
                "name": "New",
                "company_id": self.other_company.id,
                "annual_revenue_amount": 5000,
            }
        )
        for partner in self.foreign_customer | new:
            self.assertEqual(partner.customer_dossier_id.currency_id, yen)

    def test_merge_by_others_keeps_the_particulars(self):
        self.outsider.group_ids += self.env.ref("base.group_partner_manager")
        need = "Two hundred cases a month."
        partners = self.env["res.partner"]
        source = partners.create({"name": "Source", "need_summary": need})
        target = partners.create({"name": "Target"}).with_user(self.outsider)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.with_user(self.outsider)._merge((source | target).ids, target)
        self.assertFalse(source.exists())
        self.assertEqual(target.sudo().need_summary, need)


@tagged("post_install", "-at_install")
class TestCustomerDuplicates(CustomerFileCommon):
    """R050, S002: one customer, one file."""

    def _twin(self, **vals):
        partners = self.env["res.partner"].with_user(self.rep)
        return partners.create({"name": "Twin", "is_company": True, **vals})

    def test_same_name_phone_or_number_is_stopped_at_the_opening(self):
        self._file_at("draft")
        for vals in (
            {"name": "DONGHAI-Trading Co., Ltd."},
            {"phone": "021 5555 0101"},
            {"vat": "9131 0000 MA1K 0000X1"},
        ):
            twin = self._twin(**vals)
            with self.subTest(vals=vals):
                self.assertIn(self.customer, twin.duplicate_partner_ids)
                with self.assertRaisesRegex(UserError, "Merge the two contacts") as e:
                    twin.action_open_file()
                self.assertIn(self.customer.file_number, str(e.exception))

    def test_creation_is_never_stopped(self):
        self._file_at("registered")
        twin = self._twin(name=self.customer.name, phone=self.customer.phone)
        self.assertTrue(twin.id)

    def test_twin_that_appears_later_stops_the_submission(self):
        self._file_at("draft")
        twin = self._file_at(
            "draft", self.other_customer, phone="", company_registry=""
        )
        twin.phone = self.customer.phone
        twin.not_applicable_ids = self.rows["company_registry"]
        with self.assertRaisesRegex(UserError, "One customer, one file"):
            twin.with_user(self.rep).action_submit_file()

    def test_archived_file_is_a_file(self):
        self._file_at("draft")
        self.customer.active = False
        twin = self._twin(name="Donghai Trading Ltd")
        with self.assertRaisesRegex(UserError, "One customer, one file"):
            twin.action_open_file()

    def test_two_at_once_are_twins_too(self):
        twins = self._twin(name="Same Ltd") | self._twin(name="Same Limited")
        with self.assertRaisesRegex(UserError, "One customer, one file"):
            twins.action_open_file()

    def test_other_company_is_no_twin(self):
        foreign = self.foreign_customer
        foreign.name = self.customer.name
        self.customer.company_id = self.company
        self._file_at("draft")
        foreign.with_user(self.foreign_rep).action_open_file()
        self.assertEqual(foreign.file_state, "draft")

    def test_merge_moves_the_file(self):
        """The merge path: the destination ends up with the one file there is."""
        file = self._file_at("reviewed")
        number, done = file.file_number, file.dossier_completeness
        target = self.env["res.partner"].create(
            {"name": "Target", "is_company": True, "email": file.email}
        )
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((file | target).ids, target)
        self.assertRecordValues(
            target,
            [
                {
                    "file_state": "reviewed",
                    "file_number": number,
                    "credit_class": "a",
                    "file_reviewer_id": self.leader.id,
                }
            ],
        )
        self.assertEqual(target.dossier_completeness, done)
        self.assertEqual(target.company_registry, "91310000MA1K0000X1")

    def test_merge_of_two_files_keeps_one(self):
        file = self._file_at("draft")
        other = self._file_at(
            "draft", self.other_customer, phone="021 6666 0000", company_registry="X9"
        )
        number = file.file_number
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((file | other).ids, file)
        self.assertEqual(file.file_number, number)
        self.assertTrue(
            file.message_ids.filtered(lambda m: "which ends here" in (m.body or ""))
        )


@tagged("post_install", "-at_install")
class TestCustomerFileCost(CustomerFileCommon):
    """A batch costs what Odoo's own write costs; without a file nothing more."""

    def _make_customers(self, count):
        self._number = getattr(self, "_number", 0)
        customers = self.env["res.partner"].create(
            [
                {
                    "name": f"Works {self._number + index} of the North",
                    "is_company": True,
                    "user_id": self.rep.id,
                    "child_ids": [Command.create({"name": "Li", "function": "Buyer"})],
                }
                for index in range(count)
            ]
        )
        self._number += count
        return customers.with_user(self.rep)

    def _create_files(self, count):
        files = self._make_customers(count)
        files.action_open_file()
        codes = ("owner", "operator", "legal", "business")
        roles = self.env["customer.contact.role"].union(*(self.roles[c] for c in codes))
        files.child_ids.customer_role_ids = roles
        files.write(self._prepare_file_vals(phone=False, company_registry=False))
        for index, file in enumerate(files):
            number = self._number * 1000 + index
            file.write({"phone": f"+86 21 {number:08d}", "vat": f"N{number}"})
        return files

    def _submit_files(self, count):
        files = self._create_files(count)
        files.action_submit_file()
        return files.with_user(self.leader)

    def _review_files(self, count):
        files = self._submit_files(count)
        files.action_review_file()
        return files.with_user(self.steward)

    def _count_queries(self, records, call):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(records)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def _get_growth(self, prepare, call):
        """Return how many queries more a hundred records cost than one."""
        self._count_queries(prepare(1), call)  # warm what a process keeps
        few = self._count_queries(prepare(1), call)
        return self._count_queries(prepare(100), call) - few

    def _assert_as_cheap(self, prepare, call, extra=0, **vals):
        """Check that a step grows no faster than a write of Odoo's own ``vals``.

        Odoo itself asks twice for each partner that it writes.

        :param extra: further queries that each record may cost
        """
        own = self._get_growth(self._make_customers, lambda c: c.write(vals))
        ours = self._get_growth(prepare, call)
        self.assertLessEqual(ours, own + 2 + extra * 99)

    def test_opening(self):
        self._assert_as_cheap(
            self._make_customers, lambda c: c.action_open_file(), comment="x"
        )

    def test_submitting(self):
        self._assert_as_cheap(
            self._create_files, lambda f: f.action_submit_file(), comment="x"
        )

    def test_reviewing(self):
        self._assert_as_cheap(
            self._submit_files, lambda f: f.action_review_file(), comment="x"
        )

    def test_registering(self):
        self._assert_as_cheap(
            self._review_files, lambda f: f.action_register(), comment="x"
        )

    def test_reading_what_a_list_shows(self):
        names = [
            "file_state",
            "dossier_completeness",
            "is_file_overdue",
            "can_review_file",
            "duplicate_partner_ids",
            "file_missing_note",
            "sales_total_amount",
            "cooperation_products",
        ]
        growth = self._get_growth(self._create_files, lambda files: files.read(names))
        self.assertLessEqual(growth, 1)

    def test_writing_data_of_files(self):
        self._assert_as_cheap(
            self._create_files,
            lambda files: files.write({"growth_potential": "Big"}),
            # A traced change: one message, one row with the old and the new value.
            extra=2,
            comment="x",
        )

    def test_note_of_a_plain_partner_touches_nothing_of_the_file(self):
        """An unprotected write reads and writes no column of the file."""
        partners = self._make_customers(3)
        # The first read asks for settings that are remembered from then on.
        self.env.invalidate_all()
        partners.write({"comment": "New"})
        self.env.cr.flush()
        self.env.invalidate_all()
        with self._capture() as log:
            partners.write({"comment": "Called today"})
            self.env.flush_all()
        columns = {"completeness_", "duplicate_", "growth_potential", "file_number"}
        for query in log:
            for column in columns:
                self.assertNotIn(column, query)

    @contextmanager
    def _capture(self):
        """Collect the queries made inside the block."""
        queries, execute = [], type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", spy):
            yield queries

    def test_plain_reads_load_nothing_of_the_file(self):
        partners = self._make_customers(2)
        self.env.cr.flush()
        self.env.invalidate_all()
        with self._capture() as log:
            partners.mapped("email")
        self.assertTrue(log)
        for query in log:
            self.assertNotIn("growth_potential", query)
            self.assertNotIn("dossier_completeness", query)
