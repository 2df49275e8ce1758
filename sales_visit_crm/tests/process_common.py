from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from .common import SalesVisitCommon


class ProcessCommon(SalesVisitCommon):
    """A team that sells projects by the shipped process, led by ``leader``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(type(cls.env["ir.cron"]), "_commit_progress", return_value=1)
        )
        cls.process = cls.env.ref("sales_visit_crm.sales_process_template_project")
        cls.stages = cls.process.stage_ids.sorted("process_number")
        cls.leads = cls.env["crm.lead"]
        cls.project_team = cls.env["crm.team"].create(
            {
                "name": "Projects",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "process_template_id": cls.process.id,
            }
        )
        # In one team only: Odoo takes memberships in turn otherwise.
        cls.team.member_ids = [Command.set(cls.colleague.ids)]
        cls.project_team.member_ids = [Command.set(cls.rep.ids)]
        roles = cls.env["customer.contact.role"].search([])
        cls.role = {role.code: role for role in roles}
        cls.product = cls.env["product.product"].create(
            {"name": "Water Plant", "list_price": 1000}
        )

    @contextmanager
    def assertRaisesRegex(self, *args, **kwargs):  # noqa: N802 (unittest's name)
        """Check the message, and take back what the refused call has done."""
        with (
            super().assertRaisesRegex(*args, **kwargs) as caught,
            self.env.cr.savepoint(),
        ):
            yield caught

    @classmethod
    def _stage(cls, number):
        return cls.stages[number - 1]

    @classmethod
    def _create_lead(cls, user=None, **vals):
        return cls.leads.with_user(user or cls.rep).create(
            {
                "name": "Water plant of Donghai",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.rep.id,
                "team_id": cls.project_team.id,
                **vals,
            }
        )

    @classmethod
    def _lead_at(cls, number, **vals):
        """Return an opportunity that a manager put into stage ``number``."""
        lead = cls._create_lead(**vals)
        if number > 1:
            lead.with_user(cls.manager).write(
                {
                    "stage_id": cls._stage(number).id,
                    "process_reason": "Taken over from the paper file",
                }
            )
            lead.sudo().condition_ids._finish()
        return lead.with_user(cls.rep)

    @classmethod
    def _tick(cls, lead, *numbers):
        """Reach the milestones of the stages, each by a file."""
        for number in numbers or (lead.stage_id.process_number,):
            row = lead.milestone_ids.filtered(
                lambda item, number=number: item.process_number == number
            )
            file = {"name": "proof.txt", "raw": b"x", "res_model": row._name}
            row.attachment_ids = [Command.create(file)]
            row.action_tick()

    @classmethod
    def _report_for(cls, lead, stage="invitation", **vals):
        report = {"stage_id": cls.env.ref(f"sales_visit_crm.sales_visit_stage_{stage}")}
        return cls._report_visit(
            cls.rep, {"stage_id": report["stage_id"].id}, lead_id=lead.id, **vals
        )

    @classmethod
    def _quote(cls, lead, state="sent"):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "opportunity_id": lead.id,
                "company_id": cls.company.id,
                "order_line": [Command.create({"product_id": cls.product.id})],
            }
        )
        if state == "sale":
            order.action_confirm()
        else:
            order.state = state
        return order

    @classmethod
    def _complete_first_stage(cls, lead):
        """Provide everything the first gate asks for."""
        lead.write(
            {
                "expected_revenue": 100000,
                "date_deadline": fields.Date.to_date("2026-06-30"),
            }
        )
        cls._report_for(lead)
        cls._tick(lead, 1)
        lead.condition_ids.action_done()
