"""Partners with the add-on and without it, the two databases taking turns.

Run by ``./dev bench partner [ROWS]`` in Odoo's shell, which provides ``env``; so
many partners are imported. Both databases come from one template and hold the
same customers; with us they are registered: their data are protected and not public.
One process serves both, so every figure is a ratio of two medians measured side by
side. Nothing is kept: both transactions are rolled back.
"""

import gc
import os
import statistics
import sys
import time
from ast import literal_eval
from collections import defaultdict

import psycopg2
from lxml import etree

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import SQL

ROWS = int(os.environ.get("BENCH_ARGS") or 10_000)
BATCH = 2_000  # rows of a call, as the import screen sends them
CUSTOMERS = 300
ROUNDS = 5
RECORDS = 20  # calls of each kind in a round
WARM_UP = 3
PAGE = 80  # rows of the list
BATCHES = (1, 10, 100)

SALESPERSON = "sales_team.group_sale_salesman"
PROTECTED = "vat"
GOALS = {
    "open the form": 1.10,
    "show the list": 1.10,
    "write a free field": 1.05,
    "write a protected field": 2.00,
    "import": 1.15,
}
COLUMNS = ["name", "is_company", "phone", "email", "street", "city", "zip", "ref"]


def specification(env, view_type):
    """Return what the browser asks for to show the view: fields, and theirs."""
    views = env["res.partner"].get_views([(False, view_type)])
    models = views["models"]
    return spec_of(
        etree.fromstring(views["views"][view_type]["arch"]), "res.partner", models
    )


def spec_of(arch, model, models):
    spec = {}
    infos = models[model]["fields"]
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        # In a subview the root is a field itself.
        name = node.get("name")
        info = infos.get(name, {})
        kind = info.get("type")
        is_hidden = node.get("invisible") in {"1", "True"} or node.get(
            "column_invisible"
        ) in {"1", "True"}
        spec[name] = {}
        if kind == "many2one" and not is_hidden:
            spec[name] = {"fields": {"display_name": {}}}
        elif kind in {"one2many", "many2many"} and not is_hidden:
            spec[name] = {"fields": x2many_spec(node, info, models)}
    return spec


def x2many_spec(node, info, models):
    inline = [child for child in node if child.tag in {"list", "kanban"}]
    if inline and info["relation"] in models:
        view = etree.fromstring(etree.tostring(inline[0]))
        return spec_of(view, info["relation"], models)
    spec = {}
    if "tags" in node.get("widget", ""):
        spec["display_name"] = {}
        if color := literal_eval(node.get("options", "{}")).get("color_field"):
            spec[color] = {}
    return spec


class Side:
    """One database: its rep, its customers, and the requests that are measured."""

    def __init__(self, env, is_ours):
        self.env = env
        self.is_ours = is_ours
        self.seconds = defaultdict(list)
        self.queries = defaultdict(list)
        self.rep = self.make_user("bench_rep", "group_sales_visit_user")
        leader = self.make_user("bench_leader", "group_sales_visit_leader")
        self.make_user("bench_steward", "group_data_steward")
        env["crm.team"].create(
            {
                "name": "Bench",
                "company_id": env.company.id,
                "user_id": leader.id,
                "member_ids": [fields.Command.set(self.rep.ids)],
            }
        )
        self.customers = self.make_customers(CUSTOMERS)
        env.flush_all()
        if is_ours:
            register(self.customers)
        self.partners = env["res.partner"].with_user(self.rep)
        self.form = specification(self.partners.env, "form")
        self.list = specification(self.partners.env, "list")
        self.imported = 0
        self.count = 0

    def make_user(self, login, group):
        """Make a user with one of our roles, without us with the one it is built on."""
        names = ["base.group_partner_manager"]
        names.append(f"sales_visit_crm.{group}" if self.is_ours else SALESPERSON)
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users.create(
            {
                "name": login,
                "login": login,
                "email": f"{login}@example.com",
                "group_ids": [
                    fields.Command.link(self.env.ref(name).id) for name in names
                ],
            }
        )

    def make_customers(self, count):
        tags = self.env["res.partner.category"].create(
            [{"name": "Wholesale"}, {"name": "North"}]
        )
        partners = self.env["res.partner"].with_context(tracking_disable=True)
        customers = partners.create(
            [
                {
                    "name": f"客户 {number} Trading",
                    "is_company": True,
                    "user_id": self.rep.id,
                    "phone": f"+86 21 5566 {number:04}",
                    "email": f"office{number}@example.com",
                    "street": f"{number} Nanjing Road",
                    "city": "Shanghai",
                    "country_id": self.env.ref("base.cn").id,
                    "category_id": [fields.Command.set(tags.ids)],
                    "child_ids": [
                        fields.Command.create(
                            {
                                "name": f"王 {number}",
                                "email": f"wang{number}@example.com",
                                "phone": f"+86 21 6677 {number:04}",
                            }
                        )
                    ],
                }
                for number in range(count)
            ]
        )
        return customers.with_env(self.env)

    # requests

    def take(self, count=1):
        """Return the next customers, as the rep sees them."""
        self.count += count
        ids = self.customers.ids
        return self.partners.browse(
            ids[(self.count + number) % len(ids)] for number in range(count)
        )

    def open_form(self):
        self.take().with_context(bin_size=True).web_read(self.form)

    def show_list(self):
        self.partners.web_search_read(
            [("user_id", "=", self.rep.id)], self.list, limit=PAGE, count_limit=10001
        )

    def read_many(self, count):
        self.take(count).web_read(self.form)

    def write_free(self, count=1):
        self.take(count).write({"comment": f"<p>Note {self.count}</p>"})

    def save_free(self):
        self.take().web_save({"comment": f"<p>Note {self.count}</p>"}, self.form)

    def write_protected(self, count=1):
        self.take(count).write({PROTECTED: f"CN{self.count:08}"})

    def save_protected(self):
        self.take().web_save({PROTECTED: f"CN{self.count:08}"}, self.form)

    def load(self):
        first = self.imported
        self.imported += min(BATCH, ROWS)
        rows = [
            [
                f"Imported {number} Trading",
                "True",
                f"+86 10 {number:08}",
                f"import{number}@example.com",
                f"{number} Beijing Road",
                "Beijing",
                "100000",
                f"I{number:06}",
            ]
            for number in range(first, self.imported)
        ]
        result = self.partners.with_context(import_file=True).load(COLUMNS, rows)
        assert result["ids"], result["messages"][:3]

    # measuring

    def measure(self, name, request, *args):
        """Run a request with empty caches, up to everything but the commit."""
        self.env.invalidate_all()
        queries = self.env.cr.sql_log_count
        begin = time.perf_counter()
        request(*args)
        self.env.cr.flush()
        self.seconds[name].append(time.perf_counter() - begin)
        self.queries[name].append(self.env.cr.sql_log_count - queries)

    def forget(self):
        self.seconds.clear()
        self.queries.clear()


