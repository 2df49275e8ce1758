"""A nightly job whose process is killed in the middle, as when a machine goes down."""

import subprocess
import sys
import time
from contextlib import contextmanager

import client
import psycopg2

WAIT_SECONDS = 60
BATCH_IDS = 10
WRONG = "1999-01-01"
RUN = f"""
from odoo.addons.sales_visit_crm.models.visit.customer_cadence.nightly import _between
rows = env["customer.cadence"]
rows._flush_facts()
env["sales.nightly.run"]._run_batches(
    "customer_cadence",
    "res_partner",
    lambda low, high: rows._compute_rows(_between(low, high)),
    batch_ids={BATCH_IDS},
)
print("end reached")
"""


class NightlyChecks:
    """Checks on the cadence of all customers; they write to its table directly."""

    def __init__(self, stage):
        self.stage = stage

    def checks(self):
        return (("a killed night goes on where it was", self.kill_night),)

    def kill_night(self):
        stage = self.stage
        stage.execute("DELETE FROM sales_nightly_run")
        # So that every row has something to be corrected.
        stage.execute("UPDATE customer_cadence SET contact_due_date = %s", WRONG)
        ids = [row[0] for row in stage.query("SELECT partner_id FROM customer_cadence")]
        assert len(ids) > 2 * BATCH_IDS, f"only {len(ids)} customers"
        middle = sorted(ids)[len(ids) // 2]
        with self.row_locked(middle):
            process = self.start()
            backend = self.wait_for_lock()
            process.kill()
            process.wait(WAIT_SECONDS)
        self.wait_for_end(backend)
        ((done_to, done_count, date_done),) = stage.query(
            "SELECT last_id, done_count, date_done FROM sales_nightly_run"
        )
        assert 0 < done_to < middle, f"{done_to} is not before {middle}"
        assert date_done is None, "passes for finished"
        # What is counted is done, of what is not nothing is.
        left = [partner_id for partner_id in ids if partner_id > done_to]
        assert sorted(self.wrong()) == sorted(left), f"{self.wrong()}, not {left}"
        process = self.start()
        output, _error = process.communicate(timeout=client.TIMEOUT)
        assert "end reached" in output, output
        assert not self.wrong(), "the second run left customers out"
        ((total, date_done),) = stage.query(
            "SELECT done_count, date_done FROM sales_nightly_run"
        )
        ((count,),) = stage.query("SELECT count(*) FROM customer_cadence")
        assert date_done, "not marked as finished"
        assert total == count, f"{total} rows done, of {count}"
        print(f"  {done_count} before the kill, {total - done_count} after", flush=True)

    def wrong(self):
        """The customers that no batch has corrected."""
        sql = "SELECT partner_id FROM customer_cadence WHERE contact_due_date = %s"
        return [partner_id for (partner_id,) in self.stage.query(sql, WRONG)]

    def start(self):
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "odoo", "shell", "-d", self.stage.db),
                *("--no-http", "--log-level", "error"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(RUN)
        process.stdin.close()
        process.stdin = None  # for communicate(), which would flush it
        return process

    @contextmanager
    def row_locked(self, partner_id):
        connection = psycopg2.connect(dbname=self.stage.db)
        try:
            connection.cursor().execute(
                "SELECT id FROM customer_cadence WHERE partner_id = %s FOR UPDATE",
                (partner_id,),
            )
            yield
        finally:
            connection.close()

    def wait_for_lock(self):
        """The process of the database that waits for our lock."""
        sql = (
            "SELECT pid FROM pg_stat_activity WHERE datname = %s"
            " AND wait_event_type = 'Lock' AND query ILIKE '%%customer_cadence%%'"
        )
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            if rows := self.stage.query(sql, self.stage.db):
                return rows[0][0]
            time.sleep(0.1)
        raise AssertionError("the night never came to the locked customer")

    def wait_for_end(self, backend):
        """Until the database has noticed that its client is gone."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            if not self.stage.query(
                "SELECT 1 FROM pg_stat_activity WHERE pid = %s", backend
            ):
                return
            time.sleep(0.1)
        raise AssertionError("the killed night's transaction is still open")
