"""Each road inside Odoo ends at the lock of registered customers."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .channel_common import BEFORE, ChannelCommon


@tagged("post_install", "-at_install")
class TestRoads(ChannelCommon):
    """Each road inside Odoo ends at the guard."""

    # the browser

    def test_form(self):
        self.customer.with_user(self.rep).web_save({"street": "9 New Road"}, {})
        self._assert_requested("9 New Road", channel="form")

    def test_list(self):
        partners = (self.customer | self.other_customer).with_user(self.rep)
        partners.web_save_multi([{"street": "9 New Road"}] * 2, {})
        self._assert_requested("9 New Road", channel="list")
        self.assertEqual(self.other_customer.street, "9 New Road")

    def test_list_saved_in_one(self):
        partners = (self.customer | self.other_customer).with_user(self.rep)
        partners.web_save({"street": "9 New Road"}, {})
        self._assert_requested("9 New Road", channel="list")

    def test_import(self):
        partners = self.env["res.partner"].with_user(self.rep)
        answer = partners.load(
            [".id", "street", "function"],
            [[str(self.customer.id), "9 New Road", "Wholesale"]],
        )
        self.assertFalse(answer["messages"])
        self._assert_requested("9 New Road", channel="import")
        self.assertEqual(self.customer.function, "Wholesale")

    def test_import_of_a_program_is_the_programs(self):
        partners = self.env["res.partner"].with_user(self.rep)
        partners = partners.browse()._with_write_channel("json2")
        partners.load([".id", "street"], [[str(self.customer.id), "9 New Road"]])
        self._assert_requested("9 New Road", channel="json2")

    def test_quick_create(self):
        partners = self.env["res.partner"].with_user(self.rep)
        self._set_policy("quick_create", "refuse")
        partners.name_create("Stranger")
        contacts = partners.with_context(default_parent_id=self.customer.id)
        with self.assertRaisesRegex(UserError, "Quick Creation"):
            contacts.name_create("New Contact")
        self._set_policy("quick_create", "apply")
        contact = partners.browse(contacts.name_create("New Contact")[0])
        self.assertTrue(contact.active)

    # leads

    def test_lead(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.customer.id, "user_id": self.rep.id}
        )
        lead.with_user(self.rep).write(
            {"email_from": "new@donghai.example.com", "phone": "+86 21 5555 0002"}
        )
        self._assert_requested("new@donghai.example.com", name="email", channel="lead")
        self._assert_requested("+86 21 5555 0002", name="phone", channel="lead")
        self.assertEqual(lead.email_from, "new@donghai.example.com")

    def test_new_lead_leaves_the_customer(self):
        self._set_policy("lead", "refuse")
        vals = {
            "name": "Deal",
            "partner_id": self.customer.id,
            "email_from": "new@donghai.example.com",
        }
        with self.assertRaisesRegex(UserError, "Lead to Customer"):
            self.env["crm.lead"].with_user(self.rep).create(vals)
        self._assert_untouched(name="email")

    # company and contacts

    def test_family_branch_moves(self):
        """``parent_id.write`` in ``_fields_sync``: from below into the customer."""
        branch = self._create_branch(parent_id=self.customer.id)
        branch.with_user(self.rep).street = "9 New Road"
        self.assertEqual(branch.street, "9 New Road")
        self._assert_requested("9 New Road", channel="family")

    def test_family_group_moves(self):
        """``_update_address``: from above into the customer, past ``write``."""
        group = self._create_branch(
            name="Donghai Group", street=BEFORE["street"], city="Shanghai"
        )
        self.customer.write({"parent_id": group.id})
        self.assertFalse(self._get_requests())
        group.with_user(self.rep).street = "9 New Road"
        self._assert_requested("9 New Road", channel="family")

    def test_family_refused(self):
        self._set_policy("family", "refuse")
        branch = self._create_branch(parent_id=self.customer.id)
        with self.assertRaisesRegex(UserError, "Company and Contacts"):
            branch.with_user(self.rep).street = "9 New Road"

    def test_family_first_contact_brings_no_address(self):
        """``_handle_first_contact_creation``, as an import calls it."""
        empty = self._register(self._create_branch(name="Empty Ltd."))
        # Odoo's import of contacts reads a field of the bookkeepers.
        self.rep.group_ids += self.env.ref("account.group_account_readonly")
        partners = self.env["res.partner"].with_user(self.rep)
        self._set_policy("import", "apply")
        answer = partners.load(
            ["name", "parent_id/.id", "street"],
            [["First Contact", str(empty.id), "9 New Road"]],
        )
        self.assertFalse(answer["messages"])
        self._assert_requested("9 New Road", channel="family", partner=empty)

    def test_family_newcomer_takes_the_address_of_the_customer(self):
        stranger = self.env["res.partner"].create(
            {"name": "Newcomer", "street": "7 Old Road", "user_id": self.rep.id}
        )
        self._protect("child_ids", policy="apply")
        stranger.with_user(self.rep).parent_id = self.customer
        self.assertEqual(stranger.street, BEFORE["street"])
        self._assert_untouched()

    def test_family_change_of_type_is_held(self):
        place = self.env["res.partner"].create(
            {
                "name": "Warehouse",
                "type": "delivery",
                "parent_id": self.customer.id,
                "street": "5 Dock Road",
            }
        )
        place.with_user(self.rep).type = "contact"
        self.env.invalidate_all()
        self.assertEqual(place.street, "5 Dock Road")

    def test_family_copies_what_a_steward_writes(self):
        self.assertEqual(self.contact.street, BEFORE["street"])
        self.customer.with_user(self.steward).write(
            {"street": "9 New Road", "vat": "CN123"}
        )
        self.env.invalidate_all()
        for partner in self.customer | self.contact | self.second_contact:
            self.assertRecordValues(partner, [{"street": "9 New Road", "vat": "CN123"}])
        self.assertFalse(self._get_requests())

    def test_family_copies_what_was_approved(self):
        self.customer._as_steward_engine().write({"street": "9 New Road"})
        self.env.invalidate_all()
        self.assertEqual(self.contact.street, "9 New Road")
        self.assertFalse(self._get_requests())

    def test_family_copies_into_no_other_customer(self):
        subsidiary = self._create_branch(
            parent_id=self.customer.id, street=BEFORE["street"]
        )
        self._register(subsidiary)
        self.customer._as_steward_engine().write({"street": "9 New Road"})
        self.env.invalidate_all()
        self.assertEqual(self.contact.street, "9 New Road")
        self._assert_requested("9 New Road", partner=subsidiary, channel="family")

    def test_family_copies_by_a_steward_are_logged_at_each_customer(self):
        subsidiary = self._create_branch(
            parent_id=self.customer.id, street=BEFORE["street"]
        )
        self._register(subsidiary)
        self.customer.with_user(self.steward).street = "9 New Road"
        self.assertEqual(subsidiary.street, "9 New Road")
        log = self.requests.search([("partner_id", "=", subsidiary.id)])
        self.assertRecordValues(
            log, [{"is_direct": True, "user_id": self.steward.id, "state": "applied"}]
        )

    # merge

    def _create_double(self, **vals):
        # Without it Odoo itself refuses the merge.
        self.rep.group_ids += self.env.ref("base.group_partner_manager")
        return self.env["res.partner"].create(
            {"name": "Donghai", "email": BEFORE["email"], **vals}
        )

    def test_merge_by_a_salesperson_is_refused(self):
        double = self._create_double()
        for keep in (self.customer, double):
            merge = self._prepare_merge(self.rep, self.customer | double, keep)
            with self.assertRaisesRegex(UserError, "Donghai Trading.*data steward"):
                merge.action_merge()
        self.assertTrue(double.exists())
        self._assert_untouched()

    def test_merge_of_contacts_of_a_customer_is_refused(self):
        double = self._create_double(email=self.second_contact.email)
        people = self.second_contact | double
        merge = self._prepare_merge(self.rep, people, self.second_contact)
        with self.assertRaisesRegex(UserError, "data steward"):
            merge.action_merge()

    def test_merge_of_others_is_free(self):
        double = self._create_double(email=False)
        merge = self._prepare_merge(
            self.rep, self.other_customer | double, self.other_customer
        )
        merge.action_merge()
        self.assertFalse(double.exists())

    def test_merge_by_a_steward_stands_in_the_history(self):
        double = self._create_double(phone="+86 21 5555 0009")
        person = self.env["res.partner"].create(
            {"name": "Sun Wei", "parent_id": double.id}
        )
        lead = self.env["crm.lead"].create({"name": "D", "partner_id": double.id})
        merge = self._prepare_merge(self.steward, self.customer | double, self.customer)
        merge.action_merge()
        self.env.invalidate_all()
        self.assertFalse(double.exists())
        self.assertEqual(person.parent_id, self.customer)
        self.assertEqual(lead.partner_id, self.customer)
        self.assertRecordValues(
            self.customer,
            [{"phone": BEFORE["phone"], "file_state": "registered"}],
        )
        body = self.customer.message_ids.filtered(
            lambda message: "Moved" in message.body
        ).body
        for words in (f"ID {double.id}", "+86 21 5555 0009", "Contact 1", "Lead"):
            self.assertIn(words, body)
        self.assertEqual(
            self.customer.message_ids.filtered(
                lambda message: "Moved" in message.body
            ).author_id,
            self.steward.partner_id,
        )

    def test_merge_keeps_the_registered_customer(self):
        double = self._create_double()
        merge = self._prepare_merge(self.steward, self.customer | double, double)
        with self.assertRaisesRegex(UserError, "choose it as the contact to keep"):
            merge.action_merge()

    def test_merge_refused_holds_for_stewards(self):
        self._set_policy("merge", "refuse")
        double = self._create_double()
        merge = self._prepare_merge(self.steward, self.customer | double, self.customer)
        with self.assertRaisesRegex(UserError, "Merging Contacts"):
            merge.action_merge()

    # server

    def _run(self, action, user):
        return (
            action.with_user(user)
            .with_context(
                active_model="res.partner",
                active_id=self.customer.id,
                active_ids=self.customer.ids,
            )
            .run()
        )

    def test_automation(self):
        self._run(self._create_action(), self.rep)
        self._assert_requested("9 Rule Road", channel="automation")

    def test_automation_by_code(self):
        action = self._create_action(
            state="code", code="record.sudo().write({'street': '9 Code Road'})"
        )
        self._run(action, self.rep)
        self._assert_requested("9 Code Road", channel="automation")

    def test_scheduled_job_started_by_hand_is_automation(self):
        action = self._create_action(usage="ir_cron")
        self._run(action, self.rep)
        self._assert_requested("9 Rule Road", channel="automation")

    def test_cron(self):
        action = self._create_action(usage="ir_cron")
        jobs = self.env["ir.cron"]
        with patch.object(self.env.cr, "commit"):
            job = jobs.with_context(
                active_model="res.partner", active_id=self.customer.id
            ).create(
                {
                    "name": "Nightly",
                    "ir_actions_server_id": action.id,
                    "model_id": action.model_id.id,
                    "interval_type": "days",
                }
            )
            job._callback("Nightly", action.id)
        self.assertEqual(self.customer.street, "9 Rule Road")

    def test_mail(self):
        partners = type(self.env["res.partner"])
        seen = []

        def update(records, msg_dict, update_vals=None):
            seen.append(records._get_write_channel())
            records.write({"street": "9 Mail Road"})

        message = (
            "From: Wang <wang@donghai.example.com>\n"
            "To: sales@example.com\n"
            "Subject: We moved\n"
            "Message-Id: <moved@donghai.example.com>\n\n"
            "See above.\n"
        )
        with patch.object(partners, "message_update", update):
            self.env["mail.thread"].message_process(
                "res.partner", message, thread_id=self.customer.id
            )
        self.assertEqual(seen, ["mail"])
        self._assert_requested("9 Mail Road", channel="mail")

    def test_autocomplete(self):
        """Odoo fetches data for a company of ours, which may be somebody's customer."""
        company = self.other_company
        channel = self.env.ref("sales_visit_crm.customer_write_channel_autocomplete")
        if not channel.is_available:
            self.skipTest("Odoo's autocomplete is not installed.")
        self._register(company.partner_id)
        found = {"street": "9 Service Road", "city": "Suzhou"}
        partners = type(self.env["res.partner"])
        with (
            patch.object(partners, "enrich_by_domain", lambda *a, **k: found),
            patch.object(type(company), "_get_company_domain", lambda self: "x.com"),
        ):
            company.with_user(self.steward).sudo()._enrich()
        self._assert_requested(
            "9 Service Road", partner=company.partner_id, channel="autocomplete"
        )

    def test_server_code(self):
        self.customer.sudo().street = "9 New Road"
        self.assertEqual(self.customer.street, "9 New Road")

    # further ways of a person

    def test_archiving_is_seen(self):
        self._protect("active")
        self.customer.with_user(self.rep).action_archive()
        self.env.invalidate_all()
        self.assertTrue(self.customer.active)
        self.assertTrue(self._get_requests())

    def test_copy_is_not_registered(self):
        copy = self.customer.with_user(self.rep).copy()
        self.assertFalse(copy.is_registered)
        copy.street = "9 New Road"
        self.assertEqual(copy.street, "9 New Road")

    def test_own_preferences_of_a_customers_user(self):
        """A portal user's name and e-mail are those of the customer's contact."""
        user = self.portal.with_user(self.portal)
        user.partner_id._with_write_channel("portal")
        user = self.channels.with_user(self.portal)._through("portal", user)
        user.write({"email": "new@donghai.example.com"})
        self.env.invalidate_all()
        self.assertNotEqual(self.contact.email, "new@donghai.example.com")
        self.assertEqual(self._get_requests().channel, "portal")

    # cost

    def _count_queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        return self.env.cr.sql_log_count - before

    def test_bypass_6_waiting_changes_of_100_customers_cost_as_much_as_of_one(self):
        """The peer's ``need_validation`` asks once per record."""
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "user_id": self.rep.id} for n in range(100)]
        )
        self._register(partners)
        partners.with_user(self.rep).write({"street": "9 New Road"})
        names = ["is_registered", "pending_change_count", "street"]

        def read(records):
            return self._count_queries(lambda: records.read(names))

        def decide(records):
            return self._count_queries(lambda: records.mapped("can_approve"))

        partners = partners.with_user(self.rep)
        self.assertEqual(partners.mapped("pending_change_count"), [1] * 100)
        requests = self.requests.search([("partner_id", "in", partners.ids)])
        requests = requests.with_user(self.leader)
        for count, records in ((read, partners), (decide, requests)):
            count(records)  # fills the caches of the registry
            self.assertEqual(count(records), count(records[:1]))
