"""Half a year of key accounts: nominated, approved, served, reviewed, analysed.

Replayed through the documents' own actions, under a clock set back to each moment;
see ``demo/replay.py``.
"""

import csv
import json
from datetime import timedelta

from odoo.tools import file_open

from .replay import Replay

_FOLDER = "sales_visit_crm/demo"


def _read(name):
    with file_open(f"{_FOLDER}/{name}.tsv") as file:
        return list(csv.DictReader(file, delimiter="\t"))


class KeyAccountHistory(Replay):
    """The key accounts of the demo company."""

    def __init__(self, env):
        super().__init__(env)
        with file_open(f"{_FOLDER}/key_account_texts.json") as file:
            self.texts = json.load(file)

    def replay(self):
        """Run every moment of the history up to now, in order."""
        self.env.company.key_account_sales_source = "order"
        self.run([*self._get_events()])

    def _get_events(self):
        """Return the moments (naive UTC), each with what happens."""
        for number, row in enumerate(_read("key_account_orders")):
            moment = self.at(int(row["day"]), 10 + number % 6)
            yield moment, lambda row=row: self._order(row)
        for row in _read("key_account_accounts"):
            day = self.today + timedelta(days=int(row["day"]))
            yield self.on(day, 10), lambda row=row: self._nominate(row)
            yield self.on(day, 15), lambda row=row: self._approve(row)
        # Once a week the people do what is due; the last weeks are still open.
        for days in range(-160, -14, 7):
            yield self.on(self.today + timedelta(days=days), 16), self._serve
        yield self.at(-3, 9), self._analyse
        yield self.at(-2, 10), self._ask
        yield self.at(-1, 8), self._prepare_reviews

    def _order(self, row):
        customer = self.customer(row["customer"])
        product = self.ref(f"product_product_{row['product']}_demo")
        line = {"product_id": product.id, "product_uom_qty": float(row["quantity"])}
        orders = self.env["sale.order"].with_user(customer.user_id)
        order = orders.create({"partner_id": customer.id, "order_line": [(0, 0, line)]})
        order.action_confirm()

    def _get_people(self, customer, row):
        """Return the five people: the salesperson, unless somebody else is named."""
        people = {
            "manager_id": self.user(row["manager"]).id if row["manager"] else False,
            "service_user_id": self.user(row["service"] or "rep3").id,
        }
        for name in ("develop_user_id", "maintain_user_id", "sell_user_id"):
            people[name] = customer.user_id.id
        return people

    def _nominate(self, row):
        customer = self.customer(row["customer"])
        nominations = self.env["key.account.nomination"].with_user(customer.user_id)
        is_out = row["tier"] == "out"
        tier = self.env["key.account.tier"]
        if not is_out:
            tier = self.ref(f"key_account_tier_{row['tier']}")
        nomination = nominations.create(
            {
                "partner_id": customer.id,
                "proposed_tier_id": tier.id,
                "is_removal": is_out,
                "purchasing_power": int(row["power"]),
                "demand": int(row["demand"]),
                "influence": int(row["influence"]),
                "basis": row["basis"],
                **self._get_people(customer, row),
            }
        )
        nomination.action_assess()
        nomination.action_submit()
        self.nomination = nomination

    def _approve(self, _row):
        self.nomination.with_user(self.user("manager")).action_approve()

    def _serve(self):
        """Do the services that are due, each by its owner."""
        tasks = self.env["key.account.service.task"].search(
            [("state", "=", "open"), ("date_deadline", "<=", self.env.cr.now().date())]
        )
        for task in tasks:
            task.with_user(task.user_id or self.user("leader")).action_done("已完成。")

    def _analyse(self):
        """Compute the 80/20 analysis, as the monthly job does."""
        runs = self.env["key.account.pareto.run"]
        self.analysis = runs.create({"date_to": self.today - timedelta(days=4)})
        self.analysis._compute_lines()
        self.analysis._tell_managers()

    def _ask(self):
        """Nominate whom the analysis proposes; it waits for the manager."""
        customer = self.customer("hz_xinghe")
        line = self.analysis.line_ids.filtered(lambda row: row.partner_id == customer)
        nominations = self.env["key.account.nomination"].with_user(customer.user_id)
        nomination = nominations.create(
            {
                "partner_id": customer.id,
                "purchasing_power": 6,
                "demand": 7,
                "influence": 6,
                **self.texts,
                "service_user_id": self.user("rep3").id,
                "manager_id": self.user("leader").id,
            }
        )
        line.sudo().nomination_id = nomination
        nomination._engine_write({"pareto_line_id": line.id})
        nomination.action_assess()
        nomination.action_submit()

    def _prepare_reviews(self):
        """Prepare the review of the tier that is due, as the nightly job does."""
        nominations = self.env["key.account.nomination"]
        company = self.env.company
        due = nominations._get_due_domain(company, company._get_sales_today())
        nominations._create_reviews(company, self.env["res.partner"].search(due))


def load(env):
    """Replay the history once; a second call finds it there and does nothing."""
    # Those that an assessment made belong to the story before.
    told = env["key.account.nomination"].search_count(
        [("assessment_id", "=", False)], limit=1
    )
    if not told:
        env["res.company"].search([])._create_sales_sequences()
        KeyAccountHistory(env).replay()
