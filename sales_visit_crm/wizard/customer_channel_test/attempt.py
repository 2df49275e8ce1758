import logging
from contextlib import closing
from dataclasses import dataclass

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

_logger = logging.getLogger(__name__)

OUTCOMES = {"apply": "applied", "request": "requested", "refuse": "refused"}
# What the attempts write: the first of them that a rule protects.
SAMPLES = {
    "street": "9 Self-Test Road",
    "street2": "Self-Test Building",
    "city": "Self-Test City",
    "zip": "999999",
    "email": "self-test@example.com",
    "phone": "+86 21 5555 0199",
    "function": "Self-Tester",
    "website": "https://self-test.example.com",
    "name": "Self-Test Renamed",
}


@dataclass
class Sample:
    """Whose data is tried, by whom, and what is written into it."""

    partner: models.Model  # registered, in the environment of the tester
    tester: models.Model
    name: str  # of the field
    value: str


class CustomerChannelTest(models.TransientModel):
    """One attempt: what was to happen, and what happened."""

    _inherit = "customer.channel.test"

    def _create_sample(self):
        """Return a registered customer and a salesperson, made for the test only."""
        host = self.env["customer.write.channel"]._through("code", self.sudo())
        groups = self.env.ref("sales_visit_crm.group_sales_visit_user")
        # Without it Odoo itself refuses bank accounts and the merge.
        groups += self.env.ref("base.group_partner_manager")
        tester = host.env["res.users"].create(
            {
                "name": self.env._("Self-Test Salesperson"),
                "login": "customer.channel.test",
                "company_id": self.env.company.id,
                "company_ids": [Command.set(self.env.company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )
        partner = self.partner_id.sudo() or self._create_sample_partner(host.env)
        partner = partner.with_env(self.with_user(tester).env)
        name = self._get_sample_field(partner)
        return Sample(partner, tester, name, SAMPLES[name])

    def _create_sample_partner(self, env):
        partner = env["res.partner"].create(
            {
                "name": self.env._("Self-Test Customer"),
                "is_company": True,
                "street": "1 Before Road",
                "email": "before@example.com",
                "phone": "+86 21 5555 0100",
            }
        )
        partner._file_engine_write({"file_state": "registered"})
        return partner

    def _get_sample_field(self, partner):
        protected = partner._get_protected_names()
        return next((name for name in SAMPLES if name in protected), "street")

    def _try_channel(self, channel, sample):
        """Return the values of the line that says what the channel did."""
        vals = {"channel_id": channel.id, "policy": channel.policy}
        if not channel.is_available or not hasattr(self, f"_write_by_{channel.code}"):
            return {
                **vals,
                "result": "missing",
                "note": self.env._(
                    "Not installed: %s", channel.module_name or channel.code
                ),
            }
        way = self._get_ways()[channel.code]
        with closing(self.env.cr.savepoint()):
            expected, outcome, note = self._attempt(channel.code, way, sample)
        return {
            **vals,
            "expected": expected,
            "outcome": outcome,
            "result": "passed" if outcome == expected else "failed",
            "note": f"{way.text}\n{note}" if note else way.text,
        }

    def _attempt(self, code, way, sample):
        """Return what was to happen, what happened and what the server said."""
        partner, name = sample.partner, way.field or sample.name
        value = sample.value if name == sample.name else SAMPLES.get(name)
        expected = OUTCOMES[self._get_expected_policy(code, partner, name)]
        before = self._count_requests(partner)
        try:
            made = getattr(self, f"_write_by_{code}")(sample, name, value)
            self.env.flush_all()
        except UserError as error:
            return expected, "refused", str(error)
        except Exception as error:
            _logger.exception("Self-test of the channel %s", code)
            return expected, "broken", str(error)
        self.env.invalidate_all()
        if made is None:
            made = partner.sudo()[name] == value
        if made:
            return expected, "applied", ""
        if self._count_requests(partner) > before:
            return expected, "requested", ""
        return expected, "lost", self.env._("The value is neither there nor asked for.")

    def _get_expected_policy(self, code, partner, name):
        """Return what the rules say of the field, by this channel."""
        if code == "merge":
            policy = self.env["customer.write.channel"]._get_policy(code)
            return "apply" if policy == "apply" else "refuse"
        policies = partner._get_field_policies("res.partner", {name}, code)
        return policies[partner.id].get(name, "apply")

    def _count_requests(self, partner):
        requests = self.env["customer.change.request"].sudo()
        return requests.search_count(
            [("partner_id", "=", partner.id), ("is_direct", "=", False)]
        )
