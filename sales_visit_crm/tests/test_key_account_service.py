from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .key_account_common import KeyAccountCommon


@tagged("post_install", "-at_install")
class TestKeyAccountService(KeyAccountCommon):
    """The service plan of a key account makes itself (S120-S123; B64)."""

    def _get_tasks(self, state="open"):
        return self.customer.key_account_task_ids.filtered(lambda t: t.state == state)

    def test_tier_plans_its_services(self):
        """S120, S121: activities from the policy, for the responsible people."""
        self._put_in_force(
            self.gold,
            scores=(8, 8, 8),
            manager_id=self.colleague.id,
            service_user_id=self.leader.id,
        )
        tasks = self._get_tasks()
        policy = self.gold.service_policy_id
        self.assertEqual(tasks.line_id, policy.line_ids)
        today = self.company._get_sales_today()
        for task in tasks:
            owners = {"manager": self.colleague, "service": self.leader}
            owner = owners.get(task.line_id.role)
            if owner:
                self.assertEqual(task.user_id, owner)
            self.assertEqual(
                task.date_deadline, fields.Date.add(today, days=task.line_id.first_days)
            )
            self.assertEqual(task.activity_ids.user_id, task.user_id)
            self.assertEqual(task.activity_ids.date_deadline, task.date_deadline)

    def test_planning_twice_plans_once(self):
        """S120: no duplicates, whoever calls the job again."""
        self._put_in_force()
        tasks = self._get_tasks()
        services = self.env["key.account.service.task"]
        self._run_job("key.account.service.task", "_cron_plan_services")
        services._plan(self.customer)
        self.assertEqual(self._get_tasks(), tasks)
        self.assertEqual(len(tasks.activity_ids), len(tasks))

    def test_done_service_comes_again(self):
        """S123: regular return visits."""
        self._put_in_force(self.silver)
        visit = self._get_tasks().filtered(lambda t: t.line_id.role == "maintain")
        with self._at(days=40):
            today = self.company._get_sales_today()
            visit.with_user(self.rep).action_done("They are satisfied.")
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "date_done": today,
                    "done_by_id": self.rep.id,
                    "note": "They are satisfied.",
                }
            ],
        )
        self.assertFalse(visit.activity_ids)
        following = self._get_tasks().filtered(lambda t: t.line_id == visit.line_id)
        self.assertEqual(following.date_deadline, fields.Date.add(today, days=90))

    def test_activity_closes_the_service(self):
        self._put_in_force(self.silver)
        task = self._get_tasks()[0]
        task.activity_ids.with_user(self.rep).action_feedback(feedback="Called.")
        self.assertRecordValues(task, [{"state": "done", "note": "Called."}])
        self.assertEqual(len(self._get_tasks().filtered("line_id")), 2)

    def test_other_tier_plans_anew(self):
        """LC5: service plan regenerated."""
        self._put_in_force(self.silver)
        old = self._get_tasks()
        self._put_in_force(
            self.platinum, scores=(6, 6, 6), service_user_id=self.colleague.id
        )
        self.assertEqual(set(old.mapped("state")), {"cancel"})
        self.assertFalse(old.activity_ids)
        self.assertEqual(
            self._get_tasks().line_id, self.platinum.service_policy_id.line_ids
        )
        self._put_in_force(is_removal=True)
        self.assertFalse(self._get_tasks())

    def test_services_follow_the_people(self):
        self._put_in_force(self.silver)
        self.customer.with_user(
            self.manager
        ).key_account_maintain_user_id = self.colleague
        visit = self._get_tasks().filtered(lambda t: t.line_id.role == "maintain")
        self.assertEqual(visit.user_id, self.colleague)
        self.assertEqual(visit.activity_ids.user_id, self.colleague)

    def test_changed_policy_reaches_the_plan_at_night(self):
        self._put_in_force(self.silver)
        line = self.env["key.account.service.policy.line"].create(
            {
                "policy_id": self.silver.service_policy_id.id,
                "name": "New Year's call",
                "interval_days": 365,
            }
        )
        self._run_job("key.account.service.task", "_cron_plan_services")
        self.assertIn(line, self._get_tasks().line_id)
        line.active = False
        self._run_job("key.account.service.task", "_cron_plan_services")
        self.assertNotIn(line, self._get_tasks().line_id)

    def test_result_is_not_typed_in(self):
        self._put_in_force(self.silver)
        task = self._get_tasks()[0].with_user(self.rep)
        with self.assertRaises(AccessError):
            task.date_done = "2026-01-01"
        with self.assertRaises(AccessError):
            task.state = "done"
        task.action_done()
        with self.assertRaises(UserError):
            task.action_done()
        with self.assertRaises(UserError):
            task.date_deadline = "2026-05-05"

    def test_late_services_are_found(self):
        self._put_in_force(self.silver)
        tasks = self._get_tasks()
        late = self.env["key.account.service.task"].with_user(self.rep)
        self.assertFalse(late.search([("is_late", "=", True)]) & tasks)
        with self._at(days=60):
            found = late.search([("is_late", "=", True)]) & tasks
            self.assertEqual(found, tasks.filtered(lambda t: t.line_id.first_days < 60))
