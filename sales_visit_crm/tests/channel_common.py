from odoo.fields import Command

from .common import SalesVisitCommon

BEFORE = {
    "street": "1 Harbour Road",
    "email": "office@donghai.example.com",
    "phone": "+86 21 5555 0001",
    "vat": False,
}


class ChannelCommon(SalesVisitCommon):
    """A registered customer of the rep's, whose street and e-mail are protected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channels = cls.env["customer.write.channel"]
        cls.requests = cls.env["customer.change.request"]
        (cls.customer | cls.other_customer).user_id = cls.rep
        cls.customer.write({k: v for k, v in BEFORE.items() if v})
        cls._protect("street", "email", "phone", "vat", "child_ids", "bank_ids")
        cls._register(cls.customer)
        cls.env.flush_all()

    @classmethod
    def _protect(cls, *names, **vals):
        """Have rules for fields of the customer that go by the channel's policy."""
        rules = cls.env["customer.protected.field"]
        model = cls.env["ir.model"]._get("res.partner")
        fields = [cls.env["ir.model.fields"]._get("res.partner", n) for n in names]
        rules.search([("field_id", "in", [field.id for field in fields])]).unlink()
        return rules.create(
            [
                {"model_id": model.id, "field_id": field.id, "domain": "[]", **vals}
                for field in fields
            ]
        )

    @classmethod
    def _register(cls, partner):
        """Register without the road of the customer file, which has its own tests."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET file_state = 'registered', is_registered = true"
            " WHERE id IN %s",
            (partner._ids,),
        )
        partner.invalidate_recordset()
        return partner

    def _set_policy(self, code, policy):
        self.env.ref(f"sales_visit_crm.customer_write_channel_{code}").policy = policy

    def _get_requests(self, partner=None):
        """Return what waits for the customer."""
        return self.requests.search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("is_direct", "=", False),
            ]
        )

    def _assert_requested(self, value, *, name="street", channel=None, partner=None):
        """Check that the live value stayed and the new one stands in one request."""
        partner = partner or self.customer
        self.env.invalidate_all()
        self.assertNotEqual(partner[name], value)
        lines = self._get_requests(partner).line_ids.filtered(
            lambda line: line.field_name == name and line.new_value == value
        )
        self.assertEqual(len(lines), 1, f"{name} = {value} is asked for once")
        if channel:
            self.assertEqual(lines.request_id.channel, channel)
        self.assertIn(lines.state, ("draft", "submitted"))
        return lines

    def _assert_untouched(self, partner=None, name="street", value=None):
        self.env.invalidate_all()
        expected = BEFORE[name] if value is None else value
        self.assertEqual((partner or self.customer)[name], expected)
        self.assertFalse(self._get_requests(partner))

    def _create_branch(self, **vals):
        """Return a company of the rep's that is no registered customer itself."""
        return self.env["res.partner"].create(
            {
                "name": "Donghai Branch",
                "is_company": True,
                "type": "contact",
                "user_id": self.rep.id,
                **vals,
            }
        )

    def _create_action(self, **vals):
        return self.env["ir.actions.server"].create(
            {
                "name": "Move them",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "object_write",
                "update_path": "street",
                "value": "9 Rule Road",
                **vals,
            }
        )

    def _prepare_merge(self, user, partners, keep):
        return (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(user)
            .create(
                {
                    "state": "selection",
                    "partner_ids": [Command.set(partners.ids)],
                    "dst_partner_id": keep.id,
                }
            )
        )
