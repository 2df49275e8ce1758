from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .security_common import SecurityCommon

PERIOD = {"date_from": "2026-01-01", "date_to": "2026-12-31"}


@tagged("post_install", "-at_install")
class TestEveryPaper(SecurityCommon):
    """Each ledger is a workbook and each form a page, on one record of every model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids |= cls.env.ref("sales_visit_crm.group_data_steward")
        cls.manager.group_ids |= cls.env.ref("sales_visit_crm.group_private_data")

    def _write(self, ledger, **params):
        """Return the rows of the first sheet of a ledger."""
        file = BytesIO()
        options = ledger._prepare_options({**PERIOD, **params})
        ledger._write_workbook(file, options)
        sheet = load_workbook(BytesIO(file.getvalue())).worksheets[0]
        return list(sheet.iter_rows(values_only=True))

    def test_ledger_is_written_whole_and_by_salesperson_and_team(self):
        self._create_samples()
        self.env.flush_all()
        ledgers = self.env["sales.ledger.mixin"].with_user(self.manager)._get_ledgers()
        for name, ledger in ledgers.items():
            with self.subTest(ledger=name):
                rows = self._write(ledger)
                labels = [column.label for column in self._get_columns(ledger)]
                self.assertTrue(labels)
                self.assertTrue(any(labels[0] in row for row in rows), rows[:4])
                filtered = self._write(
                    ledger, user_id=str(self.other_rep.id), team_id=str(self.team.id)
                )
                self.assertLessEqual(len(filtered), len(rows) + 1)

    def _get_columns(self, ledger):
        options = ledger._prepare_options(PERIOD)
        return ledger._get_columns(ledger._get_query(options))

    def test_form_is_printed_blank_and_for_a_period(self):
        self._create_samples()
        prints = self.env["sales.visit.print"].with_user(self.manager)
        reports = self.env["ir.actions.report"].with_user(self.manager)
        for form, label in prints._fields["form"]._description_selection(self.env):
            for values in (
                {"is_blank": True},
                PERIOD,
                {**PERIOD, "user_ids": self.rep.ids},
            ):
                with self.subTest(form=label, values=values):
                    wizard = prints.create({"form": form, "lang": "en_US", **values})
                    try:
                        action = wizard.action_print()
                    except UserError as error:
                        # None of the samples belongs to this sheet.
                        self.assertIn("print", str(error))
                        continue
                    html = reports._render_qweb_html(
                        action["report_name"], [], action["data"]
                    )[0]
                    self.assertGreater(len(html), 1000)
