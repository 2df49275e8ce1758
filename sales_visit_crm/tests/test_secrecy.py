"""Who knows of a customer: levels, need to know, and who may say so.

Sources: R044, S010, S014.
"""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesVisitCommon


@tagged("post_install", "-at_install")
class TestSecrecy(SalesVisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.rep
        cls.director = cls._new_user("director", "group_director")
        cls.general_manager = cls._new_user("gm", "group_general_manager")
        cls.knowing = cls._new_user("knowing", "base.group_user")
        cls.customer.need_to_know_ids = cls.knowing
        cls.team.member_ids = cls.rep | cls.colleague
        cls.env.flush_all()

    def _get_knowing(self):
        """Return the roles that find the customer and its contact."""
        self.env.flush_all()
        self.env.invalidate_all()
        users = {
            name: getattr(self, name)
            for name in (
                "rep",
                "colleague",
                "leader",
                "other_rep",
                "other_leader",
                "manager",
                "steward",
                "auditor",
                "outsider",
                "director",
                "general_manager",
                "knowing",
                "portal",
            )
        }
        found = set()
        for name, user in users.items():
            partners = (self.customer | self.contact).with_user(user).sudo(False)
            seen = partners.search([("id", "in", partners.ids)])
            self.assertIn(len(seen), (0, 2), name)
            self.assertEqual(bool(seen), partners.has_access("read"), name)
            if seen:
                found.add(name)
        return found

    # levels

    def test_public_and_internal_customers_are_found_by_everyone(self):
        everyone = self._get_knowing()
        self.assertEqual(len(everyone), 13)
        self.customer.secrecy_level = "internal"
        self.assertEqual(self._get_knowing(), everyone)

    def test_r044_secret_customers_are_known_to_those_in_charge(self):
        self.customer.secrecy_level = "secret"
        self.assertEqual(
            self._get_knowing(),
            {
                "rep",
                "leader",
                "manager",
                "steward",
                "director",
                "general_manager",
                "knowing",
                "portal",
            },
        )

    def test_r044_confidential_customers_are_known_to_owner_and_directors(self):
        self.customer.secrecy_level = "confidential"
        self.assertEqual(
            self._get_knowing(),
            {"rep", "steward", "director", "general_manager", "knowing", "portal"},
        )

    def test_r044_top_secret_customers_are_known_to_the_general_manager(self):
        self.customer.secrecy_level = "top_secret"
        self.assertEqual(
            self._get_knowing(), {"steward", "general_manager", "knowing", "portal"}
        )

    def test_contacts_are_as_secret_as_their_customer(self):
        self.customer.secrecy_level = "secret"
        self.assertEqual(self.contact.secrecy_level, "secret")
        new = self.env["res.partner"].create(
            {"name": "New Contact", "parent_id": self.customer.id}
        )
        self.assertEqual(new.secrecy_level, "secret")
        self.customer.secrecy_level = "internal"
        self.assertEqual((self.contact | new).mapped("secrecy_level"), ["internal"] * 2)

    def test_contact_that_leaves_stays_as_secret(self):
        self.customer.secrecy_level = "secret"
        self.contact.parent_id = False
        self.assertEqual(self.contact.secrecy_level, "secret")

    def test_secret_customers_are_not_written_either(self):
        self.customer.secrecy_level = "secret"
        self.env.flush_all()
        self.colleague.group_ids += self.env.ref("base.group_partner_manager")
        partner = self.customer.with_user(self.colleague)
        for values in ({"comment": "Mine"}, {"user_id": self.colleague.id}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                partner.write(values)

    def test_colleagues_and_own_companies_stay_public(self):
        for partner in (self.colleague.partner_id, self.company.partner_id):
            with self.assertRaisesRegex(ValidationError, "stays public"):
                partner.secrecy_level = "secret"

    # stewards

    def test_r044_only_stewards_say_how_secret_a_customer_is(self):
        manager = self._new_user(
            "contact_manager",
            "group_sales_visit_manager",
        )
        manager.group_ids += self.env.ref("base.group_partner_manager")
        partner = self.customer.with_user(manager)
        for values in (
            {"secrecy_level": "internal"},
            {"need_to_know_ids": [Command.link(manager.id)]},
            {"need_to_know_ids": [Command.clear()]},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "said by data stewards only"),
            ):
                partner.write(values)
        partners = partner.browse()
        for values in ({}, {"parent_id": self.customer.id}):
            with self.assertRaisesRegex(UserError, "said by data stewards only"):
                partners.create({"name": "New", "secrecy_level": "secret", **values})
        forged = partners.with_context(
            default_secrecy_level="secret",
            default_need_to_know_ids=[Command.link(manager.id)],
        )
        created = forged.create({"name": "New"})
        self.assertRecordValues(
            created.sudo(),
            [{"secrecy_level": "public", "need_to_know_ids": []}],
        )
        answer = partners.load(["name", "secrecy_level"], [["Imported", "Secret"]])
        self.assertIn("data stewards only", str(answer["messages"]))

    def test_r044_stewards_say_it_by_default_too(self):
        self.steward.group_ids += self.env.ref("base.group_partner_manager")
        partners = self.env["res.partner"].with_user(self.steward)
        partners = partners.with_context(default_secrecy_level="secret")
        self.assertEqual(partners.create({"name": "New"}).secrecy_level, "secret")

    def test_r044_stewards_say_it(self):
        self.steward.group_ids += self.env.ref("base.group_partner_manager")
        partner = self.customer.with_user(self.steward)
        partner.write(
            {
                "secrecy_level": "confidential",
                "need_to_know_ids": [Command.set(self.colleague.ids)],
            }
        )
        self.assertIn("colleague", self._get_knowing())

    def test_level_at_registration(self):
        self.company.customer_secrecy_default = "secret"
        self.contact._set_default_secrecy()
        self.assertEqual(self.customer.secrecy_level, "secret")
        self.customer.secrecy_level = "top_secret"
        self.customer._set_default_secrecy()
        self.assertEqual(self.customer.secrecy_level, "top_secret")

    # the rest of Odoo goes on

    def test_documents_of_secret_customers_stay_readable(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "partner_id": self.customer.id,
                "user_id": self.colleague.id,
                "type": "opportunity",
            }
        )
        lead.message_post(body="Hello", author_id=self.contact.id)
        self.customer.secrecy_level = "secret"
        self.env.flush_all()
        self.env.invalidate_all()
        as_colleague = lead.with_user(self.colleague)
        answer = as_colleague.web_read(
            {"name": {}, "partner_id": {"fields": {"display_name": {}}}}
        )
        self.assertEqual(answer[0]["name"], "Deal")
        messages = as_colleague.message_ids
        self.assertTrue(messages.read(["body", "author_id"]))
        as_colleague.message_post(body="Answer", partner_ids=self.rep.partner_id.ids)

    def test_search_costs_no_more_queries(self):
        partners = self.env["res.partner"].with_user(self.colleague)
        partners.search([], limit=1)
        self.env.invalidate_all()
        self.assertTrue(self.colleague.commercial_partner_id)
        self.assertTrue(self.company.name)
        with self.assertQueryCount(1):
            partners.search_fetch([], ["name"], limit=80)
