from unittest.mock import patch

from .common import SalesVisitCommon


class IntentCommon(SalesVisitCommon):
    """Deals of the salesperson ``rep``, and the four levels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        levels = cls.env["crm.intent.level"]
        cls.level_h, cls.level_a, cls.level_b, cls.level_c = (
            levels.search([("code", "=", code)]) for code in "HABC"
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Price"})
        cls.lead = cls._create_lead()

    @classmethod
    def _create_lead(cls, user=None, **vals):
        return (
            cls.env["crm.lead"]
            .with_user(user or cls.rep)
            .create(
                {
                    "name": "Water coolers",
                    "type": "opportunity",
                    "partner_id": cls.customer.id,
                    "user_id": cls.rep.id,
                    "team_id": cls.team.id,
                    "company_id": cls.company.id,
                    **vals,
                }
            )
        )

    @classmethod
    def _call(cls, lead=None, user=None, report=None, **vals):
        """Return a call with the customer that took place and is reported."""
        lead = lead if lead is not None else cls.lead
        visit = cls._create_visit(
            user or cls.rep, channel="phone", lead_id=lead.id, **vals
        )
        visit.action_plan()
        visit.write(cls._prepare_report_vals(visit, **(report or {})))
        if lead.intent_level_id and not visit.intent_level_after_id:
            visit.intent_level_after_id = lead.intent_level_id
        visit.action_submit_report()
        return visit

    def _last_log(self, lead=None):
        lead = lead if lead is not None else self.lead
        return lead.intent_log_ids.sorted("id")[-1:]

    def _run_cron(self, model, method):
        """Run a nightly job as the system does; return the sizes of its batches."""
        batches = []

        def commit(_cron, processed=0, **_kwargs):
            self.env.flush_all()
            batches.append(processed)
            return 1.0

        jobs = self.env[model].with_user(self.env.ref("base.user_root"))
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", commit):
            getattr(jobs, method)()
        return batches
