"""Masked numbers at every door of a real server: none of them hands one out.

Sources: S010; peers A10, the eight read paths, and the visiting card.
"""

import json

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .door_common import Door, Json2Door, RefusedError, WebClientDoor, XmlRpcDoor
from .test_masking import MASKED, PHONE, SANITIZED, MaskingCommon


class MaskingDoorCases(Door):
    """What holds at each door, called by the colleague."""

    caller = "colleague"

    def _assert_refused(self, words, *args, **params):
        with self.assertRaises(RefusedError) as caught:
            self._call(*args, **params)
        self.assertIn(words, str(caught.exception))

    def test_s010_reading(self):
        for model, record, names in (
            ("res.partner", self.customer, ["phone", "phone_sanitized"]),
            ("res.partner", self.contact, ["phone", "phone_sanitized"]),
            ("crm.lead", self.lead, ["phone", "phone_sanitized"]),
            ("res.partner.bank", self.bank, ["acc_number", "sanitized_acc_number"]),
        ):
            with self.subTest(record=record):
                answer = self._call(model, "read", record.ids, fields=names)
                self._assert_hidden(answer)
                self.assertIn("****", str(answer))
                domain = [("id", "=", record.id)]
                for method, params in (
                    ("search_read", {"domain": domain, "fields": names}),
                    (
                        "web_search_read",
                        {"domain": domain, "specification": {names[0]: {}}},
                    ),
                    ("web_read", {"ids": record.ids, "specification": {names[0]: {}}}),
                ):
                    answer = self._call(model, method, **params)
                    self._assert_hidden(answer)
                    self.assertIn("****", str(answer))

    def test_s010_grouping(self):
        for model, record in (
            ("res.partner", self.customer),
            ("crm.lead", self.lead),
        ):
            domain = [("id", "=", record.id)]
            for name in ("phone", "phone_sanitized"):
                with self.subTest(model=model, field=name):
                    self._assert_hidden(
                        self._call(
                            model,
                            "formatted_read_group",
                            domain=domain,
                            groupby=[name],
                            aggregates=["__count", f"{name}:max"],
                        )
                    )
                    self._assert_hidden(
                        self._call(
                            model,
                            "web_read_group",
                            domain=domain,
                            groupby=[name],
                            aggregates=["__count"],
                        )
                    )

    def test_s010_searching(self):
        for domain in (
            [("phone", "=", PHONE)],
            [("phone_sanitized", "=", SANITIZED)],
            [("phone", "=like", "138 1%")],
            [("phone_mobile_search", "ilike", "13812345678")],
            [("child_ids.phone", "like", "1234")],
        ):
            with self.subTest(domain=domain):
                found = self._call("res.partner", "search", domain=domain)
                self.assertNotIn(self.customer.id, found)
        found = self._call(
            "res.partner", "search", domain=[("phone_last4", "=", "5678")]
        )
        self.assertIn(self.customer.id, found)
        found = self._call(
            "crm.lead", "search", domain=[("partner_id.phone", "like", "1234")]
        )
        self.assertNotIn(self.lead.id, found)

    def test_s010_masks_are_not_written(self):
        self._assert_refused(
            "is what you see of",
            "res.partner",
            "write",
            self.customer.ids,
            vals={"phone": MASKED},
        )
        self._assert_refused(
            "is what you see of",
            "crm.lead",
            "write",
            self.lead.ids,
            vals={"phone": "138****5678"},
            context={"sales_masks_ignored": True},
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.phone, PHONE)

    def test_r044_levels_are_the_stewards(self):
        for vals in (
            {"secrecy_level": "secret"},
            {"need_to_know_ids": [[4, self.colleague.id, 0]]},
            {"child_ids": [[0, 0, {"name": "X", "secrecy_level": "top_secret"}]]},
        ):
            with self.subTest(vals=vals):
                self._assert_refused(
                    "data stewards only",
                    "res.partner",
                    "write",
                    self.customer.ids,
                    vals=vals,
                )

    def test_s010_handing_over_is_refused(self):
        self._assert_refused(
            "contact data are masked for you",
            "res.partner",
            "write",
            self.customer.ids,
            vals={"user_id": self.colleague.id},
        )


class MaskingDoorCommon(MaskingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague.group_ids += cls.env.ref("base.group_partner_manager")
        cls.colleague.group_ids += cls.env.ref("base.group_allow_export")


@tagged("post_install", "-at_install")
class TestMaskingJson2(Json2Door, MaskingDoorCases, MaskingDoorCommon, HttpCase):
    pass


@tagged("post_install", "-at_install")
class TestMaskingXmlRpc(XmlRpcDoor, MaskingDoorCases, MaskingDoorCommon, HttpCase):
    pass


@tagged("post_install", "-at_install")
class TestMaskingWebClient(
    WebClientDoor, MaskingDoorCases, MaskingDoorCommon, HttpCase
):
    @mute_logger("odoo.http")
    def _post(self, route, **params):
        answer = self.url_open(route, json={"params": params}).json()
        self.assertNotIn("error", answer, answer.get("error"))
        return answer["result"]

    def test_s010_visiting_card(self):
        answer = self.url_open(f"/web/partner/vcard?partner_ids={self.customer.id}")
        if answer.status_code == 200:
            self._assert_hidden(answer.text)

    def test_r043_export_is_masked_and_listed(self):
        data = {
            "model": "res.partner",
            "fields": [
                {"name": name, "label": name, "type": "char"}
                for name in ("name", "phone", "phone_sanitized", "bank_ids/acc_number")
            ],
            "ids": self.customer.ids,
            "domain": [],
            "import_compat": False,
            "groupby": [],
        }
        answer = self.url_open(
            "/web/export/csv",
            data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )
        self.assertEqual(answer.status_code, 200)
        self._assert_hidden(answer.text)
        self.assertIn(MASKED, answer.text)
        row = self.env["customer.disclosure"].search([("kind", "=", "export")])
        self.assertEqual(row.user_id, self.colleague)

    def test_s010_form_leaves_masks_alone(self):
        self._call(
            "res.partner",
            "web_save",
            self.customer.ids,
            vals={"phone": MASKED, "comment": "Renamed"},
            specification={"phone": {}},
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.phone, PHONE)

    def test_s010_chatter_and_cards(self):
        for route, params in (
            (
                "/mail/thread/recipients/get_suggested_recipients",
                {"thread_model": "crm.lead", "thread_id": self.lead.id},
            ),
            (
                "/mail/data",
                {
                    "fetch_params": [
                        ["avatar_card", {"partner_id": self.customer.id}],
                        [
                            "mail.thread",
                            {
                                "thread_model": "res.partner",
                                "thread_id": self.customer.id,
                                "request_list": ["followers", "suggestedRecipients"],
                            },
                        ],
                    ]
                },
            ),
        ):
            with self.subTest(route=route):
                self._assert_hidden(self._post(route, **params))
        answer = self._call("res.partner", "get_mention_suggestions", search="Donghai")
        self._assert_hidden(answer)
