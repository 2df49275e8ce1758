from odoo import fields
from odoo.tests import tagged

from .test_change_request import ChangeRequestCommon

FEW, MANY = 1, 100
SLACK = 2  # queries for what a single record does not ask for


@tagged("post_install", "-at_install")
class TestPartnerPerformance(ChangeRequestCommon):
    """What the lock and the masks cost does not grow with the number of customers.

    Odoo itself makes more queries for more contacts here and there; those are taken
    off by doing the same with customers that are not registered.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_customers = cls._create_customers_of_rep("Open")
        cls.locked_customers = cls._create_customers_of_rep("Locked")
        cls._register(cls.locked_customers)

    @classmethod
    def _create_customers_of_rep(cls, name):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"{name} {number}",
                    "is_company": True,
                    "user_id": cls.rep.id,
                    "phone": f"021 5555 {number:04}",
                    "email": f"{name}{number}@example.com",
                    "child_ids": [fields.Command.create({"name": f"Buyer {number}"})],
                }
                for number in range(2 * MANY)
            ]
        )

    def _count_queries(self, records, call):
        """Return the queries of ``call`` on ``records``, with nothing in memory."""
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(records.with_user(self.rep))
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def _count_growth(self, customers, call):
        """Return how many queries more ``call`` makes for many customers than few."""
        self._count_queries(customers[-FEW:], call)  # warm what a process keeps
        few = self._count_queries(customers[:FEW], call)
        return self._count_queries(customers[FEW : FEW + MANY], call) - few

    def _assert_no_growth(self, call):
        ours = self._count_growth(self.locked_customers, call)
        odoo = self._count_growth(self.open_customers, call)
        self.assertLessEqual(ours, max(odoo, 0) + SLACK, f"without the lock: {odoo}")

    def test_reading_customers(self):
        names = ["display_name", "phone", "email", "file_state", "pending_change_count"]
        self._assert_no_growth(lambda customers: customers.read(names))

    def test_reading_what_the_list_shows(self):
        views = self.env["res.partner"].with_user(self.rep).get_views([(False, "list")])
        names = list(views["models"]["res.partner"]["fields"])
        self._assert_no_growth(lambda customers: customers.read(names))

    def test_writing_a_free_field(self):
        self._assert_no_growth(
            lambda customers: customers.write({"comment": "Call after ten."})
        )

    def test_capturing_a_protected_field(self):
        growth = self._count_growth(
            self.locked_customers, lambda customers: customers.write({"vat": "CN1"})
        )
        self.assertLessEqual(growth, SLACK)
        requests = self.env["customer.change.request"].search(
            [("partner_id", "in", self.locked_customers.ids)]
        )
        self.assertEqual(len(requests), FEW + FEW + MANY, "one for each customer")
