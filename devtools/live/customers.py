"""Customer data while several people are at it, and while a process is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import client
import psycopg2
import requests
import server

PARTNER = "res.partner"
REQUEST = "customer.change.request"
ROUNDS = 8  # races between an edit and the execution of a request
WAIT_SECONDS = 60
API_KEY = """
user = env["res.users"].search([("login", "=", "{login}")])
keys = env["res.users.apikeys"].with_user(user).sudo()
from datetime import timedelta
from odoo import fields
key = keys._generate("rpc", "live", fields.Datetime.now() + timedelta(days=1))
env.cr.commit()
print("key:" + key)
"""


class CustomerChecks:
    """Checks on registered customers that the stage's people share."""

    def __init__(self, stage):
        self.stage = stage
        self.rep = stage.rep
        self.leader = stage.leader
        self.manager = stage.manager
        self.steward = stage.log_in("demo_steward")
        self.admin = stage.log_in("admin")
        self.made = 0

    def checks(self):
        return (
            ("a protected value by JSON-2 becomes a request", self.write_by_json2),
            ("two approvers leave one decision", self.approve_parallel),
            ("recalling and approving leave one outcome", self.recall_or_approve),
            ("five executions of one request are one", self.apply_parallel),
            ("an edit is never overwritten by a request", self.apply_or_edit),
            ("a killed execution leaves nothing half done", self.kill_execution),
        )

    def prepare(self):
        """A route whose one step the leader and the manager may both decide."""
        (model_id,) = self.admin.call("ir.model", "search", [["model", "=", REQUEST]])
        step = {
            "name": "Either",
            "approver_kind": "user",
            "user_ids": [[6, 0, [self.leader.uid, self.manager.uid]]],
        }
        route = {
            "name": "Live",
            "model_id": model_id,
            "sequence": 1,
            "step_ids": [[0, 0, step]],
        }
        self.admin.call("approval.route", "create", [route])

    # scene

    def new_customer(self):
        """A registered customer of the salesperson's with one contact."""
        self.made += 1
        vals = {
            "name": f"Live Customer {self.made}",
            "is_company": True,
            "user_id": self.rep.uid,
            "phone": "021 5555 0001",
            "city": "Shanghai",
            "street": "1 Nanjing Road",
            "child_ids": [[0, 0, {"name": "Live Buyer", "phone": "021 5555 0002"}]],
        }
        (customer_id,) = self.admin.call(PARTNER, "create", [vals])
        # The road of the customer file has its own tests.
        self.stage.execute(
            "UPDATE res_partner SET file_state = 'registered', is_registered = true"
            " WHERE id = %s",
            customer_id,
        )
        return customer_id

    def propose(self, customer_id, vals):
        """Save ``vals`` as the salesperson; return the id of the request it made."""
        self.rep.call(PARTNER, "write", [customer_id], vals)
        rows = self.stage.query(
            "SELECT id, state FROM customer_change_request WHERE partner_id = %s"
            " ORDER BY id DESC",
            customer_id,
        )
        assert rows, "no request was made"
        request_id, state = rows[0]
        assert state == "submitted", state
        return request_id

    def approved(self, customer_id, vals):
        request_id = self.propose(customer_id, vals)
        self.leader.call(REQUEST, "action_approve", [request_id])
        state = self.state(request_id)
        assert state == "approved", state
        return request_id

    def state(self, request_id):
        ((state,),) = self.stage.query(
            "SELECT state FROM customer_change_request WHERE id = %s", request_id
        )
        return state

    def values(self, customer_id, *names):
        ((*values,),) = self.stage.query(
            f"SELECT {', '.join(names)} FROM res_partner WHERE id = %s",  # noqa: S608
            customer_id,
        )
        return values

    def decisions(self, request_id):
        return self.stage.query(
            "SELECT decision.kind FROM approval_decision decision"
            " JOIN approval_request run ON run.id = decision.request_id"
            " WHERE run.res_model = %s AND run.res_id = %s"
            " AND decision.kind IN ('approve', 'reject', 'return', 'recall')",
            REQUEST,
            request_id,
        )

    @staticmethod
    def refusals(answers):
        return [str(it) for it in answers if isinstance(it, client.RefusedError)]

    # checks

    def write_by_json2(self):
        customer_id = self.new_customer()
        answer = requests.post(
            f"{self.stage.url}/json/2/{PARTNER}/write",
            json={
                "ids": [customer_id],
                "vals": {"phone": "021 9", "comment": "By JSON-2"},
            },
            headers={
                "Authorization": f"Bearer {self.api_key('demo_rep')}",
                "X-Odoo-Database": self.stage.db,
            },
            timeout=client.TIMEOUT,
        )
        assert answer.ok, f"{answer.status_code} {answer.text[:500]}"
        phone, comment = self.values(customer_id, "phone", "comment")
        assert phone == "021 5555 0001", f"written past the lock: {phone}"
        assert "By JSON-2" in comment, "the free part was lost"
        rows = self.stage.query(
            "SELECT request.channel, line.new_value"
            " FROM customer_change_request request"
            " JOIN customer_change_request_line line ON line.request_id = request.id"
            " WHERE request.partner_id = %s",
            customer_id,
        )
        assert rows == [("json2", "021 9")], rows

    def api_key(self, login):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "odoo", "shell", "-d", self.stage.db),
                *("--no-http", "--log-level", "error"),
            ],
            input=API_KEY.format(login=login),
            capture_output=True,
            text=True,
            timeout=client.TIMEOUT,
            check=True,
        )
        return done.stdout.split("key:")[1].strip()

    def approve_parallel(self):
        request_id = self.propose(self.new_customer(), {"phone": "021 2"})
        answers = client.at_once(
            [
                lambda: self.leader.call(REQUEST, "action_approve", [request_id]),
                lambda: self.manager.call(REQUEST, "action_approve", [request_id]),
            ]
        )
        decisions = self.decisions(request_id)
        assert len(decisions) == 1, f"{decisions}, answers: {answers}"
        self.one_refused(answers)
        assert self.state(request_id) == "approved"

    def recall_or_approve(self):
        request_id = self.propose(self.new_customer(), {"phone": "021 3"})
        answers = client.at_once(
            [
                lambda: self.rep.call(REQUEST, "action_recall", [request_id]),
                lambda: self.leader.call(REQUEST, "action_approve", [request_id]),
            ]
        )
        decisions = [kind for (kind,) in self.decisions(request_id)]
        assert len(decisions) == 1, f"{decisions}, answers: {answers}"
        self.one_refused(answers)
        outcome = {"recall": "cancel", "approve": "approved"}[decisions[0]]
        state = self.state(request_id)
        assert state == outcome, f"{decisions[0]} was logged, but it is {state}"

    def one_refused(self, answers):
        refused = self.refusals(answers)
        assert len(refused) == 1, f"one of two is refused, but: {answers}"
        known = ("already decided by", "Somebody else is deciding")
        assert any(words in refused[0] for words in known), refused[0]

    def apply_parallel(self):
        customer_id = self.new_customer()
        request_id = self.approved(customer_id, {"phone": "021 4"})
        answers = client.at_once(
            [lambda: self.steward.call(REQUEST, "action_apply", [request_id])] * 5
        )
        refused = self.refusals(answers)
        assert len(refused) == 4, f"four of five are refused, but: {answers}"
        known = ("cannot become", "is being saved by somebody else")
        odd = [text for text in refused if not any(words in text for words in known)]
        assert not odd, odd[0]
        assert self.state(request_id) == "applied"
        assert self.values(customer_id, "phone") == ["021 4"]

    def apply_or_edit(self):
        """Whoever is first, the edit stands and the request knows it."""
        outcomes = set()
        for number in range(ROUNDS):
            customer_id = self.new_customer()
            request_id = self.approved(customer_id, {"phone": "021 6"})
            calls = [
                lambda ids=[request_id]: self.steward.call(
                    REQUEST, "action_apply", ids
                ),
                lambda ids=[customer_id]: self.steward.call(
                    PARTNER, "write", ids, {"phone": "021 7"}
                ),
            ]
            # A head start of some milliseconds, now for this one, now for that.
            late = calls[number % 2]
            calls[number % 2] = lambda late=late, ms=number * 30: (
                time.sleep(ms / 1000),
                late(),
            )[1]
            applied, edited = client.at_once(calls)
            assert not isinstance(edited, client.RefusedError), f"edit: {edited}"
            phone = self.values(customer_id, "phone")[0]
            state = self.state(request_id)
            assert phone == "021 7", f"{phone}, {state}, {applied}, {edited}"
            assert state in {"applied", "approved", "conflict"}, state
            if isinstance(applied, client.RefusedError):
                assert "is being saved by somebody else" in str(applied), str(applied)
                assert state == "approved", state
            outcomes.add(state)
        print(f"  outcomes: {', '.join(sorted(outcomes))}", flush=True)

    def kill_execution(self):
        customer_id = self.new_customer()
        ((contact_id,),) = self.stage.query(
            "SELECT id FROM res_partner WHERE parent_id = %s", customer_id
        )
        vals = {
            "phone": "021 8",
            "city": "Suzhou",
            "street": "8 Renmin Road",
            "child_ids": [[1, contact_id, {"phone": "021 88"}]],
        }
        request_id = self.approved(customer_id, vals)
        with self.lines_locked(request_id):
            worker = threading.Thread(target=self.apply_and_lose, args=(request_id,))
            worker.start()
            os.kill(self.waiting_worker(), signal.SIGKILL)
            worker.join(WAIT_SECONDS)
        names = ("phone", "city", "street")
        old = ["021 5555 0001", "Shanghai", "1 Nanjing Road"]
        assert self.values(customer_id, *names) == old, "half of it was written"
        assert self.values(contact_id, "phone") == ["021 5555 0002"]
        assert self.state(request_id) == "approved", self.state(request_id)
        done = self.stage.query(
            "SELECT 1 FROM customer_change_request_line"
            " WHERE request_id = %s AND is_applied",
            request_id,
        )
        assert not done, "lines pass for applied"
        self.steward.call(REQUEST, "action_apply", [request_id])
        new = ["021 8", "Suzhou", "8 Renmin Road"]
        assert self.values(customer_id, *names) == new, "the second time failed"
        assert self.values(contact_id, "phone") == ["021 88"]
        assert self.state(request_id) == "applied"

    def apply_and_lose(self, request_id):
        try:
            self.steward.call(REQUEST, "action_apply", [request_id])
        except (requests.RequestException, client.RefusedError) as error:
            print(f"  the killed worker's client: {type(error).__name__}", flush=True)

    @contextmanager
    def lines_locked(self, request_id):
        """The lines in another transaction's hands: an execution waits at its end."""
        connection = psycopg2.connect(dbname=self.stage.db)
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM customer_change_request_line"
                    " WHERE request_id = %s FOR UPDATE",
                    (request_id,),
                )
            yield
        finally:
            connection.rollback()
            connection.close()

    def waiting_worker(self):
        """The process of the server that holds a request whose statement waits."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            waiting = self.stage.query(
                "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_class"
                " ON pg_class.oid = pg_locks.relation WHERE pg_locks.pid = session.pid"
                " AND relname = 'res_partner' AND mode = 'RowExclusiveLock')"
                " FROM pg_stat_activity session"
                " WHERE datname = %s AND wait_event_type = 'Lock'",
                self.stage.db,
            )
            if waiting:
                assert waiting == [(True,)], "it waits before it wrote the customer"
                (worker,) = server.busy_processes(self.stage.url)
                return worker
            time.sleep(0.1)
        raise AssertionError("the execution did not come to wait")
