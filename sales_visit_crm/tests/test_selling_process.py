from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .process_common import ProcessCommon


@tagged("post_install", "-at_install")
class TestSellingProcess(ProcessCommon):
    """Stages, buying stage, gap, tasks: S050-S060, G10-G15."""

    def test_eight_stages_are_shipped_with_four_names_and_rising_odds(self):
        """S060, G12."""
        self.assertEqual(
            self.stages.mapped("process_probability"),
            [10, 20, 30, 45, 55, 65, 80, 100],
        )
        for stage in self.stages:
            with self.subTest(stage=stage.name):
                self.assertTrue(stage.buying_label and stage.kit_label)
                self.assertEqual(
                    stage.visit_stage_ids.buying_stage, str(stage.process_number)
                )
                self.assertTrue(stage.milestone_ids and stage.condition_ids)
                self.assertTrue(stage.paper_ids and stage.guidance)
        self.assertEqual(
            self.stages.mapped("process_phase"),
            ["clue", "need", *["solution"] * 4, "negotiation", "deal"],
        )

    def test_probabilities_must_rise(self):
        """S057: hard, whoever configures."""
        with self.assertRaisesRegex(ValidationError, "must be higher"):
            self._stage(3).with_user(self.manager).process_probability = 15

    def test_project_starts_in_stage_one_with_its_odds(self):
        """S051, S055, S057."""
        lead = self._create_lead()
        self.assertRecordValues(
            lead,
            [
                {
                    "stage_id": self._stage(1).id,
                    "probability": 10,
                    "buying_stage": "1",
                    "stage_gap": 0,
                }
            ],
        )
        self.assertEqual(len(lead.milestone_ids), 8)
        self.assertEqual(len(lead.condition_ids), 2)
        self.assertEqual(lead.activity_ids.mapped("user_id"), self.rep)

    def test_other_teams_keep_their_stages_and_statistics(self):
        """G15: the ordinary pipeline goes on as before."""
        lead = self._create_lead(
            self.colleague, user_id=self.colleague.id, team_id=self.team.id
        )
        self.assertFalse(lead.stage_id.process_template_id)
        self.assertFalse(lead.buying_stage)
        self.assertFalse(lead.milestone_ids)
        self.assertEqual(lead.get_gate_action(self._stage(3).id), False)
        won = self.env["crm.stage"].search(
            [("is_won", "=", True), ("process_template_id", "=", False)], limit=1
        )
        lead.stage_id = won
        self.assertEqual(lead.won_status, "won")

    def test_nightly_statistics_leave_the_odds_of_projects(self):
        lead = self._create_lead()
        self.env["ir.config_parameter"].set_param("crm.pls_start_date", "2020-01-01")
        self.leads.sudo()._update_automated_probabilities()
        lead.invalidate_recordset()
        self.assertEqual(lead.probability, 10)
        self.assertEqual(lead.automated_probability, 10)

    def test_project_stands_in_a_stage_of_its_process(self):
        ordinary = self.env["crm.stage"].search(
            [("process_template_id", "=", False)], limit=1
        )
        lead = self._create_lead()
        with self.assertRaisesRegex(UserError, "choose one of its stages"):
            lead.stage_id = ordinary

    def test_change_of_team_starts_the_process_anew(self):
        """No detour by another team leads past the gates."""
        lead = self._lead_at(5)
        lead.with_user(self.manager).team_id = self.team
        self.assertFalse(lead.stage_id.process_template_id)
        lead.with_user(self.manager).write(
            {"team_id": self.project_team.id, "user_id": self.rep.id}
        )
        self.assertEqual(lead.stage_id, self._stage(1))
        sneaked = self._create_lead(
            self.colleague, user_id=self.colleague.id, team_id=self.team.id
        )
        with self.assertRaisesRegex(UserError, "cannot move"):
            sneaked.sudo().write(
                {
                    "stage_id": self._stage(6).id,
                    "team_id": self.project_team.id,
                    "user_id": self.rep.id,
                }
            )

    def test_running_projects_keep_the_process_of_the_team(self):
        self._create_lead()
        with self.assertRaisesRegex(UserError, "running opportunities"):
            self.project_team.process_template_id = False

    # buying stage and gap

    def test_buying_stage_is_required_for_projects(self):
        """S051: hard."""
        lead = self._create_lead()
        with self.assertRaisesRegex(ValidationError, "buying stage"):
            lead.buying_stage = False

    def test_buying_stage_is_taken_as_a_number_too(self):
        lead = self._create_lead(buying_stage=3)
        self.assertEqual(lead.buying_stage, "3")
        lead.write({"buying_stage": 2})
        self.assertEqual(lead.stage_gap, -1)

    def test_gap_warns_both_ways(self):
        """S053."""
        lead = self._lead_at(4)
        self.assertEqual(lead.stage_gap, 3)
        self.assertIn("more than the customer", lead.stage_gap_note)
        lead.buying_stage = "6"
        self.assertEqual(lead.stage_gap, -2)
        self.assertIn("lag behind", lead.stage_gap_note)
        lead.buying_stage = "4"
        self.assertIn("matches", lead.stage_gap_note)

    def test_gap_is_not_typed_in(self):
        lead = self._create_lead()
        with self.assertRaisesRegex(AccessError, "cannot be typed"):
            lead.stage_gap = 0
        with self.assertRaisesRegex(AccessError, "cannot be typed"):
            self._create_lead(process_template_id=False)

    def test_newest_report_sets_the_buying_stage(self):
        """S051; S071 the other way round."""
        lead = self._create_lead()
        self._report_for(lead, "demonstration")
        self.assertEqual(lead.buying_stage, "4")
        visit = self._create_visit(self.rep, lead_id=lead.id)
        self.assertEqual(
            visit.stage_id, self.env.ref("sales_visit_crm.sales_visit_stage_invitation")
        )

    def test_older_report_does_not_turn_the_clock_back(self):
        lead = self._create_lead()
        early = self._attend_visit(self.rep, lead_id=lead.id)
        early.write(self._prepare_report_vals(early))
        with self._at(days=3):
            self._report_for(lead, "requirements")
            early.stage_id = self.env.ref("sales_visit_crm.sales_visit_stage_visit")
            early.action_submit_report()
        self.assertEqual(lead.buying_stage, "5")

    def test_picture_shows_both_lines_and_proofs(self):
        lead = self._create_lead()
        self._tick(lead, 1)
        picture = lead.process_picture
        self.assertEqual(picture["steps"][0]["selling"], "now")
        self.assertTrue(picture["steps"][0]["is_done"])
        self.assertFalse(picture["steps"][1]["is_done"])

    def test_papers_carry_marks(self):
        """S058."""
        lead = self._create_lead()
        self._report_for(lead, channel="phone")
        marks = {paper["code"]: paper["count"] for paper in lead.process_papers}
        self.assertEqual(marks["B05"], 1)
        self.assertEqual(marks["B07"], 0)

    # tasks

    def test_done_activity_finishes_the_task_and_the_other_way_round(self):
        """S055, B36."""
        lead = self._create_lead()
        first, second = lead.condition_ids
        first.activity_id.action_feedback("They are unhappy with the price.")
        self.assertEqual(first.state, "done")
        self.assertEqual(first.date_done, fields.Date.to_date("2026-03-02"))
        activity = second.activity_id
        second.action_done()
        self.assertFalse(activity.active)
        self.assertEqual(lead.condition_rate, 100)

    def test_appraisal_counts_what_was_done_on_time(self):
        """S066."""
        lead = self._create_lead()
        first, second = lead.condition_ids
        first.action_done()
        with self._at(days=40):
            second.action_done()
        ((done, on_time),) = self.env["crm.lead.condition"]._read_group(
            [("lead_id", "=", lead.id)], [], ["done_rate:avg", "on_time_rate:avg"]
        )
        self.assertEqual((done, on_time), (100, 50))

    def test_only_leaders_waive_a_task(self):
        lead = self._create_lead()
        task = lead.condition_ids[0]
        with self.assertRaises(AccessError):
            task.action_waive("Not needed")
        with self.assertRaisesRegex(UserError, "Say why"):
            task.with_user(self.leader).action_waive(" ")
        task.with_user(self.leader).action_waive("Known already")
        self.assertEqual(task.state, "waived")

    def test_columns_are_those_of_the_process(self):
        self._create_lead()
        leads = self.leads.with_user(self.rep).with_context(
            default_team_id=self.project_team.id
        )
        groups = leads.formatted_read_group(
            [("team_id", "=", self.project_team.id)], ["stage_id"], ["__count"]
        )
        self.assertEqual(len(groups), 1)
        stages = leads._read_group_stage_ids(self._stage(1), [])
        self.assertEqual(stages, self.stages)

    def test_settings_reject_nonsense(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.company.process_pass_days = 0
            self.env.flush_all()

    def test_deadline_of_tasks_is_the_local_day(self):
        """At 07:30 in Shanghai it is still yesterday in UTC."""
        lead = self._create_lead()
        task = lead.condition_ids.sorted("date_deadline")[0]
        self.assertEqual(
            task.date_deadline, fields.Date.to_date("2026-03-02") + timedelta(days=5)
        )

    def test_team_shares_its_stages(self):
        team = self.env["crm.team"].create(
            {"name": "More Projects", "process_template_id": self.process.id}
        )
        self.assertIn(team, self._stage(1).team_ids)
        team.process_template_id = False
        self.assertNotIn(team, self._stage(1).team_ids)

    def test_criterion_must_make_sense(self):
        criteria = self.env["sales.gate.criterion"].with_user(self.manager)
        vals = {"name": "Offer", "stage_id": self._stage(1).id, "kind": "records"}
        model = self.env["ir.model"]._get_id("sale.order")
        for wrong in (
            {},
            {"model_id": model, "link_field": "partner_id"},
            {"model_id": model, "link_field": "opportunity_id", "domain": "[(1"},
            {
                "model_id": model,
                "link_field": "opportunity_id",
                "domain": "[('nothing', '=', 1)]",
            },
            {
                "model_id": model,
                "link_field": "opportunity_id",
                "max_age_days": 3,
                "date_field": "name",
            },
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                criteria.create({**vals, **wrong})

    def test_stage_texts_are_kept_from_salespersons(self):
        with self.assertRaises(AccessError):
            self._stage(1).milestone_ids.with_user(self.rep).name = "Easy"
        with self.assertRaises(AccessError):
            self.env["crm.gate.log"].with_user(self.rep).create({})
