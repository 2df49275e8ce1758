from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import requests

from odoo import api, fields
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

LOGINS = ("approval_rep", "approval_first", "approval_second")  # passwords as well
TABLES = ("approval_decision", "approval_request_approver", "approval_request_step")
GONE = 2_000_000_000  # id of a document that was removed: only the engine is tested


@tagged("post_install", "-at_install")
class TestApprovalParallel(HttpCase):
    """Two at once leave one outcome: real requests in real transactions.

    What they leave is committed, then removed.
    """

    registry_test_mode = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(Registry, "_lock", nullcontext())
        cls.addClassCleanup(cls._remove_what_was_committed)
        with cls.registry.cursor() as cr:
            cls._commit_people(api.Environment(cr, api.SUPERUSER_ID, {}))

    @classmethod
    def _commit_people(cls, env):
        quiet = {"no_reset_password": True, "tracking_disable": True}
        group = "sales_visit_crm.group_sales_visit_user"
        cls.user_ids = [
            new_test_user(env, login=login, groups=group, context=quiet).id
            for login in LOGINS
        ]
        route = env["approval.route"].create(
            {
                "name": "Parallel",
                "model_id": env["ir.model"]._get_id("customer.change.request"),
                "active": False,
            }
        )
        cls.route_id, cls.request_ids = route.id, []

    @classmethod
    def _remove_what_was_committed(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            ids = tuple(cls.request_ids)
            # By SQL: the application keeps requests and decisions for good.
            for table in TABLES:
                query = SQL(
                    "DELETE FROM %s WHERE request_id IN %s RETURNING id",
                    SQL.identifier(table),
                    ids,
                )
                env.execute_query(query)
            query = "DELETE FROM approval_request WHERE id IN %s RETURNING id"
            env["mail.activity"].search(
                [("res_model", "=", "approval.request"), ("res_id", "in", ids)]
            ).unlink()
            env.execute_query(SQL(query, ids))
            env["mail.message"].search(
                [("author_id.user_ids", "in", cls.user_ids)]
            ).unlink()
            env.invalidate_all(flush=False)
            env["approval.route"].browse(cls.route_id).unlink()
            users = env["res.users"].browse(cls.user_ids)
            people = users.partner_id
            users.unlink()
            people.unlink()

    def _commit_request(self):
        rep, first, second = self.user_ids
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            seats = [
                Command.create({"user_id": user, "reason": "Named", "slot": slot})
                for slot, user in enumerate((first, second), 1)
            ]
            step = {"name": "One of two", "rule": "any", "stage": 1}
            request = env["approval.request"].create(
                {
                    "name": "Parallel",
                    "res_model": "customer.change.request",
                    "res_id": GONE + len(self.request_ids),
                    "company_id": env.company.id,
                    "requester_id": rep,
                    "submitter_id": rep,
                    "route_id": self.route_id,
                    "duplicate_rule": "once",
                    "date_submitted": fields.Datetime.now(),
                    "step_ids": [
                        Command.create(
                            {**step, "required_count": 1, "approver_ids": seats}
                        )
                    ],
                }
            )
            request._refresh()
            self.request_ids.append(request.id)
            return request.id

    def _call(self, route, cookies=None, **params):
        url = self.base_url() + route
        return requests.post(url, json={"params": params}, cookies=cookies, timeout=60)

    def _log_in(self, login):
        return self._call(
            "/web/session/authenticate",
            db=self.registry.db_name,
            login=login,
            password=login,
        ).cookies

    def _act(self, cookies, request_id, method, *args):
        answer = self._call(
            f"/web/dataset/call_kw/approval.request/{method}",
            cookies,
            model="approval.request",
            method=method,
            args=[[request_id], *args],
            kwargs={},
        ).json()
        return answer.get("result") or answer["error"]["data"]["message"]

    def _act_at_once(self, *acts):
        """Return the state, the kinds of the decisions and the answers.

        :param acts: login, method and its arguments
        """
        request_id = self._commit_request()
        with (
            self.allow_requests(all_requests=True),
            mute_logger("odoo.sql_db", "odoo.http"),
            ThreadPoolExecutor(len(acts)) as pool,
        ):
            sessions = [self._log_in(login) for login, *_act in acts]
            calls = [
                pool.submit(self._act, cookies, request_id, method, *args)
                for cookies, (_login, method, *args) in zip(sessions, acts, strict=True)
            ]
            answers = [call.result() for call in calls]
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            request = env["approval.request"].browse(request_id)
            return request.state, request.decision_ids.mapped("kind"), answers

    def _assert_one_succeeds(self, answers):
        (refusal,) = (answer for answer in answers if answer is not True)
        self.assertRegex(refusal, "already decided by|at this moment")

    def test_two_approvers_at_once_leave_one_decision(self):
        _rep, first, second = LOGINS
        for _attempt in range(3):
            state, kinds, answers = self._act_at_once(
                (first, "action_approve"), (second, "action_reject", "No")
            )
            self.assertIn(
                (state, kinds), (("approved", ["approve"]), ("rejected", ["reject"]))
            )
            self._assert_one_succeeds(answers)

    def test_recall_against_approve_has_one_outcome(self):
        rep, first, _second = LOGINS
        for _attempt in range(3):
            state, kinds, answers = self._act_at_once(
                (rep, "action_recall"), (first, "action_approve")
            )
            self.assertIn(
                (state, kinds), (("approved", ["approve"]), ("recalled", ["recall"]))
            )
            self._assert_one_succeeds(answers)

    def test_double_click_decides_once(self):
        first = LOGINS[1]
        act = (first, "action_approve")
        state, kinds, answers = self._act_at_once(act, act)
        self.assertEqual((state, kinds), ("approved", ["approve"]))
        self._assert_one_succeeds(answers)
