"""Which channel a change comes by, and what its policy says."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.sales_visit_crm.models.customer.customer_write_channel import (
    WriteChannel,
)

from .channel_common import ChannelCommon

DEFAULTS = {
    "form": "request",
    "list": "request",
    "import": "request",
    "json2": "request",
    "xmlrpc": "request",
    "quick_create": "apply",
    "portal": "request",
    "lead": "request",
    "family": "request",
    "merge": "request",
    "geolocalize": "apply",
    "automation": "request",
    "mail": "request",
    "autocomplete": "request",
    "cron": "apply",
    "code": "apply",
}


@tagged("post_install", "-at_install")
class TestChannels(ChannelCommon):
    """Which channel it is, and what its policy says (differentiator 13)."""

    def test_policies_of_a_new_database(self):
        policies = {c.code: c.policy for c in self.channels.search([])}
        self.assertEqual(policies, DEFAULTS)

    def test_code_sent_by_a_client_does_not_count(self):
        for key in ("customer_write_channel", "customer_family"):
            forged = self.customer.with_user(self.rep).with_context(**{key: "code"})
            self.assertEqual(forged._get_write_channel(), "form")

    def test_channel_told_by_the_server_lasts(self):
        told = self.customer._with_write_channel("mail")
        for records in (
            told.sudo(),
            told.with_user(self.rep),
            told.with_context(lang="en_US"),
            told.commercial_partner_id,
        ):
            self.assertEqual(records._get_write_channel(), "mail")
        self.assertIsInstance(told.env.context["customer_write_channel"], WriteChannel)

    def test_server_code_is_told_from_a_person(self):
        customer = self.customer.with_user(self.rep)
        self.assertEqual(customer._get_write_channel(), "form")
        self.assertEqual(customer.sudo()._get_write_channel(), "code")

    def test_unknown_channel_is_not_trusted(self):
        self.assertEqual(self.channels._get_policy("hatch"), "request")

    def test_new_policy_holds_at_once(self):
        self.assertEqual(self.channels._get_policy("json2"), "request")
        self._set_policy("json2", "refuse")
        self.assertEqual(self.channels._get_policy("json2"), "refuse")

    def test_steward_sets_the_policy_and_the_history_says_so(self):
        channel = self.env.ref("sales_visit_crm.customer_write_channel_json2")
        tracked = channel.with_user(self.steward).with_context(
            tracking_disable=False, mail_notrack=False
        )
        tracked.policy = "refuse"
        self.env.cr.flush()
        tracked = channel.message_ids.tracking_value_ids
        self.assertIn("Refuse", tracked.mapped("new_value_char"))

    def test_results_of_the_self_test_are_not_typed_in(self):
        channel = self.env.ref("sales_visit_crm.customer_write_channel_json2")
        for vals in ({"test_result": "passed"}, {"code": "form"}, {"test_note": "x"}):
            for user in (self.steward, self.manager):
                with self.assertRaisesRegex(AccessError, "run the self-test"):
                    channel.with_user(user).write(vals)

    def test_salesperson_opens_no_door(self):
        channel = self.env.ref("sales_visit_crm.customer_write_channel_json2")
        with self.assertRaises(AccessError):
            channel.with_user(self.rep).policy = "apply"
        for user in (self.rep, self.steward, self.manager):
            with self.assertRaises(AccessError):
                self.channels.with_user(user).create({"name": "x", "code": "x"})
            with self.assertRaises(AccessError):
                channel.with_user(user).unlink()

    def test_refused_channel_names_the_customer_and_a_remedy(self):
        self._set_policy("form", "refuse")
        with self.assertRaisesRegex(UserError, "Donghai Trading.*registered"):
            self.customer.with_user(self.rep).street = "9 New Road"
        self._assert_untouched()

    def test_applying_channel_writes_and_logs(self):
        self._set_policy("form", "apply")
        self.customer.with_user(self.rep).street = "9 New Road"
        self.assertEqual(self.customer.street, "9 New Road")
        self.assertFalse(self._get_requests())
