"""Registered customer data at every door of a real server.

A salesperson's program tries what is known to work on the best open-source peer, and
each of the channels; a customer tries the address page. Nothing changes behind the
company's back and nothing typed is lost.
"""

import json
from contextlib import suppress

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .channel_common import BEFORE, ChannelCommon
from .door_common import Door, Json2Door, RefusedError, WebClientDoor, XmlRpcDoor

# What a client may put into the context in the hope of passing the lock.
FORGED_CONTEXTS = (
    {},
    {"skip_validation_check": True},
    {"customer_write_channel": "code"},
    {"customer_write_channel": "approved"},
    {"customer_guard_token": True},
    {"customer_family": {"customer_id": 1}},
    {"customer_file_merge": True},
    {"sales_visit_engine": True, "customer_file_engine": True},
    {"import_file": True, "install_mode": True, "tracking_disable": True},
)
STREET = "9 New Road"


class ChannelDoorCases(Door):
    """What holds at each door; a door says which channel it is."""

    door = "form"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo lets only those who create contacts touch bank accounts and merge.
        cls.rep.group_ids += cls.env.ref("base.group_partner_manager")

    def _assert_refused(self, words, call, *args, **kwargs):
        with self.assertRaises(RefusedError) as caught:
            call(*args, **kwargs)
        self.assertRegex(str(caught.exception), words)
        self.env.invalidate_all()

    def _get_way(self, way):
        """Return the channel of a method that has one of its own in the browser."""
        return way if self.door == "form" else self.door

    # the six bypasses known from the best open-source peer

    def test_bypass_1_context_switches_nothing_off(self):
        for number, context in enumerate(FORGED_CONTEXTS):
            street = f"{number} New Road"
            with self.subTest(context=context):
                self._write(self.customer, {"street": street}, **context)
                self._assert_requested(street, channel=self.door)
                self.assertEqual(self.customer.street, BEFORE["street"])

    def _propose(self):
        self._write(self.customer, {"street": STREET})
        return self._assert_requested(STREET).request_id

    def test_bypass_2_decision_is_not_written(self):
        request = self._propose()
        line = request.line_ids
        run = request.approval_request_id
        tries = [
            (request, {"state": "approved"}),
            (request, {"approval_state": "approved"}),
            (request, {"approval_request_id": False}),
            (line, {"decision": "approved"}),
            (line, {"new_json": "1 Own Road"}),
            (run, {"state": "approved"}),
            (run.approver_ids, {"user_id": self.rep.id}),
        ]
        for record, vals in tries:
            if not record:
                continue
            before = record.sudo().read([*vals])
            for context in FORGED_CONTEXTS:
                with self.subTest(model=record._name, vals=vals, context=context):
                    self._assert_refused(
                        "not allowed|cannot|only|doesn't have",
                        self._write,
                        record[:1],
                        vals,
                        **context,
                    )
                    self.assertEqual(record.sudo().read([*vals]), before)
        for method in ("action_approve", "action_apply"):
            with self.subTest(method=method):
                self._assert_refused(
                    "wait|steward|decision|only",
                    self._call,
                    request._name,
                    method,
                    request.ids,
                )
        self.assertEqual(self.customer.street, BEFORE["street"])

    def test_bypass_3_decision_is_not_deleted(self):
        request = self._propose()
        for record in (request, request.line_ids, request.approval_request_id):
            if record:
                with self.subTest(model=record._name):
                    self._assert_refused(
                        "not allowed|stays|cannot",
                        self._call,
                        record._name,
                        "unlink",
                        record.ids,
                    )
                    self.assertTrue(record.exists())

    def test_bypass_4_nothing_is_created_as_approved(self):
        partners = self.env["res.partner"].with_context(active_test=False)
        for vals in ({"file_state": "registered"}, {"is_registered": True}):
            for context in FORGED_CONTEXTS:
                with self.subTest(vals=vals, context=context):
                    with suppress(RefusedError):
                        self._create(
                            "res.partner", {"name": "Forged", **vals}, **context
                        )
                    self.env.invalidate_all()
                    forged = partners.search(
                        [("name", "=", "Forged"), ("is_registered", "=", True)]
                    )
                    self.assertFalse(forged)
        count = self.requests.search_count([])
        vals = {"partner_id": self.customer.id, "state": "approved"}
        for model in ("customer.change.request", "approval.request"):
            self._assert_refused("not allowed|cannot", self._create, model, vals)
        self.assertEqual(self.requests.search_count([]), count)

    def test_bypass_5_registered_customer_is_not_edited(self):
        vals = {
            "name": "Donghai Renamed",
            "street": STREET,
            "phone": "+86 21 5555 0002",
            "function": "Wholesale",
        }
        self._write(self.customer, vals)
        for name in ("name", "street", "phone"):
            self._assert_requested(vals[name], name=name, channel=self.door)
        self.assertEqual(len(self._get_requests()), 1, "one save, one request")
        self.assertTrue(self.customer.is_registered)
        self.assertEqual(self.customer.function, "Wholesale", "the rest is saved")

    def test_bypass_5_registration_is_not_taken_off_or_deleted(self):
        for vals in ({"file_state": "none"}, {"is_registered": False}):
            with suppress(RefusedError):
                self._write(self.customer, vals)
            self.env.invalidate_all()
            self.assertTrue(self.customer.is_registered)
        self._assert_refused(
            "stays|kept", self._call, "res.partner", "unlink", self.customer.ids
        )
        self.assertTrue(self.customer.exists())

    # the channels

    def test_list_edit(self):
        partners = self.customer | self.other_customer
        self._call(
            "res.partner",
            "web_save_multi",
            partners.ids,
            vals_list=[{"street": STREET}] * 2,
            specification={},
        )
        self._assert_requested(STREET, channel=self._get_way("list"))
        self.assertEqual(self.other_customer.street, STREET)

    def test_import(self):
        answer = self._call(
            "res.partner",
            "load",
            fields=[".id", "street", "function"],
            data=[[str(self.customer.id), STREET, "Wholesale"]],
        )
        self.assertFalse(answer["messages"])
        self._assert_requested(STREET, channel=self._get_way("import"))
        self.assertEqual(self.customer.function, "Wholesale")

    def test_quick_create_of_a_contact(self):
        way = self._get_way("quick_create")
        self._set_policy(way, "refuse")
        self._assert_refused(
            "registered customer",
            self._call,
            "res.partner",
            "name_create",
            context={"default_parent_id": self.customer.id},
            name="Quick Contact",
        )

    def test_lead(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.customer.id, "user_id": self.rep.id}
        )
        self.env.flush_all()
        self._write(lead, {"phone": "+86 21 5555 0002"})
        self._assert_requested("+86 21 5555 0002", name="phone", channel="lead")
        self.assertEqual(lead.phone, "+86 21 5555 0002")

    def test_family(self):
        branch = self._create_branch(parent_id=self.customer.id)
        self._write(branch, {"street": STREET})
        self._assert_requested(STREET, channel="family")
        self.assertEqual(branch.street, STREET)

    def test_merge(self):
        double = self.env["res.partner"].create(
            {"name": "Donghai", "email": BEFORE["email"]}
        )
        merge = self._prepare_merge(self.rep, self.customer | double, double)
        self._assert_refused(
            "data steward", self._call, merge._name, "action_merge", merge.ids
        )
        self.assertTrue(double.exists() and self.customer.exists())

    def test_bank_account_through_its_customer(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "6222 0001", "partner_id": self.customer.id}
        )
        self._write(
            self.customer,
            {
                "bank_ids": [
                    [1, bank.id, {"acc_number": "6222 9999"}],
                    [0, 0, {"acc_number": "6222 0002"}],
                ]
            },
        )
        self.env.invalidate_all()
        self.assertEqual(bank.acc_number, "6222 0001")
        self.assertEqual(self.customer.bank_ids, bank)
        lines = self._get_requests().line_ids
        self.assertEqual(set(lines.mapped("operation")), {"write", "create"})
        self._write(self.customer, {"bank_ids": [[2, bank.id, 0]]})
        self.env.invalidate_all()
        self.assertTrue(bank.exists())

    def test_contact_through_its_customer(self):
        self._write(
            self.customer,
            {"child_ids": [[1, self.contact.id, {"email": "new@example.com"}]]},
        )
        self.env.invalidate_all()
        self.assertNotEqual(self.contact.email, "new@example.com")
        self.assertIn("email", self._get_requests().line_ids.mapped("field_name"))

    def test_another_company_of_the_same_contact(self):
        """Taking a contact out of its customer, to change it freely, takes approval."""
        self._write(self.contact, {"parent_id": False, "email": "new@example.com"})
        self.env.invalidate_all()
        self.assertEqual(self.contact.parent_id, self.customer)
        self.assertNotEqual(self.contact.email, "new@example.com")

    def test_contact_and_account_linked_elsewhere_stay(self):
        """The same step from the other side of the list."""
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "6222 0001", "partner_id": self.customer.id}
        )
        for command in ([4, self.contact.id], [6, 0, [self.contact.id]]):
            self._write(self.other_customer, {"child_ids": [command]})
            self.env.invalidate_all()
            self.assertEqual(self.contact.parent_id, self.customer)
        self._write(self.other_customer, {"bank_ids": [[4, bank.id]]})
        self.env.invalidate_all()
        self.assertEqual(bank.partner_id, self.customer)

    def test_tag_gives_itself_to_no_registered_customer(self):
        """Odoo keeps tags in a table that both sides write."""
        old, new = self.env["res.partner.category"].create(
            [{"name": "Wholesale"}, {"name": "Retail"}]
        )
        (self.customer | self.other_customer).category_id = old
        self._write(
            new, {"partner_ids": [[6, 0, (self.customer | self.other_customer).ids]]}
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.category_id, old)
        self.assertEqual(self.other_customer.category_id, old | new)
        self.assertIn("category_id", self._get_requests().line_ids.mapped("field_name"))
        self._write(old, {"partner_ids": [[5, 0, 0]]})
        self.env.invalidate_all()
        self.assertEqual(self.customer.category_id, old)
        self.assertEqual(self.other_customer.category_id, new)
        self._assert_refused(
            "Donghai Trading", self._call, old._name, "unlink", old.ids
        )
        self.assertTrue(old.exists())
        self._create(old._name, {"name": "Own", "partner_ids": [[4, self.customer.id]]})
        self.env.invalidate_all()
        self.assertEqual(self.customer.category_id, old)

    def test_derived_fields_are_not_written(self):
        """A contact that claims another company would leave the lock."""
        for vals in (
            {"commercial_partner_id": self.other_customer.id},
            {"is_registered": False},
            {"email_normalized": "new@example.com"},
        ):
            for partner in (self.contact, self.customer):
                with self.subTest(vals=vals, partner=partner.name):
                    before = partner.read([*vals])
                    with suppress(RefusedError):
                        self._write(partner, vals)
                    self.env.invalidate_all()
                    self.assertEqual(partner.read([*vals]), before)
        self._write(self.contact, {"email": "new@example.com"})
        self.env.invalidate_all()
        self.assertNotEqual(self.contact.email, "new@example.com")

    def test_properties(self):
        self._protect("properties")
        self.customer.write(
            {
                "properties": [
                    {
                        "name": "size",
                        "string": "Size",
                        "type": "char",
                        "value": "big",
                        "definition_changed": True,
                    }
                ]
            }
        )
        self.env.flush_all()
        self._write(self.customer, {"properties": {"size": "small"}})
        self.env.invalidate_all()
        self.assertEqual(self.customer.properties["size"], "big")
        lines = self._get_requests().line_ids
        self.assertEqual(lines.mapped("property_key"), ["size"])

    def test_refusing_door(self):
        self._set_policy(self.door, "refuse")
        self._assert_refused(
            "Donghai Trading is a registered customer",
            self._write,
            self.customer,
            {"street": STREET, "function": "Wholesale"},
        )
        self._assert_untouched()
        self.assertFalse(self.customer.function, "all or nothing")

    def test_private_ways_are_not_called(self):
        for method in (
            "_as_steward_engine",
            "_with_write_channel",
            "_update_address",
            "_fields_sync",
            "_children_sync",
            "sudo",
        ):
            with self.subTest(method=method):
                self._assert_refused(
                    "cannot be called remotely",
                    self._call,
                    "res.partner",
                    method,
                    self.customer.ids,
                )

    def test_policy_is_not_the_salespersons(self):
        channel = self.env.ref("sales_visit_crm.customer_write_channel_form")
        for vals in ({"policy": "apply"}, {"test_result": "passed"}):
            self._assert_refused("not allowed|Only", self._write, channel, vals)
        rule = self.env["customer.protected.field"].search([], limit=1)
        self._assert_refused("not allowed", self._write, rule, {"policy": "apply"})


