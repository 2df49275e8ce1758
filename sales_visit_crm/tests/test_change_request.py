from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesVisitCommon


class ChangeRequestCommon(SalesVisitCommon):
    """A registered customer with a contact, a bank account and a steward."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo lets only those who create contacts touch bank accounts.
        cls.rep.group_ids += cls.env.ref("base.group_partner_manager")
        cls.customer.user_id = cls.rep
        cls.customer.phone = "021 5555 0001"
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": "6222 0001", "partner_id": cls.customer.id}
        )
        cls._register(cls.customer)
        cls.requests = cls.env["customer.change.request"]

    @classmethod
    def _register(cls, partners):
        """Register without the road of the customer file, which has its own tests."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET file_state = 'registered', is_registered = true"
            " WHERE id IN %s",
            (partners._ids,),
        )
        partners.invalidate_recordset()

    def _propose(self, vals, user=None, record=None):
        """Save ``vals`` as ``user``; return the request that this made."""
        record = record or self.customer
        before = self.requests.search([])
        record = record.with_user(user or self.rep)
        with self._called_by(record.env):
            record.write(vals)
        return self.requests.search([]) - before

    @contextmanager
    def _called_by(self, env):
        """Run as in a call of the web: Odoo writes lists of contacts as its user."""
        transaction = env.transaction
        with patch.object(transaction, "default_env", env):
            yield

    def _approve(self, request):
        """Let the leader and the steward approve; the steward's hand applies it."""
        request.with_user(self.leader).action_approve()
        request.with_user(self.steward).action_approve()