def register(customers):
    """Give the customers a registered file, without the road to it."""
    values = {"file_state": "registered", "is_registered": True}
    if "secrecy_level" in customers._fields:
        values["secrecy_level"] = customers.env.company.customer_secrecy_default
    for name, value in values.items():
        customers.env.cr.execute(
            SQL(
                "UPDATE res_partner SET %s = %s WHERE id IN %s",
                SQL.identifier(name),
                value,
                customers._ids,
            )
        )
    customers.invalidate_recordset()


REQUESTS = {
    "open the form": Side.open_form,
    "show the list": Side.show_list,
    "write a free field": Side.write_free,
    "save a free field": Side.save_free,
    "write a protected field": Side.write_protected,
    "save a protected field": Side.save_protected,
}
BATCH_REQUESTS = {
    "read": Side.read_many,
    "write a free field": Side.write_free,
    "write a protected field": Side.write_protected,
}


def take_turns(sides, name, request, times):
    for number in range(times):
        # Neither side is always the first.
        for side in sides if number % 2 else reversed(sides):
            side.measure(name, request, side)


def compare(sides):
    """Return the ratio of each round by request."""
    ratios = defaultdict(list)
    for name, request in REQUESTS.items():
        take_turns(sides, name, request, WARM_UP)
    for side in sides:
        side.forget()
    for _round in range(ROUNDS):
        gc.collect()
        for name, request in REQUESTS.items():
            take_turns(sides, name, request, RECORDS)
            ours, plain = (
                statistics.median(side.seconds[name][-RECORDS:]) for side in sides
            )
            ratios[name].append(ours / plain)
    return ratios


def compare_imports(sides):
    ratios = []
    for number in range(max(ROWS // BATCH, 1)):
        print(f"importing batch {number + 1} …", file=sys.stderr)
        for side in sides if number % 2 else reversed(sides):
            # What the other side left behind is not to be swept up on this one's time.
            gc.collect()
            side.measure("import", Side.load, side)
        ours, plain = (side.seconds["import"][-1] for side in sides)
        ratios.append(ours / plain)
    return ratios


def print_comparison(sides, ratios):
    ours, plain = sides
    print(f"\n{'request':24}{'with us':>12}{'without':>12}{'queries':>12}{'ratio':>8}")
    for name, each in ratios.items():
        ms = [statistics.median(side.seconds[name]) * 1000 for side in sides]
        queries = [statistics.median(side.queries[name]) for side in sides]
        ratio = statistics.median(each)
        goal = GOALS.get(name)
        verdict = "met" if ratio <= (goal or ratio) else "MISSED"
        print(
            f"{name:24}{ms[0]:9.1f} ms{ms[1]:9.1f} ms"
            f"{queries[0]:7.0f}/{queries[1]:4.0f}{ratio:8.2f}"
            f"  ({min(each):.2f} to {max(each):.2f}"
            + (f"; goal {goal:.2f}: {verdict})" if goal else ")")
        )
    print(
        f"fields asked for: form {len(ours.form)} against {len(plain.form)},"
        f" list {len(ours.list)} against {len(plain.list)}"
    )


def print_batches(sides):
    print("\nQueries of one call for a batch of customers, with us / without")
    print(f"{'customers':24}" + "".join(f"{count:>12}" for count in BATCHES))
    for name, request in BATCH_REQUESTS.items():
        cells = ""
        for count in BATCHES:
            for side in sides:
                side.measure(f"batch {name}", request, side, count)
            numbers = [side.queries[f"batch {name}"][-1] for side in sides]
            cells += f"{numbers[0]:6}/{numbers[1]:5}"
        print(f"{name:24}{cells}")


def vacuum(db):
    """Forget the rows that earlier runs rolled back, which slow every query down."""
    connection = psycopg2.connect(dbname=db)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ANALYZE")
    connection.close()


def main():
    env.cr.commit()  # its locks would be waited for
    for db in (env.cr.dbname, os.environ["BENCH_PLAIN"]):
        vacuum(db)
    with Registry(os.environ["BENCH_PLAIN"]).cursor() as cr:
        plain_env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            sides = (Side(env, is_ours=True), Side(plain_env, is_ours=False))
            ratios = compare(sides)
            print_batches(sides)
            ratios["import"] = compare_imports(sides)
            print_comparison(sides, ratios)
        finally:
            cr.rollback()
            env.cr.rollback()


main()
