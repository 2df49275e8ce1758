from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesVisitCommon


@tagged("post_install", "-at_install")
class TestSettings(SalesVisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._new_user("admin", "base.group_system")

    def _in_days(self, days):
        return fields.Datetime.now() + timedelta(days=days)

    def test_every_visit_number_stands_on_the_page(self):
        page = self.env["res.config.settings"].get_view(
            self.env.ref("sales_visit_crm.res_config_settings_view_form").id, "form"
        )
        names = [
            name
            for name in self.env["res.company"]._fields
            if name.startswith("visit_")
        ]
        self.assertTrue(names)
        for name in names:
            self.assertIn(f'name="{name}"', page["arch"], name)

    def test_page_saves_into_the_company(self):
        settings = self.env["res.config.settings"].with_user(self.admin)
        with Form(settings) as form:
            form.visit_appointment_lead_days = 5
            form.visit_plan_approval = "auto"
            form.visit_partly_counts = True
        form.record.execute()
        self.assertRecordValues(
            self.company,
            [
                {
                    "visit_appointment_lead_days": 5,
                    "visit_plan_approval": "auto",
                    "visit_partly_counts": True,
                }
            ],
        )
        self.assertEqual(self.other_company.visit_appointment_lead_days, 2)

    def test_changed_number_takes_effect(self):
        self.company.visit_appointment_lead_days = 5
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        visit.write({"appointment_date": visit._get_today()})
        self.assertTrue(visit.is_appointment_late)
        self.company.visit_appointment_lead_days = 2
        visit = self._plan_visit(self.rep, date_start=self._in_days(3))
        visit.write({"appointment_date": visit._get_today()})
        self.assertFalse(visit.is_appointment_late)

    def test_numbers_out_of_range_are_refused(self):
        for name, value in [
            ("visit_appointment_lead_days", -1),
            ("visit_radius_m", 0),
            ("visit_report_due_hours", 0),
            # earlier than the report is due
            ("visit_report_escalation_hours", 1),
            ("visit_evening_hour", 11.0),
            ("visit_text_max_chars", 10),
        ]:
            with (
                self.subTest(name=name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.company[name] = value
                self.company.flush_recordset()

    def test_only_administrators_change_settings(self):
        for user in (self.rep, self.leader, self.manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["res.config.settings"].with_user(user).create({})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.company.with_user(user).visit_radius_m = 5

    def test_managers_set_up_purposes_and_nobody_below(self):
        for xmlid in ("purpose", "stage", "transport"):
            records = self.env[f"sales.visit.{xmlid}"]
            with self.subTest(model=records._name):
                self.assertTrue(records.with_user(self.manager).create({"name": "New"}))
                for user in (self.rep, self.leader, self.auditor):
                    with self.assertRaises(AccessError):
                        records.with_user(user).create({"name": "New"})
