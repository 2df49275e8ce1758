from odoo import api, fields, models
from odoo.tools import SQL

BATCH_IDS = 20_000  # ids of the table that one committed batch walks through


class SalesNightlyRun(models.Model):
    """How far a nightly job came: killed in the middle, it goes on from there.

    One row per job. The place is written in the transaction of the batch that it
    counts, so a batch is either done and counted or neither.
    """

    _name = "sales.nightly.run"
    _description = "Nightly Run"
    _order = "job"
    _rec_name = "job"

    job = fields.Char(required=True, readonly=True)
    run_day = fields.Date(string="Day", required=True, readonly=True)
    last_id = fields.Integer(string="Done Up to Id", readonly=True)
    done_count = fields.Integer(string="Rows Done", readonly=True)
    date_done = fields.Datetime(string="Finished On", readonly=True)

    _job_uniq = models.UniqueIndex("(job)", "A nightly job has one row.")

    @api.model
    def _run_batches(self, job, table, process, batch_ids=BATCH_IDS):
        """Walk through the ids of ``table`` in committed batches.

        :param str job: technical name of the job
        :param process: function of two ids, the first excluded; returns how many
            rows it did
        :return: whether the end was reached; otherwise the job goes on next time
        """
        day = self.env.company._get_sales_today()
        last_id = self._begin(job, day)
        ((end,),) = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table))
        )
        while last_id < end:
            upper = min(last_id + batch_ids, end)
            count = process(last_id, upper)
            last_id = upper
            self._note(job, last_id, count, is_done=last_id >= end)
            time_left = self.env["ir.cron"]._commit_progress(
                count, remaining=end - last_id
            )
            if not time_left and last_id < end:
                return False
        return True

    @api.model
    def _begin(self, job, day):
        """Return the id after which the job goes on: that of an unfinished run."""
        ((last_id,),) = self.env.execute_query(
            SQL(
                """
                INSERT INTO sales_nightly_run AS run (job, run_day, last_id, done_count)
                     VALUES (%(job)s, %(day)s, 0, 0)
                ON CONFLICT (job) DO UPDATE SET
                    last_id = CASE WHEN run.run_day = %(day)s AND run.date_done IS NULL
                                   THEN run.last_id ELSE 0 END,
                    done_count = CASE
                        WHEN run.run_day = %(day)s AND run.date_done IS NULL
                        THEN run.done_count ELSE 0 END,
                    run_day = %(day)s, date_done = NULL
                RETURNING last_id
                """,
                job=job,
                day=day,
            )
        )
        self.invalidate_model()
        return last_id

    @api.model
    def _note(self, job, last_id, count, is_done):
        self.env.cr.execute(
            SQL(
                "UPDATE sales_nightly_run SET last_id = %s,"
                " done_count = done_count + %s, date_done = %s WHERE job = %s",
                last_id,
                count,
                fields.Datetime.now() if is_done else None,
                job,
            )
        )
