from odoo.tests import tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestCheckInWidget(test_js.HOOTCommon):
    """The unit tests of the check-in widget, in a real browser."""

    preset = "desktop"

    def test_unit_tests_of_the_widget(self):
        suite = self._generate_hash("@sales_visit_crm/visit_check_in")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={self.preset}&id={suite}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestCheckInWidgetOnPhone(TestCheckInWidget):
    preset = "mobile"
    browser_size = "375x667"
    touch_enabled = True
