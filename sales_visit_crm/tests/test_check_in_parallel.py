from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta

import requests

from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

PHONES = 20
LOGIN = "visit_parallel"  # and password, as new_test_user has it


@tagged("post_install", "-at_install")
class TestCheckInParallel(HttpCase):
    """Real requests in real transactions: what they leave is committed, then removed.

    The usual test cursor lets one request through after the other and would prove
    nothing here.
    """

    registry_test_mode = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The thread that runs the tests holds the registries; requests need them too.
        cls.classPatch(Registry, "_lock", nullcontext())
        cls.addClassCleanup(cls._remove_what_was_committed)
        with cls.registry.cursor() as cr:
            cls._commit_visit(api.Environment(cr, api.SUPERUSER_ID, {}))

    @classmethod
    def _commit_visit(cls, env):
        quiet = {"no_reset_password": True, "tracking_disable": True}
        user = new_test_user(
            env,
            login=LOGIN,
            groups="sales_visit_crm.group_sales_visit_user",
            context=quiet,
        )
        partner = env["res.partner"].create({"name": "Parallel Customer"})
        visit = (
            env["sales.visit"]
            .with_user(user)
            .create(
                {
                    "partner_id": partner.id,
                    "date_start": fields.Datetime.now() + timedelta(hours=1),
                }
            )
        )
        cls.user_id, cls.partner_id, cls.visit_id = user.id, partner.id, visit.id

    @classmethod
    def _remove_what_was_committed(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            # By SQL: the application keeps check-ins and visits for good.
            env.execute_query(
                SQL(
                    "DELETE FROM sales_visit_checkin WHERE visit_id = %s RETURNING id",
                    cls.visit_id,
                )
            )
            env.execute_query(
                SQL("DELETE FROM sales_visit WHERE id = %s RETURNING id", cls.visit_id)
            )
            env.invalidate_all(flush=False)
            user = env["res.users"].browse(cls.user_id)
            people = user.partner_id | env["res.partner"].browse(cls.partner_id)
            user.unlink()
            people.unlink()

    def _call(self, route, cookies=None, **params):
        return requests.post(
            self.base_url() + route,
            json={"params": params},
            cookies=cookies,
            timeout=60,
        )

    def _log_in(self):
        answer = self._call(
            "/web/session/authenticate",
            db=self.registry.db_name,
            login=LOGIN,
            password=LOGIN,
        )
        return answer.cookies

    def _post(self, cookies, method, **params):
        answer = self._call(
            f"/web/dataset/call_kw/sales.visit/{method}",
            cookies,
            model="sales.visit",
            method=method,
            args=[[self.visit_id]],
            kwargs=params,
        ).json()
        return answer.get("result") or answer["error"]["data"]["message"]

    def _post_at_once(self, method, **params):
        """Return the distinct answers to the same call from many phones."""
        with (
            self.allow_requests(all_requests=True),
            mute_logger("odoo.sql_db"),
            ThreadPoolExecutor(PHONES) as phones,
        ):
            cookies = self._log_in()
            posts = [
                phones.submit(self._post, cookies, method, **params)
                for _phone in range(PHONES)
            ]
            return {post.result() for post in posts}

    def test_parallel_posts_leave_one_row(self):
        for kind, method in (("in", "action_check_in"), ("out", "action_check_out")):
            answers = self._post_at_once(
                method, client_uid=f"parallel-{kind}", reason="No reception"
            )
            with self.registry.cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {})
                rows = env["sales.visit.checkin"].search(
                    [("visit_id", "=", self.visit_id), ("kind", "=", kind)]
                )
                self.assertEqual(len(rows), 1)
                self.assertEqual(answers, {rows.id})