@tagged("post_install", "-at_install")
class TestChannelDoorJson2(Json2Door, ChannelDoorCases, ChannelCommon, HttpCase):
    door = "json2"


@tagged("post_install", "-at_install")
class TestChannelDoorXmlRpc(XmlRpcDoor, ChannelDoorCases, ChannelCommon, HttpCase):
    door = "xmlrpc"


@tagged("post_install", "-at_install")
class TestChannelDoorWebClient(
    WebClientDoor, ChannelDoorCases, ChannelCommon, HttpCase
):
    pass


@tagged("post_install", "-at_install")
class TestChannelDoorPortal(ChannelCommon, HttpCase):
    """The customer's own pages, where Odoo writes with all rights."""

    freeze_time = None

    def setUp(self):
        super().setUp()
        self.contact.email = "wang@donghai.example.com"
        self.authenticate(self.portal.login, self.portal.login)

    def _submit(self, **vals):
        partner = self.contact
        country = self.env.ref("base.cn")
        answer = self.url_open(
            "/my/address/submit",
            data={
                "partner_id": str(partner.id),
                "name": partner.name,
                "email": partner.email,
                "phone": "+86 21 5555 0001",
                "street": partner.street,
                "city": "Shanghai",
                "zip": "200000",
                "country_id": str(country.id),
                "state_id": str(country.state_ids[:1].id),
                "csrf_token": http.Request.csrf_token(self),
                **vals,
            },
        )
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        self.env.invalidate_all()
        return json.loads(answer.text)

    def test_address_page_makes_a_request(self):
        answer = self._submit(street="9 Portal Road")
        self.assertIn("redirectUrl", answer, answer)
        lines = self._get_requests().line_ids
        self.assertIn("9 Portal Road", lines.mapped("new_value"))
        self.assertRecordValues(
            self._get_requests(), [{"channel": "portal", "user_id": self.portal.id}]
        )
        self.assertEqual(self.contact.street, BEFORE["street"])
        self.assertEqual(self.customer.street, BEFORE["street"])

    def test_address_page_refused(self):
        self._set_policy("portal", "refuse")
        self.env.flush_all()
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/my/address/submit",
                data={
                    "partner_id": str(self.contact.id),
                    "name": "Wang Li",
                    "email": self.contact.email,
                    "street": "9 Portal Road",
                    "city": "Shanghai",
                    "country_id": str(self.env.ref("base.cn").id),
                    "csrf_token": http.Request.csrf_token(self),
                },
            )
        self.assertNotEqual(answer.status_code, 500)
        self._assert_untouched()

    def test_own_preferences(self):
        self.url_open(
            "/web/dataset/call_kw/res.users/write",
            json={
                "params": {
                    "model": "res.users",
                    "method": "write",
                    "args": [[self.portal.id], {"email": "new@donghai.example.com"}],
                    "kwargs": {},
                }
            },
        )
        self.env.invalidate_all()
        self.assertEqual(self.contact.email, "wang@donghai.example.com")
