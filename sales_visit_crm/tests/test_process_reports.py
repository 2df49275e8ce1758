from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .process_common import ProcessCommon


@tagged("post_install", "-at_install")
class TestProcessReports(ProcessCommon):
    """The process sheet and the ledger: B33-B35."""

    def _render(self, leads, user=None, **data):
        report = self.env["ir.actions.report"].with_user(user or self.rep)
        name = "sales_visit_crm.report_crm_lead_process"
        return report._render_qweb_html(name, leads.ids, data)[0].decode()

    def test_sheet_shows_stages_proofs_tasks_and_moves(self):
        lead = self._lead_at(2, expected_revenue=1000)
        self._tick(lead, 1)
        step = {"lead_id": lead.id, "name": "The board approves"}
        step["contact_id"] = self.contact.id
        self.env["crm.lead.buying.step"].with_user(self.rep).create(step)
        html = self._render(lead)
        for text in (
            "Water plant of Donghai",
            "Problem Found and Raised",
            "Interest Shown",
            "proof.txt",
            "Learn the budget",
            "The board approves",
            "Wang Li",
            "Taken over from the paper file",
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)

    def test_blank_sheet_has_the_eight_stages(self):
        html = self._render(self.leads, is_blank="1")
        for stage in self.stages:
            self.assertIn(stage.name, html)

    def test_sheet_of_another_salesperson_stays_shut(self):
        lead = self._create_lead()
        with self.assertRaises(AccessError):
            self._render(lead, self.other_rep)

    def test_ledger_lists_the_projects_of_the_period(self):
        self._create_lead(date_deadline="2026-06-30", expected_revenue=1000)
        self._create_lead(name="Later", date_deadline="2026-09-30")
        ledger = self.env["crm.pipeline.ledger"].with_user(self.rep)
        file = BytesIO()
        options = ledger._prepare_options(
            {
                "date_from": "2026-06-01",
                "date_to": "2026-06-30",
                "user_id": str(self.rep.id),
            }
        )
        self.assertEqual(ledger._write_workbook(file, options), 1)
        sheet = load_workbook(BytesIO(file.getvalue())).active
        cells = {cell for row in sheet.values for cell in row}
        self.assertIn("Water plant of Donghai", cells)
        self.assertIn(1000, cells)
        self.assertNotIn("Later", cells)

    def test_bad_period_is_told(self):
        ledger = self.env["crm.pipeline.ledger"].with_user(self.rep)
        with self.assertRaises(UserError):
            ledger._prepare_options({"date_from": "soon"})
