"""Who may do what: one table over every model of the add-on.

Read a row as: on records of the salesperson ``rep``, this role may (r)ead, (w)rite,
(c)reate and (u)nlink. Whatever is not written is refused. A model missing from
``MODELS`` fails the test.
"""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import NOW, SalesVisitCommon

Command = fields.Command
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}

# Kinds of models; a role that is not named may do nothing.
DOCUMENT = {
    "rep": "rwcu",
    "companion": "r",
    "leader": "rwcu",
    "manager": "rwcu",
    "auditor": "r",
}
APPEND_ONLY = dict.fromkeys(DOCUMENT, "r")
REFERENCE = {
    "rep": "r",
    "companion": "r",
    "colleague": "r",
    "other_rep": "r",
    "leader": "r",
    "other_leader": "r",
    "manager": "rwcu",
    "auditor": "r",
    "foreign_rep": "r",
    "foreign_manager": "rwcu",
}
FIXED = dict.fromkeys(REFERENCE, "r")
CUSTOMER_REFERENCE = {**REFERENCE, "steward": "rwcu"}
WIZARD = {
    "rep": "rwc",
    "companion": "rwc",
    "colleague": "rwc",
    "other_rep": "rwc",
    "leader": "rwc",
    "other_leader": "rwc",
    "manager": "rwc",
    "foreign_rep": "rwc",
    "foreign_manager": "rwc",
}
LEADER_WIZARD = {
    "leader": "rwc",
    "other_leader": "rwc",
    "manager": "rwc",
    "foreign_manager": "rwc",
}
MANAGER_WIZARD = {"manager": "rwc", "foreign_manager": "rwc"}
PRINT_WIZARD = {**WIZARD, "auditor": "rwc"}
FILE_WIZARD = {**LEADER_WIZARD, "steward": "rwc"}


# Whoever may approve decides in a dialog and may let somebody decide for them.
OPEN_TO_APPROVERS = {"approval.decide", "approval.delegation"}


def without_companion(table):
    return {role: rights for role, rights in table.items() if role != "companion"}


