from odoo import fields

from .common import NOW, SalesVisitCommon

Command = fields.Command


class SecurityCommon(SalesVisitCommon):
    """One record of every model, on the salesperson ``rep``."""

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
        }
        samples.update(self._create_approval_samples(visit))
        samples.update(self._create_assessment_samples())
        samples.update(self._create_cadence_samples())
        samples.update(self._create_process_samples())
        samples.update(self._create_intent_samples())
        samples.update(self._create_key_account_samples())
        for name, record in samples.items():
            self.assertEqual(len(record), 1, name)
        return samples

    def _create_composition_sample(self):
        self.customer.with_user(self.rep).action_open_file()
        self.env.flush_all()
        return self.env["customer.composition"].browse(self.customer.id)

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

    # the matrix

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
        }

    def _create_intent_samples(self):
        """Return a rated deal's history, and a proposal that waits."""
        level = self.env.ref("sales_visit_crm.crm_intent_level_a")
        lead = self.env["crm.lead"].create(
            {
                "name": "Rated Deal",
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
        }

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