@tagged("post_install", "-at_install")
class TestChangeRequest(ChangeRequestCommon):
    def test_r086_protected_part_waits_and_rest_is_saved(self):
        request = self._propose(
            {"phone": "021 5555 0002", "comment": "Call after ten."}
        )
        self.assertEqual(self.customer.phone, "021 5555 0001")
        self.assertIn("Call after ten.", self.customer.comment)
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.line_ids.old_value, "021 5555 0001")
        self.assertEqual(request.line_ids.new_value, "021 5555 0002")
        self.assertEqual(self.customer.pending_change_count, 1)

    def test_r086_approved_and_applied(self):
        request = self._propose({"phone": "021 5555 0002", "city": "Suzhou"})
        self._approve(request)
        self.assertEqual(request.state, "applied")
        self.assertEqual(self.customer.phone, "021 5555 0002")
        self.assertEqual(self.customer.city, "Suzhou")
        self.assertEqual(request.applied_by_id, self.steward)

    def test_same_value_is_no_change(self):
        request = self._propose({"phone": "021 5555 0001", "vat": "", "active": True})
        self.assertFalse(request)

    def test_unregistered_customers_change_freely(self):
        self.other_customer.with_user(self.manager).write({"phone": "021 1"})
        self.assertEqual(self.other_customer.phone, "021 1")

    def test_steward_changes_at_once_and_logged(self):
        request = self._propose({"phone": "021 5555 0009"}, user=self.steward)
        self.assertEqual(self.customer.phone, "021 5555 0009")
        self.assertEqual(request.state, "applied")
        self.assertTrue(request.is_direct)
        self.assertEqual(request.line_ids.new_value, "021 5555 0009")

    def test_conflict_instead_of_overwriting(self):
        request = self._propose({"phone": "021 5555 0002", "city": "Suzhou"})
        self.customer.with_user(self.steward).phone = "021 5555 0003"
        self._approve(request)
        self.assertEqual(request.state, "conflict")
        self.assertEqual(self.customer.phone, "021 5555 0003")
        self.assertNotEqual(self.customer.city, "Suzhou", "all of it or nothing")
        line = request.line_ids.filtered("is_conflict")
        self.assertEqual(line.live_value, "021 5555 0003")
        line.with_user(self.steward).action_take_proposed()
        request.with_user(self.steward).action_apply()
        self.assertEqual(request.state, "applied")
        self.assertEqual(self.customer.phone, "021 5555 0002")
        self.assertEqual(self.customer.city, "Suzhou")

    def test_conflict_settled_for_the_live_value(self):
        request = self._propose({"phone": "021 5555 0002", "city": "Suzhou"})
        self.customer.with_user(self.steward).phone = "021 5555 0003"
        self._approve(request)
        request.line_ids.filtered("is_conflict").with_user(
            self.steward
        ).action_keep_live()
        request.with_user(self.steward).action_apply()
        self.assertEqual(self.customer.phone, "021 5555 0003")
        self.assertEqual(self.customer.city, "Suzhou")

    def test_tags_of_both_sides_are_kept(self):
        tags = self.env["res.partner.category"].create(
            [{"name": name} for name in ("A", "B", "C")]
        )
        self.customer.with_user(self.steward).category_id = tags[0]
        request = self._propose({"category_id": [Command.set(tags[1].ids)]})
        self.customer.with_user(self.steward).category_id = tags[0] | tags[2]
        self._approve(request)
        self.assertEqual(self.customer.category_id, tags[1] | tags[2])

    def test_contact_of_a_registered_customer_is_locked_too(self):
        request = self._propose({"phone": "138 0000 1111"}, record=self.contact)
        self.assertFalse(self.contact.phone)
        self.assertEqual(request.partner_id, self.customer)
        self._approve(request)
        self.assertEqual(self.contact.phone, "138 0000 1111")

    def test_one_save_one_request(self):
        request = self._propose(
            {
                "phone": "021 5555 0002",
                "child_ids": [
                    Command.update(self.contact.id, {"phone": "138 0000 1111"})
                ],
                "bank_ids": [
                    Command.update(self.bank.id, {"acc_number": "6222 0002"}),
                    Command.create({"acc_number": "6222 0003"}),
                ],
                "change_reason": "They moved.",
            }
        )
        self.assertEqual(len(request), 1)
        self.assertEqual(request.reason, "They moved.")
        self.assertEqual(len(request.line_ids), 4)
        self.assertEqual(self.bank.acc_number, "6222 0001")
        self._approve(request)
        self.assertEqual(self.bank.acc_number, "6222 0002")
        self.assertEqual(
            set(self.customer.bank_ids.mapped("acc_number")), {"6222 0002", "6222 0003"}
        )

    def test_save_sent_twice_makes_one_request(self):
        request = self._propose({"phone": "021 5555 0002"})
        self.assertFalse(self._propose({"phone": "021 5555 0002"}))
        self.assertTrue(self._propose({"phone": "021 5555 0003"}))
        request.with_user(self.rep).action_cancel()
        self.assertTrue(self._propose({"phone": "021 5555 0002"}))

    def test_lists_alone_make_one_request_too(self):
        request = self._propose(
            {
                "bank_ids": [
                    Command.update(self.bank.id, {"acc_number": "6222 0002"}),
                    Command.create({"acc_number": "6222 0003"}),
                ],
                "change_reason": "A new bank.",
            }
        )
        self.assertEqual(len(request), 1)
        self.assertEqual(request.reason, "A new bank.")
        self.assertEqual(len(request.line_ids), 2)

    def test_bank_account_removed_by_request(self):
        request = self._propose({"bank_ids": [Command.delete(self.bank.id)]})
        self.assertTrue(self.bank.active)
        self._approve(request)
        self.assertFalse(self.bank.active, "Odoo keeps removed accounts in the archive")

    def test_file_replaced_by_request(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "licence.txt",
                "raw": b"old",
                "res_model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        request = self._propose({"raw": b"new"}, record=file)
        self.assertEqual(file.raw, b"old")
        self._approve(request)
        self.assertEqual(file.raw, b"new")

    def test_file_removed_by_request(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "licence.txt",
                "raw": b"old",
                "res_model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        file.with_user(self.rep).unlink()
        self.assertTrue(file.exists())
        self._approve(self.requests.search([], limit=1))
        self.assertFalse(file.exists())

    def test_properties_change_by_request(self):
        definition = [{"name": "svc_size", "type": "char", "string": "Size"}]
        base = self.env["properties.base.definition"].sudo()
        base = base._get_definition_for_property_field("res.partner", "properties")
        base.properties_definition = definition
        rule = self.env["customer.protected.field"].create(
            {
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "field_id": self.env["ir.model.fields"]
                ._get("res.partner", "properties")
                .id,
            }
        )
        self.assertTrue(rule)
        self.customer.with_user(self.steward).properties = {"svc_size": "S"}
        request = self._propose({"properties": {"svc_size": "XL"}})
        self.assertEqual(self.customer.properties["svc_size"], "S")
        self._approve(request)
        self.assertEqual(self.customer.properties["svc_size"], "XL")

    def test_line_rejected_with_reason(self):
        request = self._propose({"phone": "021 5555 0002", "city": "Suzhou"})
        phone = request.line_ids.filtered(lambda line: line.field_name == "phone")
        as_leader = request.with_user(self.leader)
        with self.assertRaises(UserError):
            as_leader.action_decide_lines({str(phone.id): ("rejected", "")})
        as_leader.action_decide_lines({str(phone.id): ("rejected", "Wrong number")})
        self._approve(request)
        self.assertEqual(self.customer.phone, "021 5555 0001")
        self.assertEqual(self.customer.city, "Suzhou")

    def test_requester_decides_nothing(self):
        request = self._propose({"phone": "021 5555 0002"})
        with self.assertRaises(AccessError):
            request.with_user(self.rep).action_decide_lines(
                {str(request.line_ids.id): ("approved", None)}
            )
        with self.assertRaises(AccessError):
            request.with_user(self.rep).action_apply()
        with self.assertRaises(AccessError):
            request.with_user(self.rep).write({"state": "approved"})
        with self.assertRaises(AccessError):
            request.line_ids.with_user(self.rep).write({"decision": "approved"})

    def test_withdrawn_by_the_requester_only(self):
        request = self._propose({"phone": "021 5555 0002"})
        with self.assertRaises(AccessError):
            request.with_user(self.manager).action_cancel()
        request.with_user(self.rep).action_cancel()
        self.assertEqual(request.state, "cancel")
        self.assertEqual(self.customer.pending_change_count, 0)

    def test_registered_customers_stay(self):
        with self.assertRaises(UserError):
            self.customer.with_user(self.manager).unlink()
        self.customer.with_user(self.manager).action_archive()
        self.assertTrue(self.customer.active, "archiving waits as well")

    def test_new_customer_waits_where_the_company_wants_it(self):
        self.company.customer_creation_policy = "request"
        partner = self.env["res.partner"].with_user(self.rep).create({"name": "New Co"})
        self.assertFalse(partner.active)
        request = self.requests.search([("partner_id", "=", partner.id)])
        self.assertEqual(request.state, "submitted")
        self._approve(request)
        self.assertTrue(partner.active)

    def test_forged_token_is_nothing(self):
        for key in ("customer_guard_token", "customer_write_channel"):
            for value in (True, "code", "approved", 1):
                with self.subTest(key=key, value=value):
                    partner = self.customer.with_user(self.rep)
                    partner.with_context(**{key: value}).write({"phone": "1"})
                    self.assertEqual(self.customer.phone, "021 5555 0001")

    def test_refused_field(self):
        rule = self.env.ref("sales_visit_crm.customer_protected_field_res_partner_vat")
        rule.policy = "refuse"
        with self.assertRaisesRegex(UserError, "Donghai"):
            self.customer.with_user(self.rep).write({"vat": "123", "comment": "x"})
        self.assertFalse(self.customer.comment, "nothing half-saved")

    def test_rule_for_some_customers_only(self):
        rule = self.env.ref("sales_visit_crm.customer_protected_field_res_partner_city")
        rule.domain = "[('name', '=', 'Nobody')]"
        self.customer.with_user(self.rep).city = "Suzhou"
        self.assertEqual(self.customer.city, "Suzhou")
