"""Who may do what, tried with every role on a record of every model.

A model missing from the table fails the test.
"""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import NOW
from .security_common import SecurityCommon
from .security_table import (
    APPEND_ONLY,
    MODELS,
    OPEN_TO_APPROVERS,
    OPERATIONS,
    without_companion,
)

Command = fields.Command


@tagged("post_install", "-at_install")
class TestSecurity(SecurityCommon):
    def test_table_covers_every_model(self):
        self.assertEqual(self.own_models, set(MODELS))

    def test_every_role_may_do_what_the_table_says_and_nothing_else(self):
        samples = self._create_samples()
        for name, rights in MODELS.items():
            # Wizards belong to whoever opened them: only the kind is granted.
            record = samples.get(name, self.env[name])
            for role, user in self.roles.items():
                allowed = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if record.with_user(user).sudo(False).has_access(operation)
                )
                with self.subTest(model=name, role=role):
                    self.assertEqual(allowed, rights.get(role, ""))

    def test_search_finds_what_may_be_read_and_nothing_else(self):
        samples = self._create_samples()
        for name, record in samples.items():
            for role, user in self.roles.items():
                readable = "r" in MODELS[name].get(role, "")
                records = self.env[name].with_user(user).sudo(False)
                with self.subTest(model=name, role=role):
                    if records.has_access("read"):
                        found = records.search_count([("id", "=", record.id)])
                        self.assertEqual(bool(found), readable)
                    else:
                        self.assertFalse(readable)
                        with self.assertRaises(AccessError):
                            records.search([])

    def test_wizards_belong_to_whoever_opened_them(self):
        """Odoo itself lets everyone read the dialogs of others."""
        own = "[('create_uid', '=', user.id)]"
        rules = self.env["ir.rule"].search(
            [("groups", "=", False), ("domain_force", "=", own)]
        )
        wizards = {name for name in self.own_models if self.env[name]._transient}
        self.assertFalse(wizards - set(rules.model_id.mapped("model")))
        wizard = self.env["sales.visit.print"].with_user(self.rep).create({})
        self.assertTrue(wizard.has_access("write"))
        for user in (self.colleague, self.manager, self.foreign_rep):
            self.assertFalse(wizard.with_user(user).has_access("read"))

    # decisions are append-only

    def test_decisions_are_written_by_nobody(self):
        samples = self._create_samples()
        admin = self.env.ref("base.user_admin")
        admin.write(
            {"company_ids": [Command.link(self.company.id)], "tz": "Asia/Shanghai"}
        )
        users = [*self.roles.values(), admin]
        for name, rights in MODELS.items():
            if rights not in (APPEND_ONLY, without_companion(APPEND_ONLY)):
                continue
            record = samples[name]
            field = next(
                field
                for field in (
                    "visit_id",
                    "lead_id",
                    "partner_id",
                    "request_id",
                    "requester_id",
                )
                if field in record._fields
            )
            for user in users:
                row = record.with_user(user).sudo(False)
                with self.subTest(model=name, user=user.login):
                    with self.assertRaises(AccessError):
                        row.write({field: False})
                    with self.assertRaises(AccessError):
                        row.unlink()
                    with self.assertRaises(AccessError):
                        row.create({})
                    with self.assertRaises(AccessError):
                        row.copy()

    def test_decisions_are_not_written_through_the_visit(self):
        visit = self._report_visit(self.rep)
        open_visit = self._attend_visit(self.rep)
        rows = {
            "checkin_ids": {"kind": "in", "mode": "gps", "client_uid": "x"},
            "review_ids": {"decision": "sign", "validity": "valid"},
            "amendment_ids": {"field_name": "summary", "reason": "x"},
            "reschedule_ids": {"reason": "x"},
        }
        for target in (visit, open_visit):
            for name, vals in rows.items():
                for user in (self.rep, self.leader, self.manager):
                    existing = target.sudo()[name][:1].id
                    commands = [Command.create(vals)]
                    if existing:
                        commands += [
                            Command.update(existing, {"visit_id": False}),
                            Command.delete(existing),
                            Command.clear(),
                        ]
                    for command in commands:
                        with (
                            self.subTest(field=name, user=user.login, command=command),
                            self.assertRaises(UserError),
                            self.env.cr.savepoint(),
                        ):
                            target.with_user(user).write({name: [command]})

    # own, accompanied, team, company

    def test_salesperson_cannot_create_in_the_name_of_a_colleague(self):
        with self.assertRaises(AccessError):
            self._create_visit(self.rep, user_id=self.colleague.id)

    def test_leader_plans_for_the_team_but_not_for_another(self):
        visit = self._create_visit(self.leader, user_id=self.rep.id)
        self.assertEqual(visit.team_id, self.team)
        with self.assertRaises(AccessError):
            self._create_visit(self.leader, user_id=self.other_rep.id)

    def test_leader_of_no_team_sees_own_visits_only(self):
        lonely = self._new_user("lonely_leader", "group_sales_visit_leader")
        self._plan_visit(self.rep)
        own = self._plan_visit(lonely)
        self.assertEqual(self.env["sales.visit"].with_user(lonely).search([]), own)

    def test_companion_who_is_taken_off_reads_no_longer(self):
        visit = self._plan_visit(
            self.rep, companion_ids=[Command.set(self.companion.ids)]
        )
        self.assertTrue(visit.with_user(self.companion).has_access("read"))
        visit.companion_ids = False
        self.assertFalse(visit.with_user(self.companion).has_access("read"))

    def test_other_company_is_out_of_reach_even_for_its_manager(self):
        visit = self._plan_visit(self.rep)
        for user in (self.foreign_rep, self.foreign_manager):
            with self.assertRaises(AccessError):
                visit.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                visit.with_user(user).action_cancel("Ours now")
            self.assertFalse(self.env["sales.visit"].with_user(user).search([]))

    def test_purpose_of_another_company_is_not_offered(self):
        purpose = self.env["sales.visit.purpose"].create(
            {"name": "Theirs", "company_id": self.other_company.id}
        )
        purposes = self.env["sales.visit.purpose"]
        self.assertNotIn(purpose, purposes.with_user(self.rep).search([]))
        self.assertIn(purpose, purposes.with_user(self.foreign_rep).search([]))

    def test_actions_respect_the_rules_of_the_record(self):
        """A button is a door like any other: nobody acts on what they cannot write."""
        actions = {
            "action_plan": (),
            "action_confirm": (),
            "action_check_in": (),
            "action_submit_report": (),
            "action_cancel": ("Mine",),
            "action_no_show": ("Mine",),
            "action_reschedule": (NOW, "Mine"),
            "action_review_history": (),
            "action_merge_duplicates": (),
            "action_create_lead": (),
            "action_review": (),
            "action_return": ("Mine",),
        }
        visit = self._plan_visit(
            self.rep, companion_ids=[Command.set(self.companion.ids)]
        )
        self._plan_visit(self.rep)
        for role in ("companion", "colleague", "other_leader", "auditor", "outsider"):
            for action, arguments in actions.items():
                user = self.roles[role]
                with (
                    self.subTest(role=role, action=action),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    getattr(visit.with_user(user), action)(*arguments)
        self.env.invalidate_all()
        self.assertRecordValues(
            visit, [{"state": "planned", "history_reviewed_on": False}]
        )

    def test_settings_are_the_administrators(self):
        for user in (self.rep, self.leader, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.company.with_user(user).visit_appointment_lead_days = 0

    def test_archived_salesperson_leaves_the_visits_readable(self):
        visit = self._plan_visit(self.rep)
        self.rep.active = False
        self.env.invalidate_all()
        as_leader = visit.with_user(self.leader)
        self.assertEqual(as_leader.user_id.name, "Rep")
        as_leader.action_cancel("The salesperson left.")
        self.assertEqual(visit.state, "cancel")

    # What a role beside the chain is there to write.
    own_writes = {
        "group_private_data": {
            "customer.contact.profile",
            "customer.contact.family",
            "customer.contact.criterion",
            "customer.contact.erase",
        },
        "group_reveal_phone": {"customer.reveal"},
    }

    def test_role_beside_the_chain_gives_no_right_to_write(self):
        for group in (
            "group_archivist",
            "group_private_data",
            "group_reveal_phone",
            "group_price_floor",
            "group_director",
            "group_general_manager",
        ):
            user = new_test_user(
                self.env, login=group, groups=f"sales_visit_crm.{group}"
            )
            own = self.own_writes.get(group, ())
            for name in set(MODELS) - OPEN_TO_APPROVERS:
                with self.subTest(group=group, model=name):
                    self.assertEqual(
                        self.env[name].with_user(user).has_access("write"), name in own
                    )
