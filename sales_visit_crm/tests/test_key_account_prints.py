from odoo.tests import tagged

from .key_account_common import KeyAccountCommon

CHOICES = (
    "key_account_nomination_action_report",
    "key_account_tier_action_report",
    "res_partner_action_report_key_account_list",
    "res_partner_action_report_service_plan",
)


@tagged("post_install", "-at_install")
class TestKeyAccountPrints(KeyAccountCommon):
    """B44, B61, B64 on paper, filled in and blank."""

    def _render(self, name, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.manager)
        html, _kind = reports._render_qweb_html(
            f"sales_visit_crm.{name}", records.ids, data or None
        )
        return html.decode()

    def _assert_texts(self, page, *texts):
        for text in texts:
            with self.subTest(text=text):
                self.assertIn(text, page)

    def test_evaluation_says_who_scored_and_approved(self):
        """B61 大客户等级评估表."""
        nomination = self._put_in_force(self.silver, volume_note="300 cases")
        page = self._render("report_key_account_nomination", nomination)
        self._assert_texts(
            page,
            "Key-Account Evaluation",
            nomination.name,
            "Donghai Trading",
            "Purchasing Power",
            "64",
            "300 cases",
            "Buys every month.",
            "Silver",
            "Approved by",
            "Manager",
        )

    def test_standard_lists_the_tiers(self):
        """B44 大客户分类标准."""
        page = self._render("report_key_account_standard", self.tiers.search([]))
        self._assert_texts(page, "Classification Standard", "Gold", "White Gold", "512")
        self.assertLess(page.index("Gold"), page.index("Diamond"))

    def test_service_plan_says_owner_and_done_date(self):
        """B64 大客户服务计划."""
        self._put_in_force(self.silver)
        task = self.customer.key_account_task_ids[0]
        task.action_done("Well received")
        page = self._render("report_key_account_service_plan", self.customer)
        self._assert_texts(
            page,
            "Key-Account Service Plan",
            "Return visit",
            "Technical training",
            "C - Basic Service",
            "03/02/2026",
            "Well received",
            "Rep",
        )

    def test_list_names_the_people(self):
        self._put_in_force(self.silver)
        page = self._render("report_key_account_list", self.customer)
        self._assert_texts(page, "Key-Account List", "Donghai Trading", "Silver", "Rep")

    def test_forms_are_printed_blank(self):
        for form in CHOICES:
            with self.subTest(form=form):
                wizard = self.env["sales.visit.print"].with_user(self.manager)
                wizard.create({"form": form, "is_blank": True}).action_print()
                report = self.env.ref(f"sales_visit_crm.{form}")
                name = report.report_name.removeprefix("sales_visit_crm.")
                page = self._render(name, self.tiers.browse(), is_blank=True)
                self.assertIn("o_handwriting", page)
