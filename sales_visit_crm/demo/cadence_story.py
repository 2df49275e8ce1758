"""Whom to contact next, in the demo company: due, overdue, too often, given up, lost.

Runs after the visits and orders, on what they left behind.
"""

import json
from pathlib import Path

from odoo.fields import Command
from odoo.tools import SQL

_MODULE = "sales_visit_crm"
_GRADES = {
    "customer_grade_a": ("hz_xinghe", "nb_haishu", "sh_pudong", "sx_jinghu"),
    "customer_grade_b": ("hz_lvyuan", "nb_cixi", "wz_lucheng", "sz_gusu"),
    "customer_grade_c": ("hz_jinsha", "jx_wuzhen", "wz_dongtou", "sh_jiading"),
}
_TEXTS = Path(__file__).with_name("cadence_texts.json")


class CadenceStory:
    """What happens to a few of the demo customers."""

    def __init__(self, env):
        self.env = env
        self.cadence = env["customer.cadence"]
        self.texts = json.loads(_TEXTS.read_text(encoding="utf-8"))

    def ref(self, name):
        return self.env.ref(f"{_MODULE}.{name}")

    def customer(self, name):
        return self.ref(f"res_partner_{name}_demo")

    def user(self, name):
        return self.ref(f"res_users_{name}_demo")

    def tell(self):
        self.grade()
        self.env["res.partner"]._apply_status_facts("nightly", _everyone)
        self.cadence._flush_facts()
        self.cadence._compute_rows(_everyone)
        self.cadence.invalidate_model()
        self.override()
        self.contradict()
        self.fill_pool()
        self.cadence._flush_facts()
        self.cadence._find_renewal_risk(_everyone)
        self.cadence.invalidate_model()
        self.ask_owners()

    def grade(self):
        """Grade some customers that nobody has graded yet."""
        for grade, names in _GRADES.items():
            for name in names:
                customer = self.customer(name)
                if not customer.customer_grade_id:
                    customer._file_engine_write(
                        {"customer_grade_id": self.ref(grade).id}
                    )
        # Contacted more often in a month than the lowest grade allows.
        self.env.flush_all()
        month = self.env["customer.contact.month"].search(
            [("contact_count", ">", 2)], order="contact_count desc", limit=1
        )
        month.partner_id._file_engine_write(
            {"customer_grade_id": self.ref("customer_grade_c").id}
        )

    def override(self):
        customer = self.customer("nb_cixi")
        row = customer.customer_cadence_ids.with_user(customer.user_id)
        row._set_override(14, self.texts["override"])

    def contradict(self):
        """One is said to be lost although it orders, one waits for the leader."""
        customer = self.customer("wz_lucheng")
        leader = customer.user_id.sale_team_id.user_id
        customer.with_user(leader)._set_status_by_hand("lost", self.texts["lost"])
        customer = self.customer("wz_dongtou")
        customer.with_user(customer.user_id)._set_status_by_hand(
            "lost", self.texts["proposal"]
        )

    def fill_pool(self):
        company = self.user("rep").company_id
        company.is_customer_pool_used = True
        for name, city, grade, user, reason in self.texts["pool"]:
            owner = self.user(user)
            customer = self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "city": city,
                    "phone": "+86 572 8000 0099",
                    "country_id": self.env.ref("base.cn").id,
                    "category_id": [
                        Command.link(self.ref("res_partner_category_store_demo").id)
                    ],
                    "user_id": owner.id,
                }
            )
            customer._file_engine_write({"customer_grade_id": self.ref(grade).id})
            customer.with_user(owner)._change_owner(owner.browse(), reason)

    def ask_owners(self):
        """Make the to-dos of this morning, as the nightly job does."""
        company = self.user("rep").company_id
        today = company._get_sales_today()
        users = [self.user(name).id for name in ("rep", "rep2", "rep3")]
        due = self.cadence.search(
            [
                ("user_id", "in", users),
                ("contact_due_date", "<=", today),
                ("date_next_contact", "=", False),
            ]
        )
        due._schedule_contacts(self.ref("mail_activity_type_customer_contact"))


def _everyone(column):
    return SQL("%s IS NOT NULL", column)


def load(env):
    """Tell the story once; a second call finds it told and does nothing."""
    if not env["customer.pool.entry"].search_count([], limit=1):
        env.flush_all()
        CadenceStory(env).tell()
