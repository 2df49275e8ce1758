"""Projects of the demo company in every stage, moved by the real actions.

Deals taken over from the paper files enter their stage on the manager's word; from
there they move by evidence, by a conditional pass, or not at all.
"""

import csv
from datetime import timedelta
from pathlib import Path

from odoo.fields import Command

from .replay import Replay

_MODULE = "sales_visit_crm"
_TAKEN_OVER = "由纸质项目档案转入"
_PROOF = "客户确认函.txt"
_BUYING_STEPS = (
    (1, "使用部门提出需求", "停水次数、水质投诉"),
    (3, "基建处立项并组建小组", "预算、工期"),
    (6, "评标小组评估", "技术标与商务标各占一半"),
    (8, "法人代表签字", "付款条件、质保期"),
)


class Deal:
    """One project, as moments with what happens at them."""

    def __init__(self, history, row):
        self.history = history
        self.row = row
        self.user = history.user(row["user"])
        self.lead = history.env["crm.lead"].with_user(self.user)

    def get_events(self):
        days = int(self.row["days"])
        yield self._ago(days), self.enter
        yield self._ago(days - 1), self.take_over
        case = getattr(self, f"_follow_{self.row['case']}", None)
        if case:
            yield from case()

    def _ago(self, days):
        return self.history.on(self.history.today - timedelta(days=days), 10)

    # steps

    def enter(self):
        row = self.row
        closing = self.history.today + timedelta(days=int(row["closing"]))
        self.lead = self.lead.create(
            {
                "name": row["name"],
                "type": "opportunity",
                "partner_id": self.history.customer(row["customer"]).id,
                "user_id": self.user.id,
                "team_id": self.history.ref("crm_team_project_demo").id,
                "expected_revenue": float(row["amount"]),
                "project_budget": float(row["budget"]),
                "date_deadline": closing,
            }
        )

    def take_over(self):
        number = int(self.row["taken_over"])
        self.lead.buying_stage = self.row["buying"]
        self._map_buying()
        if number == 1:
            return
        for done in range(1, number):
            self._tick(done)
        self._finish_tasks()
        manager = self.history.user("manager")
        self.lead.with_user(manager).write(
            {"stage_id": self._stage(number).id, "process_reason": _TAKEN_OVER}
        )

    def _map_buying(self):
        """Note the customer's own steps, by the people known there."""
        people = self.lead.partner_id.sudo().child_ids
        self.lead.buying_step_ids = [
            Command.create(
                {
                    "name": name,
                    "buying_stage": str(number),
                    "contact_id": people[number % len(people)].id if people else False,
                    "consideration": consideration,
                }
            )
            for number, name, consideration in _BUYING_STEPS
        ]

    def _stage(self, number):
        return self.history.ref(f"crm_stage_project_{number}")

    def _tick(self, number):
        rows = self.lead.milestone_ids.filtered(
            lambda row: row.process_number == number and row.state == "open"
        )
        for row in rows:
            file = {"name": _PROOF, "raw": _PROOF.encode(), "res_model": row._name}
            row.attachment_ids = [Command.create(file)]
        rows.action_tick()

    def _finish_tasks(self):
        self.lead.condition_ids.filtered(lambda row: row.state == "open").action_done()

    def _finish_one_task(self):
        self.lead.condition_ids.filtered(lambda row: row.state == "open")[
            :1
        ].action_done()

    def _name_decision_maker(self):
        role = self.history.ref("customer_contact_role_decision")
        people = self.lead.partner_id.sudo().child_ids
        if role not in people.customer_role_ids:
            people[:1].customer_role_ids |= role

    def _quote(self):
        product = self.history.ref("product_product_h5_demo")
        count = max(1, round(float(self.row["amount"]) / product.list_price))
        line = {"product_id": product.id, "product_uom_qty": count}
        return (
            self.history.env["sale.order"]
            .with_user(self.user)
            .create(
                {
                    "partner_id": self.lead.partner_id.id,
                    "opportunity_id": self.lead.id,
                    "order_line": [Command.create(line)],
                }
            )
        )

    # cases

    def _follow_proven(self):
        """Prove stage 3 with the quotation sent, and move on."""
        yield self._ago(56), self._finish_one_task
        yield self._ago(30), self._prove_solution

    def _prove_solution(self):
        self._name_decision_maker()
        self._quote().action_quotation_sent()
        self._tick(3)
        self._finish_tasks()
        self.lead.stage_id = self._stage(4)

    def _follow_expired(self):
        """Let it pass without a quotation that never came."""
        yield self._ago(28), self._ask_for_pass
        yield self._ago(27), self._grant_pass
        yield self._ago(12), self._expire_pass

    def _ask_for_pass(self):
        self._tick(3)
        self.request = (
            self.history.env["crm.gate.pass"]
            .with_user(self.user)
            .create(
                {
                    "lead_id": self.lead.id,
                    "stage_id": self._stage(4).id,
                    "reason": "院方基建处已口头同意 报价单下周补交",
                }
            )
        )
        self.request.action_submit()

    def _grant_pass(self):
        leader = self.history.user("leader")
        self.request.with_user(leader).action_approve("补齐报价后再进下一阶段")

    def _expire_pass(self):
        """Expire it, as the nightly job does."""
        passes = self.request.sudo()
        (passes - passes._settle_fulfilled())._expire()

    def _follow_waiting(self):
        """Ask for a pass that the leader has not decided on yet."""
        yield self._ago(1), self._ask_early

    def _ask_early(self):
        self.history.env["crm.gate.pass"].with_user(self.user).create(
            {
                "lead_id": self.lead.id,
                "stage_id": self._stage(2).id,
                "reason": "对方主管出差 回来后补拜访报告",
            }
        ).action_submit()

    def _follow_late(self):
        yield self._ago(20), self._raise_amount

    def _raise_amount(self):
        self.lead.expected_revenue = 2400000.0

    def _follow_negotiation(self):
        yield self._ago(15), self._finish_tasks
        yield self._ago(10), self._quote_late

    def _quote_late(self):
        self._quote().action_quotation_sent()
        self._tick(7)

    def _follow_won(self):
        """Sign it: the order is confirmed, the manager lets the rest go."""
        yield self._ago(40), self._sign

    def _sign(self):
        self._tick(7)
        self._finish_tasks()
        self._quote().action_confirm()
        manager = self.history.user("manager")
        self.lead.with_user(manager).write(
            {"stage_id": self._stage(8).id, "process_reason": "谈判纪要见附件"}
        )
        self.lead.lesson_note = "先与使用部门一起定标准 评标时只剩我们一家符合。"


class SellingProcess(Replay):
    """The projects of the demo company."""

    def replay(self):
        path = Path(__file__).with_name("selling_process_deals.tsv")
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        deals = [Deal(self, row) for row in rows]
        self.run([event for deal in deals for event in deal.get_events()])
        self.env["crm.lead.anomaly"]._detect([deal.lead.id for deal in deals])


def load(env):
    """Replay the projects once; a second call finds them there and does nothing."""
    team = env.ref(f"{_MODULE}.crm_team_project_demo")
    leads = env["crm.lead"].with_context(active_test=False)
    if not leads.search_count([("team_id", "=", team.id)], limit=1):
        SellingProcess(env).replay()
