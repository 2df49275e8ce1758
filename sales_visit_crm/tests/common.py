from contextlib import contextmanager
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time, new_test_user

from odoo.addons.base.tests.common import BaseCommon

# Monday, 07:30 in Shanghai: in UTC it is still Sunday.
NOW = datetime(2026, 3, 1, 23, 30)
ZONE = "Asia/Shanghai"

# One value for whatever a purpose may make mandatory (attachment and opportunity
# apart, which are records: see _prepare_report_vals).
REPORT_SAMPLES = {
    "collection_amount": 5000.0,
    "competitor_note": "A rival offers 3 % less.",
    "customer_suggestion": "Deliver on Mondays.",
    "data_confirmed": "yes",
    "failure_note": "The price list was outdated.",
    "key_element_note": "Price and delivery time.",
    "need_note": "Two hundred cases a month.",
    "problem_note": "Late delivery in January.",
    "product_attitude": "interested",
    "success_note": "Trial order agreed.",
}


class SalesVisitCommon(BaseCommon):
    """Users with one role each, two teams, two companies, and visits at any stage.

    ================  ==========================  ===============
    attribute         role                        team
    ================  ==========================  ===============
    rep               salesperson                 team
    colleague         salesperson                 team
    leader            leader                      leads team
    other_rep         salesperson                 other_team
    other_leader      leader                      leads other_team
    manager           manager                     none
    auditor, steward  beside the chain            none
    outsider          employee without our roles  none
    portal            portal user of the customer none
    foreign_rep       salesperson                 other company
    ================  ==========================  ===============

    The clock stands still at ``NOW``; move it with ``_at``. A class that talks to
    the HTTP server sets ``freeze_time = None``: sessions need a clock that runs.
    """

    freeze_time = freeze_time(NOW)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = ZONE
        cls.other_company = cls.env["res.company"].create({"name": "Second Company"})
        cls.other_company.partner_id.tz = ZONE
        cls._create_users()
        cls._create_teams()
        cls._create_customers()
        purposes = cls.env["sales.visit.purpose"]
        cls.purpose = purposes.create(
            {
                "name": "Test Talk",
                "item_ids": [fields.Command.create({"name": "Price list"})],
            }
        )
        cls.purpose_without_call = purposes.create(
            {"name": "Test Inspection", "requires_appointment": False}
        )
        cls.stage = cls.env.ref("sales_visit_crm.sales_visit_stage_visit")

    @classmethod
    def _create_users(cls):
        cls.rep = cls._new_user("rep", "group_sales_visit_user")
        cls.colleague = cls._new_user("colleague", "group_sales_visit_user")
        cls.other_rep = cls._new_user("other_rep", "group_sales_visit_user")
        cls.leader = cls._new_user("leader", "group_sales_visit_leader")
        cls.other_leader = cls._new_user("other_leader", "group_sales_visit_leader")
        cls.manager = cls._new_user("manager", "group_sales_visit_manager")
        cls.auditor = cls._new_user("auditor", "group_visit_auditor")
        cls.steward = cls._new_user("steward", "group_data_steward")
        cls.outsider = cls._new_user("outsider", "base.group_user")
        cls.foreign_rep = cls._new_user(
            "foreign_rep",
            "group_sales_visit_user",
            company_id=cls.other_company.id,
            company_ids=[fields.Command.set(cls.other_company.ids)],
        )

    @classmethod
    def _new_user(cls, role, group, **values):
        """Return a user whose login is ``visit_<role>`` and whose only role is it."""
        return new_test_user(
            cls.env,
            login=f"visit_{role}",
            name=role.replace("_", " ").title(),
            groups=group if "." in group else f"sales_visit_crm.{group}",
            tz=ZONE,
            **values,
        )

    @classmethod
    def _create_teams(cls):
        cls.team, cls.other_team = cls.env["crm.team"].create(
            [
                {
                    "name": "Team North",
                    "company_id": cls.company.id,
                    "user_id": cls.leader.id,
                    "member_ids": [fields.Command.set((cls.rep | cls.colleague).ids)],
                },
                {
                    "name": "Team South",
                    "company_id": cls.company.id,
                    "user_id": cls.other_leader.id,
                    "member_ids": [fields.Command.set(cls.other_rep.ids)],
                },
            ]
        )

    @classmethod
    def _create_customers(cls):
        partners = cls.env["res.partner"]
        cls.customer, cls.other_customer, cls.foreign_customer = partners.create(
            [
                {
                    "name": "Donghai Trading",
                    "is_company": True,
                    "street": "1 Harbour Road",
                    "city": "Shanghai",
                    "partner_latitude": 31.2304,
                    "partner_longitude": 121.4737,
                },
                {"name": "Nanshan Stores", "is_company": True},
                {
                    "name": "Foreign Customer",
                    "is_company": True,
                    "company_id": cls.other_company.id,
                },
            ]
        )
        cls.contact, cls.second_contact, cls.other_contact = partners.create(
            [
                {"name": "Wang Li", "parent_id": cls.customer.id},
                {"name": "Chen Jie", "parent_id": cls.customer.id},
                {"name": "Zhao Min", "parent_id": cls.other_customer.id},
            ]
        )
        cls.portal = new_test_user(
            cls.env,
            login="visit_portal",
            name="Wang Li",
            groups="base.group_portal",
            tz=ZONE,
            partner_id=cls.contact.id,
        )

    # clock

    @classmethod
    @contextmanager
    def _at(cls, moment=None, **delta):
        """Run with the clock at ``moment``, or moved by ``timedelta(**delta)``."""
        with freeze_time(moment or fields.Datetime.now() + timedelta(**delta)):
            yield

    # builders

    @classmethod
    def _create_visit(cls, user, **vals):
        """Return a draft of ``user``: in about two hours, ready to be planned."""
        hour = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        return (
            cls.env["sales.visit"]
            .with_user(user)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "purpose_ids": [fields.Command.set(cls.purpose.ids)],
                    "expected_result": "A trial order of ten cases.",
                    "date_start": hour + timedelta(hours=2),
                    **vals,
                }
            )
        )

    @classmethod
    def _plan_visit(cls, user, **vals):
        visit = cls._create_visit(user, **vals)
        visit.action_plan()
        return visit

    @classmethod
    def _confirm_visit(cls, user, **vals):
        """Return a visit with an appointment made in time (today, for tomorrow + 1)."""
        start = fields.Datetime.now().replace(minute=0) + timedelta(days=2, hours=2)
        visit = cls._plan_visit(user, **{"date_start": start, **vals})
        visit.write(
            {"appointment_date": visit._get_today(), "arrival_time": visit.date_start}
        )
        visit.action_confirm()
        return visit

    @classmethod
    def _attend_visit(cls, user, **vals):
        """Return a visit that took place and waits for its report."""
        visit = cls._plan_visit(user, **vals)
        visit.action_check_in(reason="No reception")
        visit.action_check_out(reason="No reception")
        return visit

    @classmethod
    def _report_visit(cls, user, report=None, **vals):
        """Return a submitted visit.

        :param dict report: values of the report that differ from complete and valid
        :param vals: values of the visit at creation
        """
        visit = cls._attend_visit(user, **vals)
        visit.write(cls._prepare_report_vals(visit, **(report or {})))
        visit.action_submit_report()
        return visit

    @classmethod
    def _review_visit(cls, user, reviewer=None, report=None, **vals):
        """Return a visit of ``user`` signed by ``reviewer`` (the leader)."""
        visit = cls._report_visit(user, report, **vals)
        visit.with_user(reviewer or cls.leader).action_review(comment="Well done.")
        return visit

    @classmethod
    def _prepare_report_vals(cls, visit, **vals):
        """Return everything mandatory for ``visit``, its purposes' demands included."""
        people = visit.commercial_partner_id.sudo().child_ids[:1]
        people = people or visit.partner_id
        required = visit._get_report_requirements()
        samples = {
            name: value for name, value in REPORT_SAMPLES.items() if name in required
        }
        if "attachment_ids" in required:
            file = {"name": "shelf.txt", "raw": b"shelf", "res_model": visit._name}
            samples["attachment_ids"] = [fields.Command.create(file)]
        if "lead_id" in required and not visit.lead_id:
            lead = {"name": "Test Lead", "partner_id": visit.partner_id.id}
            samples["lead_id"] = cls.env["crm.lead"].create(lead).id
        return {
            "contact_ids": [fields.Command.set(people.ids)],
            "summary": "Talked about the trial order.",
            "outcome": "reached",
            "success_note": "Trial order agreed.",
            "stage_id": cls.stage.id,
            "next_date_start": visit.date_start + timedelta(days=14),
            "next_plan": "Collect the feedback on the trial order.",
            **samples,
            **vals,
        }

    @classmethod
    def _create_commitment(cls, visit, **vals):
        """Return what we promised the customer at ``visit``, due in a week."""
        return (
            cls.env["sales.commitment"]
            .with_user(visit.env.user)
            .create(
                {
                    "visit_id": visit.id,
                    "name": "Send samples",
                    "date_deadline": visit.visit_day + timedelta(days=7),
                    "action_plan": "Order them from the warehouse on Tuesday.",
                    **vals,
                }
            )
        )