# Made by the lock; the requester may still give the reason of a draft.
CHANGE_REQUEST = {
    "rep": "rw",
    "leader": "rw",
    "manager": "rw",
    "steward": "rw",
    "auditor": "r",
}
CHANNEL = {
    **dict.fromkeys(REFERENCE, "r"),
    "manager": "rw",
    "steward": "rw",
    "foreign_manager": "rw",
}
CHANNEL_TEST = dict.fromkeys(("manager", "steward", "foreign_manager"), "rwc")
# Who provided the data, who leads them, and who looks on.
AUDITED = {"rep": "r", "leader": "r", "manager": "r", "auditor": "r"}
# Whom a salesperson meets is written down on the spot.
COMPETITOR = {
    **dict.fromkeys(WIZARD, "rc"),
    "manager": "rwcu",
    "foreign_manager": "rwcu",
# Proposed by salespersons, kept once submitted.
NOMINATION = {"rep": "rwc", "leader": "rwc", "manager": "rwcu", "auditor": "r"}
SERVICE = {"rep": "rw", "leader": "rw", "manager": "rwcu", "auditor": "r"}
# What a whole company sells is not for every salesperson.
PARETO = {
    "leader": "r",
    "other_leader": "r",
    "manager": "rwcu",
    "auditor": "r",
}
LOCK_RULE = {"manager": "rwcu", "foreign_manager": "rwcu", "steward": "r"}

# Forms are read by whoever keeps the customer's file, and made by sales managers.
ASSESSMENT_FORM = {**REFERENCE, "steward": "r"}
ASSESSMENT = {
    "rep": "rwc",
    "leader": "rwc",
    "manager": "rwcu",
    "steward": "r",
    "auditor": "r",
}


MODELS = {
    # documents and what hangs on them
    "sales.visit": DOCUMENT,
    "sales.visit.material": DOCUMENT,
    "sales.visit.step": DOCUMENT,
    "sales.visit.plan": without_companion(DOCUMENT),
    "sales.commitment": without_companion(DOCUMENT),
    # written once, by the engine
    "sales.visit.checkin": APPEND_ONLY,
    "sales.visit.reschedule": APPEND_ONLY,
    "sales.visit.review": APPEND_ONLY,
    "sales.visit.amendment": APPEND_ONLY,
    "sales.commitment.move": without_companion(APPEND_ONLY),
    # customer data
    "customer.change.request": CHANGE_REQUEST,
    "customer.change.request.line": dict.fromkeys(CHANGE_REQUEST, "r"),
    "customer.protected.field": LOCK_RULE,
    "customer.protected.field.channel": LOCK_RULE,
    "customer.write.channel": CHANNEL,
    # private profiles, audits and file reviews
    "customer.contact.profile": {"keeper": "rwc"},
    "customer.contact.family": {"keeper": "rwcu"},
    "customer.contact.criterion": {"keeper": "rwcu"},
    "customer.contact.revision": {"keeper": "r"},
    "customer.contact.erasure": {"keeper": "r", "steward": "r"},
    "customer.audit": {**AUDITED, "steward": "rwcu"},
    "customer.audit.line": {**AUDITED, "steward": "rw"},
    "customer.audit.item": {**FIXED, "steward": "rwcu"},
    "customer.file.review": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rwc",
        "auditor": "r",
        "steward": "rwc",
    },
    # assessments; scores come with the assessment and go with it
    "customer.assessment": ASSESSMENT,
    "customer.assessment.line": {
        **dict.fromkeys(ASSESSMENT, "r"),
        "rep": "rw",
        "leader": "rw",
        "manager": "rwu",
    },
    "customer.assessment.appeal": {
        "rep": "rwc",
        "leader": "r",
        "manager": "rwc",
        "auditor": "r",
    },
    "customer.assessment.template": ASSESSMENT_FORM,
    "customer.assessment.group": ASSESSMENT_FORM,
    "customer.assessment.indicator": ASSESSMENT_FORM,
    "customer.assessment.choice": ASSESSMENT_FORM,
    "customer.assessment.band": ASSESSMENT_FORM,
    "approval.request": without_companion(APPEND_ONLY),
    "approval.request.step": without_companion(APPEND_ONLY),
    "approval.request.approver": without_companion(APPEND_ONLY),
    "approval.decision": without_companion(APPEND_ONLY),
    # letters of delegation
    "approval.delegation": {
        "rep": "rwc",
        "leader": "r",
        "manager": "rwc",
        "auditor": "r",
    },
    # status, cadence, pool
    "sales.nightly.run": dict.fromkeys(("manager", "foreign_manager"), "r"),
    "customer.status.log": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.status.set": WIZARD,
    "customer.cadence": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.cadence.set": WIZARD,
    "customer.pool.entry": {
        name: rights for name, rights in FIXED.items() if "foreign" not in name
    },
    "customer.pool.log": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.pool.claim": WIZARD,
    "customer.owner.change": WIZARD,
    "customer.cadence.report": without_companion(APPEND_ONLY),
    "customer.contact.month": without_companion(APPEND_ONLY),
    "customer.capacity": LEADER_WIZARD,
    "customer.capacity.line": dict.fromkeys(LEADER_WIZARD, "rwcu"),
    # analysis
    "sales.visit.report": APPEND_ONLY,
    "sales.visit.coverage": without_companion(APPEND_ONLY),
    # selling process
    "crm.lead.milestone": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.lead.condition": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.gate.pass": {
        "rep": "rwc",
        "leader": "rwc",
        "manager": "rwc",
        "auditor": "r",
    },
    "crm.lead.buying.step": without_companion(DOCUMENT),
    "crm.gate.log": without_companion(APPEND_ONLY),
    "crm.lead.anomaly": without_companion(APPEND_ONLY),
    "sales.process.template": REFERENCE,
    "crm.stage.milestone": REFERENCE,
    "crm.stage.condition": REFERENCE,
    "crm.stage.paper": REFERENCE,
    "sales.gate.criterion": REFERENCE,
    "crm.gate.move": WIZARD,
    "crm.gate.move.line": dict.fromkeys(WIZARD, "rwcu"),
    # reference
    "sales.visit.purpose": REFERENCE,
    "sales.visit.purpose.item": REFERENCE,
    "sales.visit.stage": REFERENCE,
    "sales.visit.transport": REFERENCE,
    "sales.visit.requirement": FIXED,
    "customer.composition": {**without_companion(APPEND_ONLY), "steward": "r"},
    "customer.contact.role": CUSTOMER_REFERENCE,
    "customer.file.field": CUSTOMER_REFERENCE,
    "customer.nature": CUSTOMER_REFERENCE,
    # written and read as fields of the partner only
    "customer.dossier": {},
    "customer.grade": CUSTOMER_REFERENCE,
    "approval.route": {**REFERENCE, "steward": "r"},
    "approval.step": {**REFERENCE, "steward": "r"},
    "customer.disclosure": {"rep": "r", "steward": "r"},
    "customer.reveal": {},
    # intent levels
    "crm.intent.level": REFERENCE,
    "crm.intent.log": without_companion(APPEND_ONLY),
    "crm.intent.report": without_companion(APPEND_ONLY),
    "crm.intent.proposal": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.loss.dossier": {
        "rep": "rw",
        "leader": "rw",
        "manager": "rw",
        "auditor": "r",
    },
    "crm.competitor": COMPETITOR,
    "crm.intent.finding": without_companion(APPEND_ONLY),
    "crm.lead.competitor": without_companion(DOCUMENT),
    "crm.lead.risk": without_companion(DOCUMENT),
    "crm.lead.plan.line": without_companion(DOCUMENT),
    "crm.intent.rate": WIZARD,
    "crm.intent.decide": WIZARD,
    # key accounts
    "key.account.tier": {**REFERENCE, "steward": "r"},
    "key.account.service.policy": REFERENCE,
    "key.account.service.policy.line": REFERENCE,
    "key.account.nomination": NOMINATION,
    "key.account.tier.log": without_companion(APPEND_ONLY),
    "key.account.service.task": SERVICE,
    "key.account.pareto.run": PARETO,
    "key.account.pareto.line": without_companion(APPEND_ONLY),
    # wizards
    "customer.channel.test": CHANNEL_TEST,
    "customer.channel.test.line": dict.fromkeys(CHANNEL_TEST, "rwcu"),
    "customer.assessment.start": WIZARD,
    "customer.assessment.simulation": MANAGER_WIZARD,
    "customer.assessment.simulation.line": dict.fromkeys(MANAGER_WIZARD, "r"),
    "customer.file.return": FILE_WIZARD,
    "sales.visit.amend": WIZARD,
    "sales.visit.appoint": WIZARD,
    "sales.visit.close": WIZARD,
    "sales.visit.move": WIZARD,
    "sales.commitment.settle": WIZARD,
    "approval.decide": {**WIZARD, "steward": "rwc"},
    "approval.dry.run": MANAGER_WIZARD,
    "sales.visit.decide": LEADER_WIZARD,
    "sales.visit.print": {**PRINT_WIZARD, "steward": "rwc"},
    "sales.ledger.export": {**PRINT_WIZARD, "steward": "rwc"},
    "customer.contact.erase": {"keeper": "rwc", "steward": "rwc"},
    "customer.audit.settle": {**WIZARD, "steward": "rwc"},
    "customer.change.bulk": {**WIZARD, "steward": "rwc"},
    "customer.change.line.reject": {**WIZARD, "steward": "rwc"},
}


