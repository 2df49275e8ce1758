from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_customer_file import CustomerFileCommon


@tagged("post_install", "-at_install")
class TestCustomerFilePrints(CustomerFileCommon):
    """What stands on paper and in the ledger, for whom."""

    def _render(self, name, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.rep)
        html, _kind = reports._render_qweb_html(
            f"sales_visit_crm.{name}", records.ids, data or None
        )
        return html.decode()

    def _read_register(self, user=None, **params):
        ledger = self.env["customer.register.ledger"].with_user(user or self.rep)
        file = BytesIO()
        ledger._write_workbook(file, ledger._prepare_options(params))
        rows = [
            [str(value) for value in row if value is not None]
            for row in load_workbook(file).active.iter_rows(values_only=True)
        ]
        return "\n".join(" | ".join(row) for row in rows)

    # customer file: A12, A119, R043, R049, R054, S007, S148

    def test_file_has_four_blocks_number_and_signatures(self):
        file = self._file_at("reviewed")
        page = self._render("report_customer_file", file)
        for text in (
            file.file_number,
            "1 Basic Data",
            "2 Characteristics",
            "3 Business Situation",
            "4 Trading Activity",
            "Customer File (Continued)",
            "Two hundred pumps a year",
            "A - Pays on Time",
            "Reviewed by",
            "Leader",
            "CF-01",
            "Company secret",
            "Secrecy:",
        ):
            with self.subTest(text=text):
                self.assertIn(text, page)

    def test_not_applicable_is_printed(self):
        """R049: 无, never a blank."""
        file = self._file_at("draft", credit_history_note=False)
        self.assertNotIn("无</div>", self._render("report_customer_file", file))
        file.not_applicable_ids = self.rows["credit_history_note"]
        self.assertIn("无</div>", self._render("report_customer_file", file))

    def test_changes_are_printed(self):
        """S007: the record of changes on the form."""
        file = self._file_at("draft")
        self.env.cr.precommit.run()
        file.with_user(self.rep).growth_potential = "Trebles soon"
        self.env.cr.precommit.run()
        page = self._render("report_customer_file", file)
        self.assertIn("Record of Changes", page)
        self.assertIn("Doubles in three years", page)

    def test_contact_prints_the_file_of_its_company(self):
        file = self._file_at("draft")
        page = self._render("report_customer_file", self.contact)
        self.assertIn(file.file_number, page)

    def test_print_is_for_our_roles_and_logged(self):
        """R043."""
        file = self._file_at("registered")
        with self.assertRaises(AccessError), mute_logger("odoo.http"):
            self._render("report_customer_file", file, self.outsider)
        rows = self.env["customer.disclosure"].sudo()
        before = rows.search_count([("kind", "=", "print")])
        self._render("report_customer_file", file)
        self.assertEqual(rows.search_count([("kind", "=", "print")]), before + 1)

    def test_stranger_prints_masked_numbers(self):
        """S010: the colleague is not entrusted with the customer."""
        file = self._file_at("registered")
        own = self._render("report_customer_file", file)
        self.assertIn("5555 0101", own)
        stranger = self._render("report_customer_file", file, self.other_rep)
        self.assertNotIn("5555 0101", stranger)

    # blank sheet: B79

    def test_data_sheet_asks_and_tells_nothing(self):
        file = self._file_at("registered")
        page = self._render("report_customer_data_sheet", file)
        self.assertIn(file.name, page)
        self.assertIn("Registered Capital", page)
        self.assertIn("Company Seal", page)
        for secret in ("Two hundred pumps", "Pays on Time", "5555 0101", "Credit"):
            with self.subTest(text=secret):
                self.assertNotIn(secret, page)

    def test_data_sheet_for_nobody_in_particular(self):
        page = self._render(
            "report_customer_data_sheet", self.env["res.partner"], is_blank="1"
        )
        self.assertIn("Customer Data Sheet", page)

    # register: R06, S017, S010

    def test_register_lists_every_file_with_masked_numbers(self):
        """R06, S010, S017: past customers too; nobody's number in full."""
        file = self._file_at("registered")
        self.other_customer.with_user(self.rep).action_open_file()
        self.other_customer.active = False
        sheet = self._read_register()
        self.assertIn(file.file_number, sheet)
        self.assertIn("Nanshan Stores", sheet)
        self.assertIn("****", sheet)
        self.assertNotIn("55550101", sheet.replace(" ", ""))
        self.assertIn("Customer Register", sheet)

    def test_register_ends_with_its_day(self):
        self._file_at("draft")
        sheet = self._read_register(date_from="2026-01-01", date_to="2026-03-01")
        self.assertNotIn(self.customer.file_number, sheet)
        self.assertIn("CR-20260301", sheet)

    def test_register_is_of_the_users_companies(self):
        self._file_at("draft")
        self.foreign_customer.with_user(self.foreign_rep).action_open_file()
        self.assertNotIn("Foreign Customer", self._read_register())

    def test_register_is_for_our_roles_and_logged(self):
        """R043."""
        self._file_at("draft")
        with self.assertRaises(AccessError):
            self._read_register(self.outsider)
        rows = self.env["customer.disclosure"].sudo()
        before = rows.search_count([("kind", "=", "export")])
        self._read_register(self.steward)
        self.assertEqual(rows.search_count([("kind", "=", "export")]), before + 1)

    # composition: AN27, R14

    def test_composition_counts_customers_and_sales(self):
        file = self._file_at("draft")
        product = self.env["product.product"].create({"name": "Pump"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": product.id, "price_unit": 250.0})],
            }
        )
        order.action_confirm()
        self.env.flush_all()
        groups = (
            self.env["customer.composition"]
            .with_user(self.rep)
            ._read_group(
                [("partner_id", "=", file.id)],
                ["industry_id", "credit_class"],
                ["customer_count:sum", "sales_amount:sum"],
            )
        )
        industry = self.env.ref("base.res_partner_industry_C")
        self.assertEqual(groups, [(industry, "a", 1, 250.0)])
        file.invalidate_recordset()
        as_rep = file.with_user(self.rep)
        self.assertEqual(as_rep.sales_total_amount, 250.0)
        self.assertEqual(as_rep.cooperation_products, "Pump")
        self.assertEqual(str(as_rep.date_last_order), "2026-03-01")
