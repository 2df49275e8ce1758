from dataclasses import dataclass

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import AccessError
from odoo.http import request
from odoo.service.server import thread_local

CHANNEL_KEY = "customer_write_channel"
FAMILY_KEY = "customer_family"
APPROVED = "approved"  # an approved change in execution; no record, no choice
POLICIES = [
    ("apply", "Apply"),
    ("request", "Turn into Request"),
    ("refuse", "Refuse"),
]

# What tells a save of the browser apart; a program's door stays the program's.
_WAYS_OF_THE_BROWSER = frozenset({"list", "import", "quick_create"})
# What an approved change brings about by itself is approved with it. Not a family:
# an approved address says nothing of another registered customer of the group.
_CONSEQUENCES = frozenset({"geolocalize"})
# What the installation and the self-test write, never a person.
_FIXED_FIELDS = frozenset(
    {"code", "module_name", "date_tested", "test_result", "test_note"}
)


class WriteChannel(str):
    """The code of a channel, told by this process: a client can only send text."""

    __slots__ = ()


@dataclass(frozen=True)
class Family:
    """The partner whose own data is being copied to its relatives.

    Put into the context by this process; a client cannot send one.
    """

    source_id: int | None = None
    is_type_change: bool = False


class CustomerWriteChannel(models.Model):
    """A door by which customer data can change, and what happens to what comes in.

    Doors (form, import, JSON-2 …) are known from the request that the server answers.
    Roads inside the server (a lead that updates its customer, a merge, an automation
    rule …) say themselves that they are under way: they put a :class:`WriteChannel`
    into the context. The innermost road counts.

    Source: R086; differentiator 13, channel policy matrix with a self-test.
    """

    _name = "customer.write.channel"
    _description = "Channel of Customer Data"
    _inherit = ["sales.cached.mixin", "mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    policy = fields.Selection(
        selection=POLICIES,
        default="request",
        required=True,
        tracking=True,
        help="What happens to protected data of a registered customer that comes in by "
        "this channel, unless the rule of a field says otherwise.",
    )
    description = fields.Text(translate=True)
    module_name = fields.Char(
        string="Module",
        readonly=True,
        help="The channel exists where this module is installed.",
    )
    is_available = fields.Boolean(string="Available", compute="_compute_is_available")
    # self-test
    date_tested = fields.Datetime(string="Last Self-Test", readonly=True)
    test_result = fields.Selection(
        selection=[
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("missing", "Not Installed"),
        ],
        readonly=True,
    )
    test_note = fields.Text(string="Test Report", readonly=True)

    _code_unique = models.UniqueIndex("(code)", "Each channel has a code of its own.")

    @api.depends("module_name")
    def _compute_is_available(self):
        modules = self.env["ir.module.module"].sudo()._installed()
        for channel in self:
            name = channel.module_name
            channel.is_available = not name or name in modules

    def write(self, vals):
        if _FIXED_FIELDS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._(
                    "Only the policy, the order and the texts of a channel can be "
                    "changed; run the self-test to renew its result."
                )
            )
        return super().write(vals)

    @api.model
    @tools.ormcache("code")
    def _get_policy(self, code):
        """Return "apply", "request" or "refuse"; a channel unknown is not trusted."""
        if code == APPROVED:
            return "apply"
        return self.sudo().search([("code", "=", code)], limit=1).policy or "request"

    @api.model
    def _get_label(self, code):
        """Return how people call the channel, in the language of the user."""
        if code == APPROVED:
            return self.env._("Approved Change")
        return self.sudo().search([("code", "=", code)], limit=1).name or code

    # detection

    @api.model
    def _detect(self):
        """Return the code of the channel by which this environment writes."""
        told = self.env.context.get(CHANNEL_KEY)
        return str(told) if isinstance(told, WriteChannel) else self._detect_door()

    @api.model
    def _detect_door(self):
        """Return the door that the request came by, or whose hand it is without one."""
        if not request or getattr(request, "httprequest", None) is None:
            # The older interfaces hide the request, but leave the name of the method.
            if getattr(thread_local, "rpc_model_method", ""):
                return "xmlrpc"
            return "code" if self.env.su else "form"
        dispatcher = getattr(request, "dispatcher", None)
        if getattr(dispatcher, "routing_type", "") == "json2":
            return "json2"
        user = (request.env or self.env).user
        if getattr(request, "is_frontend", False):
            return "portal"
        # Pages for nobody in particular run as the server itself.
        if not user or user.id == SUPERUSER_ID:
            return "code"
        return "form" if user._is_internal() else "portal"

    @api.model
    def _through(self, code, records):
        """Return ``records`` such that what they write comes by the channel ``code``.

        :param str code: code of the channel that begins here
        """
        told = records.env.context.get(CHANNEL_KEY)
        if isinstance(told, WriteChannel) and told == code:
            return records
        current = self.with_env(records.env)._detect()
        if code in _WAYS_OF_THE_BROWSER and current != "form":
            return records
        if code in _CONSEQUENCES and current == APPROVED:
            return records
        return records.with_context(**{CHANNEL_KEY: WriteChannel(code)})
