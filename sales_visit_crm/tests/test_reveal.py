"""Masked values on request: right, purpose, quota, and the list of it all.

Sources: S010, R043, differentiator 23.
"""

from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_masking import ACCOUNT, PHONE, MaskingCommon


@tagged("post_install", "-at_install")
class TestReveal(MaskingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague.group_ids += cls.env.ref("sales_visit_crm.group_reveal_phone")

    def _get_rows(self, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["customer.disclosure"].search(domain)

    def test_s010_value_is_shown_and_listed(self):
        partner, lead, bank = self._as(
            self.colleague, self.customer, self.lead, self.bank
        )
        self.assertEqual(partner.action_reveal("phone", " Late delivery "), PHONE)
        self.assertEqual(lead.action_reveal("phone", "Late delivery"), PHONE)
        self.assertEqual(bank.action_reveal("acc_number", "Refund"), ACCOUNT)
        rows = self._get_rows(kind="reveal", user_id=self.colleague.id)
        self.assertRecordValues(
            rows.sorted("number"),
            [
                {"number": 1, "fields_label": "Phone", "purpose": "Late delivery"},
                {"number": 2, "fields_label": "Phone", "purpose": "Late delivery"},
                {"number": 3, "fields_label": "acc_number", "purpose": "Refund"},
            ],
        )
        self.assertEqual(rows.partner_ids, self.customer)
        self.assertEqual(str(rows.mapped("disclosure_day")[0]), "2026-03-02")
        # Nothing else has changed: the next read is masked again.
        self._assert_hidden(partner.read(["phone"]))

    def test_those_in_charge_need_no_reveal(self):
        self.assertEqual(
            self._as(self.rep, self.customer).action_reveal("phone", ""), PHONE
        )
        self.assertFalse(self._get_rows())

    def test_reveal_needs_right_and_purpose(self):
        partner = self._as(self.other_rep, self.customer)
        with self.assertRaisesRegex(AccessError, "Reveal Phone Numbers"):
            partner.action_reveal("phone", "Curious")
        partner = self._as(self.colleague, self.customer)
        for purpose in ("", "  ", None):
            with self.assertRaisesRegex(UserError, "Say for what"):
                partner.action_reveal("phone", purpose)
        with self.assertRaisesRegex(UserError, "no masked value"):
            partner.action_reveal("comment", "Curious")
        self.assertFalse(self._get_rows())

    def test_secret_customers_are_not_revealed(self):
        self.customer.secrecy_level = "secret"
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self._as(self.colleague, self.customer).action_reveal("phone", "Curious")

    def test_quota_ends_the_day(self):
        self.company.customer_reveal_daily_quota = 2
        partner = self._as(self.colleague, self.customer)
        for _number in range(2):
            partner.action_reveal("phone", "Late delivery")
        with self.assertRaisesRegex(UserError, "2 values shown today"):
            partner.action_reveal("phone", "Late delivery")
        # 16:30 UTC is the next day in Shanghai.
        with self._at("2026-03-02 16:30:00"):
            self.assertEqual(partner.action_reveal("phone", "Late delivery"), PHONE)

    def test_two_reveals_at_once_take_two_places(self):
        """A second request that counts the same reveals is repeated by Odoo."""
        partner = self._as(self.colleague, self.customer)
        partner.action_reveal("phone", "Late delivery")
        with (
            patch.object(
                type(self.env["customer.disclosure"]), "_count_reveals", lambda self: 0
            ),
            self.assertRaises(ConcurrencyError),
            mute_logger("odoo.sql_db"),
        ):
            partner.action_reveal("phone", "Late delivery")
        self.assertEqual(len(self._get_rows(kind="reveal")), 1)

    def test_user_of_two_companies_has_the_lesser_quota(self):
        self.colleague.company_ids += self.other_company
        self.other_company.customer_reveal_daily_quota = 0
        with self.assertRaisesRegex(UserError, "no more are allowed"):
            self._as(self.colleague, self.customer).action_reveal("phone", "Call")

    def test_wizard_shows_the_value_in_its_answer_only(self):
        partner = self._as(self.colleague, self.customer)
        action = partner.with_context(reveal_field="phone").action_open_reveal()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.colleague)
            .with_context(**action["context"])
            .create({"purpose": "Late delivery"})
        )
        self.assertEqual(wizard.left_count, 20)
        answer = wizard.action_show()
        self.assertEqual(answer["params"]["links"][0]["label"], PHONE)
        self.assertEqual(answer["params"]["links"][0]["url"], "tel:13812345678")
        self._assert_hidden(wizard.read())

    def test_wizard_opens_masked_kinds_only(self):
        wizards = self.env["customer.reveal"].with_user(self.colleague)
        values = {"res_id": 1, "field_name": "login", "purpose": "Curious"}
        with self.assertRaisesRegex(UserError, "no masked values"):
            wizards.create({"res_model": "res.company", **values}).action_show()

    # the list

    def test_r043_export_is_listed(self):
        self.colleague.group_ids += self.env.ref("base.group_allow_export")
        partners = self._as(self.colleague, self.customer | self.other_customer)
        partners.export_data(["name", "phone", "child_ids/name"])
        row = self._get_rows(kind="export")
        self.assertRecordValues(
            row, [{"user_id": self.colleague.id, "partner_count": 1}]
        )
        self.assertEqual(row.partner_ids, self.customer)
        self.assertIn("Phone", row.fields_label)

    def test_export_of_public_customers_is_not_listed(self):
        self.colleague.group_ids += self.env.ref("base.group_allow_export")
        self._as(self.colleague, self.other_customer).export_data(["phone"])
        self.assertFalse(self._get_rows())

    def test_r043_list_is_the_stewards_and_nobody_writes_it(self):
        self._as(self.colleague, self.customer).action_reveal("phone", "Late delivery")
        rows = self._get_rows()
        for user, readable in (
            (self.steward, True),
            (self.colleague, True),
            (self.rep, False),
            (self.manager, False),
        ):
            with self.subTest(user=user.login):
                seen = self._as(user, rows)
                self.assertEqual(bool(seen.search([])), readable)
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(seen.has_access(operation))
