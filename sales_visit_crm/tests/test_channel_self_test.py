"""The self-test of the channels tells open doors from guarded ones."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .channel_common import ChannelCommon
from .test_channels import DEFAULTS


@tagged("post_install", "-at_install")
class TestSelfTest(ChannelCommon):
    """The screen that writes through every channel (differentiator 13)."""

    def _run_test(self, user=None, **vals):
        test = self.env["customer.channel.test"].with_user(user or self.steward)
        test = test.create(vals)
        test.action_run()
        self.env.flush_all()
        return test

    def _get_failures(self, test):
        return {
            line.channel_id.code: (line.expected, line.outcome, line.note)
            for line in test.line_ids
            if line.result == "failed"
        }

    def test_every_channel_passes(self):
        test = self._run_test()
        self.assertEqual(self._get_failures(test), {})
        results = {line.channel_id.code: line.result for line in test.line_ids}
        self.assertEqual(set(results), set(DEFAULTS))
        for code, result in results.items():
            channel = self.channels.search([("code", "=", code)])
            expected = "passed" if channel.is_available else "missing"
            self.assertEqual(result, expected, code)

    def test_outcomes_follow_the_policies(self):
        for policy, outcome in (("apply", "applied"), ("refuse", "refused")):
            self.channels.search([]).policy = policy
            test = self._run_test()
            with self.subTest(policy=policy):
                self.assertEqual(self._get_failures(test), {})
                lines = test.line_ids.filtered(
                    lambda line: (
                        line.result == "passed"
                        and line.channel_id.code not in ("quick_create", "geolocalize")
                    )
                )
                self.assertEqual(set(lines.mapped("outcome")), {outcome})

    def test_nothing_stays_but_the_results(self):
        # As the button of a list in the browser sends it.
        self.env = self.env(context={**self.env.context, "active_ids": [1, 2]})
        counted = ("res.partner", "res.users", "crm.lead", "ir.actions.server")
        counted += ("customer.change.request", "mail.message", "mail.mail")
        models = [self.env[name].with_context(active_test=False) for name in counted]
        before = [model.search_count([]) for model in models]
        test = self._run_test(partner_id=self.customer.id)
        self.assertEqual([model.search_count([]) for model in models], before)
        self._assert_untouched()
        self.assertEqual(self._get_failures(test), {})
        channel = self.channels.search([("code", "=", "json2")])
        self.assertRecordValues(
            channel, [{"test_result": "passed", "date_tested": test.date_tested}]
        )

    def test_open_door_is_seen(self):
        """With the guard out of order the screen is red."""
        partners = type(self.env["res.partner"])
        with patch.object(partners, "_guard_write", lambda self, vals: None):
            test = self._run_test()
        failures = self._get_failures(test)
        for code in ("form", "import", "json2", "portal", "lead", "family", "mail"):
            self.assertEqual(failures[code][:2], ("requested", "applied"), code)
        channel = self.channels.search([("code", "=", "json2")])
        self.assertEqual(channel.test_result, "failed")

    def test_manager_and_steward_only(self):
        self._run_test(self.manager)
        for user in (self.rep, self.leader, self.outsider):
            with self.assertRaises(AccessError):
                self._run_test(user)