@tagged("post_install", "-at_install")
class TestSecurity(SalesVisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companion = cls._new_user("companion", "group_sales_visit_user")
        cls.keeper = cls._new_user("keeper", "group_private_data")
        cls.company.customer_profile_enabled = True
        cls.foreign_manager = cls._new_user(
            "foreign_manager",
            "group_sales_visit_manager",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )
        names = (
            "rep",
            "companion",
            "colleague",
            "leader",
            "other_rep",
            "other_leader",
            "manager",
            "auditor",
            "steward",
            "keeper",
            "outsider",
            "portal",
            "foreign_rep",
            "foreign_manager",
        )
        cls.roles = {name: getattr(cls, name) for name in names}
        cls.roles["public"] = cls.env.ref("base.public_user")
        cls.own_models = {
            model.model
            for model in cls.env["ir.model"].search([])
            if cls.env[model.model]._original_module == "sales_visit_crm"
            and not cls.env[model.model]._abstract
        }

    def _create_samples(self):
        """Return for each stored model a record of the rep's."""
        self.customer.user_id = self.rep
        companions = [Command.set(self.companion.ids)]
        signed = self._review_visit(self.rep, companion_ids=companions)
        signed._amend("summary", "Better.", "Typing error")
        visit = self._attend_visit(self.rep, companion_ids=companions)
        visit.step_ids = [Command.create({"name": "Send it"})]
        promise = self._create_commitment(visit)
        promise.action_move("2026-04-01", "Out of stock")
        moved = self._plan_visit(self.rep, companion_ids=companions)
        moved.action_reschedule("2026-03-09 02:00:00", "Storm")
        plan = self.env["sales.visit.plan"].with_user(self.rep).create({})
        self.env.flush_all()
        samples = {
            "sales.visit": visit,
            "sales.visit.material": visit.material_ids,
            "sales.visit.step": visit.step_ids,
            "sales.visit.plan": plan,
            "sales.commitment": promise,
            "sales.visit.checkin": visit.checkin_ids[0],
            "sales.visit.reschedule": moved.reschedule_ids,
            "sales.visit.review": signed.review_ids,
            "sales.visit.amendment": signed.amendment_ids,
            "sales.commitment.move": promise.move_ids,
            "sales.visit.report": self.env["sales.visit.report"].browse(visit.id),
            "sales.visit.coverage": self.env["sales.visit.coverage"].search(
                [
                    ("partner_id", "=", self.customer.id),
                    ("company_id", "=", self.company.id),
                ]
            ),
            "sales.visit.purpose": self.purpose,
            "sales.visit.purpose.item": self.purpose.item_ids,
            "sales.visit.stage": self.stage,
            "sales.visit.transport": self.env["sales.visit.transport"].search(
                [], limit=1
            ),
            **self._create_change_samples(),
            **self._create_profile_samples(),
            **self._create_audit_samples(),
            **self._create_assessment_samples(),
            **self._create_process_samples(),
            "sales.visit.requirement": self.env["sales.visit.requirement"].search(
                [], limit=1
            ),
            "customer.contact.role": self.env["customer.contact.role"].search(
                [], limit=1
            ),
            "customer.file.field": self.env["customer.file.field"].search([], limit=1),
            "customer.nature": self.env["customer.nature"].search([], limit=1),
            "customer.dossier": self.env["customer.dossier"].create({}),
            "customer.grade": self.env["customer.grade"].search([], limit=1),
            "customer.disclosure": self.env["customer.disclosure"]
            .with_user(self.rep)
            ._log("print", self.customer, ["phone"]),
            "customer.composition": self._create_composition_sample(),
            **self._create_cadence_samples(),
        }
        samples.update(self._create_approval_samples(visit))
        samples.update(self._create_intent_samples())
        samples.update(self._create_key_account_samples())
        for name, record in samples.items():
            self.assertEqual(len(record), 1, name)
        return samples

    def _create_composition_sample(self):
        self.customer.with_user(self.rep).action_open_file()
        self.env.flush_all()
        return self.env["customer.composition"].browse(self.customer.id)

    def _create_cadence_samples(self):
        customer = self.customer.with_user(self.rep)
        customer._set_status_by_hand("intended", "They asked for a price.")
        run = {"job": "test", "run_day": NOW.date()}
        given_up = self.env["res.partner"].create(
            {"name": "Pooled Customer", "user_id": self.rep.id}
        )
        given_up.with_user(self.rep)._change_owner(self.rep.browse(), "Too far away")
        return {
            "sales.nightly.run": self.env["sales.nightly.run"].create(run),
            "customer.status.log": self.customer.status_log_ids,
            "customer.cadence": self.customer.customer_cadence_ids,
            "customer.cadence.report": self.env["customer.cadence.report"].browse(
                self.customer.customer_cadence_ids.id
            ),
            "customer.contact.month": self.env["customer.contact.month"].search(
                [("partner_id", "=", self.customer.id)], limit=1
            ),
            "customer.pool.log": given_up.pool_log_ids,
            "customer.pool.entry": self.env["customer.pool.entry"].search(
                [("partner_id", "=", given_up.id)]
            ),
        }

    def _create_change_samples(self):
        """Return a request of the rep's, by what they save on a registered customer."""
        registered = self.env["res.partner"].create(
            {"name": "Registered Customer", "user_id": self.rep.id}
        )
        self.env.cr.execute(
            "UPDATE res_partner SET file_state = 'registered', is_registered = true"
            " WHERE id = %s",
            (registered.id,),
        )
        registered.invalidate_recordset()
        registered.with_user(self.rep).write({"city": "Suzhou"})
        request = registered.change_request_ids
        rule = self.env.ref("sales_visit_crm.customer_protected_field_res_partner_vat")
        channel = self.env.ref("sales_visit_crm.customer_write_channel_cron")
        rule.exception_ids = [Command.create({"channel_id": channel.id})]
        return {
            "customer.change.request": request,
            "customer.change.request.line": request.line_ids,
            "customer.protected.field": rule,
            "customer.protected.field.channel": rule.exception_ids,
            "customer.write.channel": channel,
        }

    def _create_profile_samples(self):
        """Return a private profile with its lines, and the trace of an erased one."""
        profiles = self.env["customer.contact.profile"].with_user(self.keeper)
        kept, erased = profiles.create(
            [
                {
                    "partner_id": self.contact.id,
                    "family_ids": [Command.create({"relation": "spouse"})],
                    "criterion_ids": [Command.create({"name": "Price"})],
                },
                {"partner_id": self.second_contact.id},
            ]
        )
        kept.revision_ids.sudo().unlink()
        kept.rapport = "first"
        erased.action_erase("She asked for it")
        return {
            "customer.contact.profile": kept,
            "customer.contact.family": kept.family_ids,
            "customer.contact.criterion": kept.criterion_ids,
            "customer.contact.revision": kept.revision_ids,
            "customer.contact.erasure": self.env["customer.contact.erasure"].search(
                [("partner_id", "=", self.second_contact.id)]
            ),
        }

    def _create_audit_samples(self):
        """Return the audit and the review of a registered customer of the rep's."""
        customer = self.env["res.partner"].create(
            {"name": "Audited Customer", "user_id": self.rep.id}
        )
        customer._file_engine_write(
            {"file_state": "registered", "file_company_id": self.company.id}
        )
        audit = self.env["customer.audit"].with_user(self.steward).create({})
        audit.action_draw_sample()
        review = self.env["customer.file.review"].create(
            {"partner_id": customer.id, "user_id": self.rep.id}
        )
        return {
            "customer.audit": audit,
            # Not those of the demo data, which are in the sample too.
            "customer.audit.line": audit.line_ids.filtered(
                lambda line: line.partner_id == customer
            ),
            "customer.audit.item": self.env["customer.audit.item"].search([], limit=1),
            "customer.file.review": review,
        }

    def _create_assessment_samples(self):
        """Return an assessment of the rep's in force, an appeal, and its form."""
        assessment = (
            self.env["customer.assessment"]
            .with_user(self.rep)
            .create({"partner_id": self.customer.id})
        )
        assessment._engine_write({"state": "confirmed"})
        assessment._engine_write({"state": "effective"})
        appeal = (
            self.env["customer.assessment.appeal"]
            .with_user(self.rep)
            .create({"assessment_id": assessment.id, "reason": "They buy more."})
        )
        form = self.env.ref("sales_visit_crm.customer_assessment_template_credit")
        groups = self.env["customer.assessment.group"]
        return {
            "customer.assessment": assessment,
            "customer.assessment.line": assessment.line_ids[0],
            "customer.assessment.appeal": appeal,
            "customer.assessment.template": form,
            "customer.assessment.group": groups.search([], limit=1),
            "customer.assessment.indicator": form.indicator_ids[0],
            "customer.assessment.choice": form.indicator_ids.choice_ids[0],
            "customer.assessment.band": form.band_ids[0],
    def _create_intent_samples(self):
        """Return a rated deal's history, and a proposal that waits."""
        level = self.env.ref("sales_visit_crm.crm_intent_level_a")
        lead = self.env["crm.lead"].create(
            {
                "name": "Rated Deal",
    def _create_process_samples(self):
        """Return a project of the rep's with what hangs on it, and its process."""
        process = self.env.ref("sales_visit_crm.sales_process_template_project")
        self.team.process_template_id = process
        lead = self.env["crm.lead"].create(
            {
                "name": "Sample Project",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.rep.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "intent_level_id": level.id,
            }
        )
        today = self.company._get_sales_today()
        proposals = self.env["crm.intent.proposal"]
        proposal = proposals._as_engine().create(
            {
                "lead_id": lead.id,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": self.rep.id,
                "team_id": self.team.id,
                "kind": "silent",
                "level_id": level.id,
                "date_proposed": today,
                "date_deadline": today,
                "state": "open",
            }
        )
        reason = self.env["crm.lost.reason"].create({"name": "Price"})
        dossier = lead.with_user(self.rep)._open_loss_dossiers(
            {"lost_reason_id": reason.id, "note": "Too dear"}
        )
        rival = self.env["crm.competitor"].create({"name": "Rival"})
        lead.write(
            {
                "competitor_line_ids": [Command.create({"competitor_id": rival.id})],
                "risk_ids": [Command.create({"name": "Budget"})],
                "plan_line_ids": [
                    Command.create(
                        {"name": "Send the offer", "date_deadline": "2026-03-09"}
                    )
                ],
            }
        )
        finding = self.env["crm.intent.finding"].create(
            {
                "point": "r071",
                "lead_id": lead.id,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "user_id": self.rep.id,
                "team_id": self.team.id,
                "date_found": NOW,
                "date_seen": NOW,
            }
        )
        self.env.flush_all()
        return {
            "crm.loss.dossier": dossier,
            "crm.competitor": rival,
            "crm.intent.finding": finding,
            "crm.lead.competitor": lead.competitor_line_ids,
            "crm.lead.risk": lead.risk_ids,
            "crm.lead.plan.line": lead.plan_line_ids,
            "crm.intent.level": level,
            "crm.intent.log": lead.intent_log_ids,
            "crm.intent.report": self.env["crm.intent.report"].browse(
                lead.intent_log_ids.ids
            ),
            "crm.intent.proposal": proposal,
                "date_deadline": "2026-01-01",
            }
        )
        waiting = (
            self.env["crm.gate.pass"]
            .with_user(self.rep)
            .create(
                {"lead_id": lead.id, "stage_id": lead.next_stage_id.id, "reason": "Go"}
            )
        )
        self.env["crm.lead.anomaly"]._detect(lead.ids)
        stage = process.stage_ids[0]
        return {
            "crm.lead.milestone": lead.milestone_ids[0],
            "crm.lead.condition": lead.condition_ids[0],
            "crm.gate.pass": waiting,
            "crm.lead.buying.step": self.env["crm.lead.buying.step"]
            .with_user(self.rep)
            .create({"lead_id": lead.id, "name": "The board approves the budget"}),
            "crm.gate.log": lead.gate_log_ids,
            "crm.lead.anomaly": lead.anomaly_ids,
            "sales.process.template": process,
            "crm.stage.milestone": stage.milestone_ids[0],
            "crm.stage.condition": stage.condition_ids[0],
            "crm.stage.paper": stage.paper_ids[0],
            "sales.gate.criterion": stage.criterion_ids[0],
        }

    def _create_approval_samples(self, document):
        """Return a request of the rep's on which the leader decided, and a letter."""
        route = self.env["approval.route"].create(
            {
                "name": "Leader",
                "model_id": self.env["ir.model"]._get_id("customer.change.request"),
                "step_ids": [Command.create({"name": "Leader"})],
            }
        )
        seat = {"user_id": self.leader.id, "reason": "Leads", "slot": 1}
        step = {"name": "Leader", "rule": "any", "stage": 1}
        request = self.env["approval.request"].create(
            {
                "name": "Sample",
                "res_model": document._name,
                "res_id": document.id,
                "company_id": self.company.id,
                "requester_id": self.rep.id,
                "submitter_id": self.rep.id,
                "route_id": route.id,
                "duplicate_rule": "once",
                "date_submitted": NOW,
                "step_ids": [
                    Command.create({**step, "approver_ids": [Command.create(seat)]})
                ],
            }
        )
        request._log("approve", step=request.step_ids, user=self.leader)
        today = self.rep._get_sales_today()
        letter = {"date_from": today, "date_to": today, "reason": "Travel"}
        letters = self.env["approval.delegation"].with_user(self.rep)
        return {
            "approval.route": route,
            "approval.step": route.step_ids,
            "approval.request": request,
            "approval.request.step": request.step_ids,
            "approval.request.approver": request.approver_ids,
            "approval.decision": request.decision_ids,
            "approval.delegation": letters.create(
                {**letter, "to_user_id": self.leader.id}
            ),
        }

    def _create_key_account_samples(self):
        """Return a key account of the rep's, its services, and an analysis."""
        customer = self.env["res.partner"].create(
            {"name": "Key Account", "user_id": self.rep.id}
        )
        tier = self.env.ref("sales_visit_crm.key_account_tier_silver")
        nominations = self.env["key.account.nomination"].with_user(self.rep)
        nomination = nominations.create({"partner_id": customer.id})
        nomination.write(
            {
                "proposed_tier_id": tier.id,
                "purchasing_power": 4,
                "demand": 4,
                "influence": 4,
                "basis": "Buys every month.",
            }
        )
        nomination.action_assess()
        nomination.action_submit()
        nomination.with_user(self.manager).action_approve()
        run = self.env["key.account.pareto.run"].create(
            {"company_id": self.company.id, "date_to": "2026-02-28"}
        )
        run._compute_lines()
        return {
            "key.account.tier": tier,
            "key.account.service.policy": tier.service_policy_id,
            "key.account.service.policy.line": tier.service_policy_id.line_ids[:1],
            "key.account.nomination": nomination,
            "key.account.tier.log": customer.key_account_log_ids,
            "key.account.service.task": customer.key_account_task_ids.filtered(
                lambda task: task.user_id == self.rep
            )[:1],
            "key.account.pareto.run": run,
            # Key accounts without sales are in the analysis as well.
            "key.account.pareto.line": run.line_ids.filtered(
                lambda line: line.partner_id == customer
            ),
        }

    # the matrix

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
