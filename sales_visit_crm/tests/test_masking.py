"""What a salesperson sees of customers entrusted to others, path by path.

Sources: S010, G24; peers A10.
"""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.mail.tools.discuss import Store

from ..tools import masking
from .common import SalesVisitCommon

PHONE = "138 1234 5678"
SANITIZED = "+8613812345678"
MASKED = "138 **** 5678"
EMAIL = "wang.li@donghai.example"
MASKED_EMAIL = "wa****@donghai.example"
ACCOUNT = "6222 0212 3456 7890"
# No part of the hidden digits may leave the server, whatever stands between them.
HIDDEN = "1234"


class MaskingCommon(SalesVisitCommon):
    """An internal customer of the rep's with contact, lead and account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.cn")
        cls.company.country_id = country
        cls.customer.write(
            {
                "user_id": cls.rep.id,
                "phone": PHONE,
                "email": EMAIL,
                "country_id": country.id,
                "secrecy_level": "internal",
            }
        )
        cls.contact.write({"phone": "139 1234 0000", "email": "li@donghai.example"})
        cls.other_customer.write({"phone": "021-87654321", "user_id": cls.rep.id})
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Trial Order",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.colleague.id,
                "team_id": cls.team.id,
            }
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": ACCOUNT, "partner_id": cls.customer.id}
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.env.invalidate_all()

    def _as(self, user, *records):
        seen = [record.with_user(user).sudo(False) for record in records]
        return seen if len(seen) > 1 else seen[0]

    def _assert_hidden(self, answer):
        digits = "".join(char for char in str(answer) if char not in " -()")
        self.assertNotIn(HIDDEN, digits)


@tagged("post_install", "-at_install")
class TestMasking(MaskingCommon):
    # who

    def test_s010_those_in_charge_see_the_number(self):
        knowing = self._new_user("knowing", "group_sales_visit_user")
        self.customer.need_to_know_ids = knowing
        for user in (self.rep, self.leader, self.manager, self.steward, knowing):
            with self.subTest(user=user.login):
                partner, lead = self._as(user, self.customer, self.lead)
                self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)
                self.assertFalse(partner.is_contact_masked)
                if lead.has_access("read"):
                    self.assertEqual(lead.read(["phone"])[0]["phone"], PHONE)

    def test_s010_others_see_a_part_of_it(self):
        for user in (self.colleague, self.other_rep, self.other_leader, self.outsider):
            with self.subTest(user=user.login):
                partner = self._as(user, self.customer)
                self.assertEqual(partner.read(["phone"])[0]["phone"], MASKED)
                self.assertTrue(partner.is_contact_masked)

    def test_public_customers_stay_as_they_are(self):
        self.customer.secrecy_level = "public"
        partner, lead, bank = self._as(
            self.colleague, self.customer, self.lead, self.bank
        )
        self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)
        self.assertEqual(lead.read(["phone"])[0]["phone"], PHONE)
        self.assertEqual(bank.read(["acc_number"])[0]["acc_number"], ACCOUNT)
        self.assertIn(partner, partner.search([("phone", "=", PHONE)]))

    def test_portal_user_sees_the_own_company(self):
        partner = self._as(self.portal, self.contact)
        self.assertEqual(partner.read(["phone"])[0]["phone"], "139 1234 0000")

    def test_contacts_are_masked_like_their_customer(self):
        contact = self._as(self.colleague, self.contact)
        self.assertEqual(contact.read(["phone"])[0]["phone"], "139 **** 0000")

    def test_setting_switches_masking_off(self):
        self.company.customer_mask_contact_data = False
        partner = self._as(self.colleague, self.customer)
        self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)

    def test_g24_emails_are_masked_if_the_setting_is_on(self):
        partner = self._as(self.colleague, self.customer)
        self.assertEqual(partner.read(["email"])[0]["email"], EMAIL)
        self.company.customer_mask_email = True
        self.env.invalidate_all()
        names = ["email", "email_normalized", "email_formatted"]
        values = partner.read(names)[0]
        self.assertEqual(values["email"], MASKED_EMAIL)
        self.assertNotIn("wang.li", str(values))

    def test_server_keeps_working_with_the_real_value(self):
        partner = self._as(self.colleague, self.customer)
        partner.read(["phone"])
        self.assertEqual(partner.phone, PHONE)
        self.assertEqual(partner.sudo().read(["phone"])[0]["phone"], PHONE)

    # reading

    def test_path_read_hides_every_copy(self):
        partner, lead, bank = self._as(
            self.colleague, self.customer, self.lead, self.bank
        )
        self._assert_hidden(partner.read(["phone", "phone_sanitized"]))
        self._assert_hidden(lead.read(["phone", "phone_sanitized"]))
        self.assertEqual(
            bank.read(["acc_number", "sanitized_acc_number", "display_name"]),
            [
                {
                    "id": bank.id,
                    "acc_number": "****7890",
                    "sanitized_acc_number": "****7890",
                    "display_name": "****7890",
                }
            ],
        )

    def test_path_search_read_and_web_read(self):
        partners = self.env["res.partner"].with_user(self.colleague)
        domain = [("id", "=", self.customer.id)]
        names = ["phone", "phone_sanitized"]
        spec = {"phone": {}, "child_ids": {"fields": {"phone": {}}}, "bank_ids": {}}
        spec["bank_ids"] = {"fields": {"acc_number": {}, "display_name": {}}}
        self._assert_hidden(partners.search_read(domain, names))
        self._assert_hidden(partners.web_search_read(domain, spec))
        lead = self._as(self.colleague, self.lead)
        spec = {"phone": {}, "partner_id": {"fields": {"phone": {}}}}
        answer = lead.web_read(spec)
        self.assertEqual(answer[0]["phone"], MASKED)
        self.assertEqual(answer[0]["partner_id"]["phone"], MASKED)

    def test_path_related_copies(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now(),
                "partner_ids": [
                    fields.Command.set((self.customer | self.colleague.partner_id).ids)
                ],
            }
        )
        attendee = event.attendee_ids.filtered(
            lambda guest: guest.partner_id == self.customer
        )
        attendee = self._as(self.colleague, attendee)
        self._assert_hidden(attendee.read(["phone"]))
        self.assertFalse(attendee.search([("phone", "=", PHONE)]))
        user = self._as(self.outsider, self.portal)
        self.assertEqual(user.read(["phone"])[0]["phone"], "139 **** 0000")

    def test_path_export(self):
        self.colleague.group_ids += self.env.ref("base.group_allow_export")
        partner, lead = self._as(self.colleague, self.customer, self.lead)
        names = ["name", "phone", "phone_sanitized", "child_ids/phone", "bank_ids"]
        rows = partner.export_data([*names, "child_ids/name"])["datas"]
        self._assert_hidden(rows)
        self.assertEqual(rows[0][:2], ["Donghai Trading", MASKED])
        rows = lead.export_data(["name", "phone", "partner_id/phone"])["datas"]
        self.assertEqual(rows, [["Trial Order", MASKED, MASKED]])
        mixed = partner | self._as(self.colleague, self.other_customer)
        rows = mixed.export_data(["phone", ".id"])["datas"]
        self.assertEqual(
            rows,
            [[MASKED, str(partner.id)], ["021-87654321", str(self.other_customer.id)]],
        )

    def test_path_display_name_with_email(self):
        self.company.customer_mask_email = True
        partner = self._as(self.colleague, self.customer)
        for context in (
            {"show_email": True},
            {"show_email": True, "formatted_display_name": True},
        ):
            named = partner.with_context(**context)
            self.assertIn(MASKED_EMAIL, named.display_name)
            self.assertIn(MASKED_EMAIL, named.sudo().display_name)
            self.assertIn(EMAIL, self._as(self.rep, named).display_name)

    # grouping

    def test_path_groups_and_aggregates(self):
        domain = [("id", "in", (self.customer | self.other_customer).ids)]
        partners = self.env["res.partner"].with_user(self.colleague)
        for name in ("phone", "phone_sanitized"):
            with self.subTest(field=name):
                groups = partners.formatted_read_group(domain, [name], ["__count"])
                self._assert_hidden(groups)
        for aggregate in ("array_agg", "max", "min", "array_agg_distinct"):
            groups = partners._read_group(domain, [], [f"phone:{aggregate}"])
            self._assert_hidden(groups)
            self.assertIn("87654321", str(groups))
        leads = self.env["crm.lead"].with_user(self.colleague)
        domain = [("id", "=", self.lead.id)]
        for name in ("phone", "phone_sanitized", "partner_id.phone"):
            self._assert_hidden(leads._read_group(domain, [name], ["__count"]))
        self._assert_hidden(partners.web_read_group([], ["phone"], ["__count"]))

    def test_path_having_tells_nothing(self):
        partners = self.env["res.partner"].with_user(self.colleague)
        groups = partners._read_group(
            [("id", "=", self.customer.id)],
            ["id"],
            ["__count"],
            having=[("phone:max", "=", PHONE)],
        )
        self.assertFalse(groups)

    # searching

    def test_path_search_finds_nothing_by_a_masked_value(self):
        domains = [
            [("phone", "=", PHONE)],
            [("phone", "like", "1234")],
            [("phone", "=like", "138 1%")],
            [("phone", "in", [PHONE])],
            [("phone", ">=", "138 1234"), ("phone", "<=", "138 1235")],
            [("phone_sanitized", "=", SANITIZED)],
            [("phone_sanitized", "ilike", "381234")],
            [("phone_mobile_search", "ilike", "13812345678")],
            [("phone_mobile_search", "=", PHONE)],
            ["!", ("phone", "not ilike", "1234")],
            ["|", ("phone", "=", PHONE), ("phone_sanitized", "=", SANITIZED)],
        ]
        colleague = self.env["res.partner"].with_user(self.colleague)
        own = self.env["res.partner"].with_user(self.rep)
        for domain in domains:
            with self.subTest(domain=domain):
                self.assertNotIn(self.customer, colleague.search(domain).sudo())
                self.assertIn(self.customer, own.search(domain).sudo())
        # Searching the contrary is no way either: it finds all that are masked.
        for value in (PHONE, "139 0000 0000"):
            found = colleague.search([("phone", "!=", value)])
            self.assertNotIn(self.customer, found.sudo())

    def test_path_search_through_other_models(self):
        leads = self.env["crm.lead"].with_user(self.colleague)
        for domain in (
            [("partner_id.phone", "=", PHONE)],
            [("partner_id", "any", [("phone", "like", "1234")])],
            [("phone", "like", "1234")],
            [("phone_sanitized", "=", SANITIZED)],
            [("phone_mobile_search", "ilike", "13812345678")],
        ):
            with self.subTest(domain=domain):
                self.assertFalse(leads.search([*domain, ("id", "=", self.lead.id)]))
                self.assertTrue(
                    self._as(self.manager, leads).search(
                        [*domain, ("id", "=", self.lead.id)]
                    )
                )
        banks = self.env["res.partner.bank"].with_user(self.colleague)
        self.assertFalse(banks.search([("acc_number", "=", ACCOUNT)]))
        self.assertFalse(banks.search([("sanitized_acc_number", "like", "0212")]))
        self.assertFalse(banks.name_search("62220212"))
        users = self.env["res.users"].with_user(self.outsider)
        self.assertFalse(users.search([("phone", "=", "139 1234 0000")]))

    def test_presence_of_a_number_is_no_secret(self):
        partners = self.env["res.partner"].with_user(self.colleague)
        self.assertIn(self.customer, partners.search([("phone", "!=", False)]).sudo())
        self.assertNotIn(self.customer, partners.search([("phone", "=", False)]).sudo())

    def test_path_name_search_by_email(self):
        partners = self.env["res.partner"].with_user(self.colleague)
        self.assertTrue(partners.name_search(EMAIL))
        self.company.customer_mask_email = True
        self.assertFalse(partners.name_search(EMAIL))
        self.assertTrue(partners.name_search("Donghai"))
        self.assertTrue(self._as(self.rep, partners).name_search(EMAIL))

    def test_path_order_tells_nothing(self):
        low, high = self.other_customer, self.customer
        high.phone, low.phone = "138 9999 5678", "138 0000 5678"
        low.secrecy_level = high.secrecy_level = "internal"
        low.user_id = high.user_id = self.rep
        domain = [("id", "in", (low | high).ids)]
        partners = self.env["res.partner"].with_user(self.colleague)
        up = partners.search(domain, order="phone, id")
        down = partners.search(domain, order="phone desc, id")
        self.assertEqual(up.ids, down.ids)

    def test_s010_everyone_searches_by_the_last_digits(self):
        partners = self.env["res.partner"].with_user(self.colleague)
        self.assertEqual(
            partners.search([("phone_last4", "=", "5678")]).sudo(), self.customer
        )
        leads = self.env["crm.lead"].with_user(self.colleague)
        self.assertIn(self.lead, leads.search([("phone_last4", "=", "5678")]).sudo())

    # prints, cards, chatter

    def test_path_prints(self):
        partner, lead = self._as(self.colleague, self.customer, self.lead)
        contact = self.env["ir.qweb.field.contact"].with_user(self.colleague)
        html = contact.record_to_html(
            lead, "partner_id", {"fields": ["name", "phone"], "no_marker": True}
        )
        self.assertIn("****", html)
        self._assert_hidden(html)
        char = self.env["ir.qweb.field"].with_user(self.colleague)
        self.assertEqual(char.record_to_html(partner, "phone", {}), MASKED)
        self.assertEqual(char.record_to_html(lead, "phone", {}), MASKED)
        own = self._as(self.rep, self.customer)
        self.assertEqual(
            char.with_user(self.rep).record_to_html(own, "phone", {}), PHONE
        )

    def test_path_vcard(self):
        partner = self._as(self.colleague, self.customer)
        card = partner._get_vcard_file()
        if card:
            self._assert_hidden(card.decode())
            self.assertIn(PHONE, self._as(self.rep, partner)._get_vcard_file().decode())

    def test_path_mail_store(self):
        partner = self._as(self.colleague, self.customer)
        store = Store().add(partner.sudo(), ["name", "phone", "phone_sanitized"])
        self._assert_hidden(store.get_result())
        own = Store().add(self._as(self.rep, partner), ["phone"])
        self.assertIn(PHONE, str(own.get_result()))

    def test_path_chatter(self):
        field = self.env["ir.model.fields"]._get("res.partner", "phone")
        message = self.customer._message_log(
            tracking_value_ids=[
                fields.Command.create(
                    {
                        "field_id": field.id,
                        "old_value_char": PHONE,
                        "new_value_char": "137 1234 9999",
                    }
                )
            ]
        )
        formatted = Store().add(self._as(self.colleague, message)).get_result()
        self.assertIn("137 **** 9999", str(formatted))
        self._assert_hidden(formatted)
        own = Store().add(self._as(self.rep, message)).get_result()
        self.assertIn("137 1234 9999", str(own))
        mailed = self.customer._generate_tracking_message(message)
        self._assert_hidden(mailed)

    # writing

    def test_masked_value_is_never_saved(self):
        partner = self._as(self.manager, self.customer)
        for values in (
            {"phone": MASKED},
            {"phone": "139****0000"},
            {"ref": "D1", "phone": "****"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(
                    UserError, "Donghai Trading: “.*Leave the field"
                ),
            ):
                partner.write(values)
        with self.assertRaisesRegex(UserError, "type the complete value"):
            partner.create({"name": "New", "phone": MASKED})
        self.assertEqual(self.customer.phone, PHONE)

    def test_form_leaves_masks_alone(self):
        self.colleague.group_ids += self.env.ref("base.group_partner_manager")
        partner = self._as(self.colleague, self.customer)
        partner.web_save({"phone": MASKED, "website": "http://donghai.example"}, {})
        self.assertEqual(self.customer.phone, PHONE)
        self.assertEqual(self.customer.website, "http://donghai.example")
        with self.assertRaises(UserError):
            partner.web_save({"phone": "137****5678"}, {})

    def test_import_leaves_masks_alone(self):
        self.colleague.group_ids += self.env.ref("base.group_partner_manager")
        partners = self.env["res.partner"].with_user(self.colleague)
        rows = [[str(self.customer.id), MASKED, "Hello"]]
        answer = partners.load([".id", "phone", "function"], rows)
        self.assertFalse(answer["messages"])
        self.assertEqual(
            (self.customer.phone, self.customer.function), (PHONE, "Hello")
        )
        rows = [[str(self.customer.id), "137 **** 5678", "Bye"]]
        answer = partners.load([".id", "phone", "function"], rows)
        self.assertIn("what you see of", str(answer["messages"]))
        self.env.invalidate_all()
        self.assertEqual(
            (self.customer.phone, self.customer.function), (PHONE, "Hello")
        )

    def test_lead_of_a_masked_customer_takes_the_real_number(self):
        form = Form(self.env["crm.lead"].with_user(self.colleague))
        form.name = "Second Order"
        form.partner_id = self.customer
        self.assertEqual(form.phone, f"+86 {MASKED}")
        lead = form.save()
        self.assertEqual(lead.sudo().phone, PHONE)
        self.assertEqual(lead.read(["phone"])[0]["phone"], MASKED)

    def test_onchange_does_not_answer_guesses(self):
        leads = self.env["crm.lead"].with_user(self.colleague)
        spec = {"phone": {}, "partner_phone_update": {}, "partner_id": {}}
        answers = [
            leads.onchange(
                {"partner_id": self.customer.id, "phone": guess, "name": "Guess"},
                ["phone"],
                spec,
            )
            for guess in (PHONE, "138 0000 5678")
        ]
        self.assertEqual(*[answer.get("value", {}) for answer in answers])
        lead = self._as(self.colleague, self.lead)
        values = lead.read(["partner_phone_update"])[0]
        self.assertFalse(values["partner_phone_update"])

    def test_copy_takes_no_masked_numbers(self):
        self.colleague.group_ids += self.env.ref("base.group_partner_manager")
        partner = self._as(self.colleague, self.customer)
        copied = partner.copy({"user_id": self.colleague.id})
        self.assertFalse(copied.sudo().phone)
        self.assertEqual(copied.sudo().secrecy_level, "internal")
        own = self._as(self.manager, self.customer).copy()
        self.assertEqual(own.phone, PHONE)

    def test_nobody_takes_over_what_is_masked_for_them(self):
        self.colleague.group_ids += self.env.ref("base.group_partner_manager")
        partner, contact = self._as(self.colleague, self.customer, self.contact)
        for record, values in (
            (partner, {"user_id": self.colleague.id}),
            (contact, {"parent_id": self.other_customer.id}),
            (contact, {"parent_id": False}),
            (contact, {"is_company": True}),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "contact data are masked for you"),
            ):
                record.write(values)
        self._as(self.rep, partner).write({"user_id": self.colleague.id})
        self.env.invalidate_all()
        self.assertEqual(partner.read(["phone"])[0]["phone"], PHONE)

    # cost

    def test_masking_costs_the_same_for_one_and_a_hundred(self):
        vals = {"phone": PHONE, "user_id": self.rep.id}
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", **vals} for number in range(100)]
        )
        self.env.flush_all()
        counts = {}
        for level in ("public", "internal"):
            partners.sudo().secrecy_level = level
            self.env.flush_all()
            for size in (1, 100):
                self.env.invalidate_all()
                records = self._as(self.colleague, partners[:size])
                records.browse(partners[-1:].id).read(["name", "phone"])  # warm
                self.env.invalidate_all()
                self.assertTrue(records.env.user.sudo().commercial_partner_id)
                before = self.cr.sql_log_count
                records.read(["name", "phone"])
                counts[level, size] = self.cr.sql_log_count - before
        self.assertEqual(counts["public", 1], counts["public", 100])
        self.assertEqual(counts["internal", 1], counts["internal", 100])
        self.assertLessEqual(counts["public", 1], 2)
        self.assertLessEqual(counts["internal", 1], 3)

    def test_mask_of_the_fixtures(self):
        self.assertEqual(masking.phone(PHONE), MASKED)
        self.assertEqual(masking.email(EMAIL), MASKED_EMAIL)
