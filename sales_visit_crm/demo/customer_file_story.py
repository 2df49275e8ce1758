"""One demo customer file, from the first visit's notes to the archive."""

from odoo.fields import Command

# How far a file comes, by its ending.
_SUBMITTED = ("to_review", "reviewed", "returned", "registered", "filed")
_REVIEWED = ("reviewed", "registered", "filed")
_REGISTERED = ("registered", "filed")
_KINDS = ("dealer", "store", "hotel", "hospital", "institution")
_SOURCES = ("salesperson", "exhibition", "customer", "walk_in", "advertisement")


class FileStory:
    """What happens to the file of one customer; days count from its opening."""

    def __init__(self, history, entry, number):
        self.history = history
        self.entry = entry
        self.number = number
        self.customer = history.customer(entry.customer)
        self.kind = self._get_kind()
        self.rep = self.customer.user_id
        self.leader = self.rep.sale_team_id.user_id
        self.file = self.customer.with_user(self.rep)

    def get_events(self):
        """Return the moments (naive UTC) of this file, each with what happens."""
        ending, has_returned = self.entry.ending, "returned_once" in self.entry.details
        yield self._at(0, 10), self.open
        if ending in _SUBMITTED:
            yield self._at(1, 16), self.complete
            yield self._at(1, 17), self.submit
        if ending == "returned" or has_returned:
            yield self._at(2, 17), self.give_back
        if has_returned:
            yield self._at(2, 18), self.submit
        if ending in _REVIEWED:
            yield self._at(3, 9), self.review
        yield from self._get_registration()

    def _get_registration(self):
        if self.entry.ending in _REGISTERED:
            yield self._at(4, 10), self.register
            yield self._at(4, 10.5), self.classify
        if self.entry.ending == "filed":
            yield self._at(6, 15), self.archive
        if self.entry.verified:
            yield self.history.at(self.entry.verified, 17), self.verify

    def _at(self, days, hour):
        minutes = self.number * 7 % 40 / 60
        return self.history.at(self.entry.day + days, hour + minutes)

    def _get_kind(self):
        for kind in _KINDS:
            category = self.history.ref(f"res_partner_category_{kind}_demo")
            if category in self.customer.category_id:
                return kind
        return _KINDS[0]

    # steps

    def open(self):
        """Open the file with what a first visit tells: the basic block."""
        self.file.action_open_file()
        self.file.write(self._prepare_basic_vals())

    def complete(self):
        """Fill the other blocks in, and say who is who at the customer."""
        self.file.write(self._prepare_other_vals())
        self._name_people()
        marked = self.file.missing_field_ids.filtered("is_key")
        self.file.not_applicable_ids = marked

    def submit(self):
        self.file.action_submit_file()

    def give_back(self):
        self.file.with_user(self.leader).action_return_file(
            self.history.take("returns")
        )

    def review(self):
        self.file.with_user(self.leader).action_review_file()

    def register(self):
        self.file.with_user(self.history.user("steward")).action_register()

    def classify(self):
        """Let the steward say how secret the customer is, where it is more than usual.

        The archivist has to know of it all the same: the signed form comes to her.
        """
        file = self.file.with_user(self.history.user("steward"))
        if self.entry.level != file.secrecy_level:
            archivist = self.history.user("archivist")
            file.write(
                {
                    "secrecy_level": self.entry.level,
                    "need_to_know_ids": [Command.link(archivist.id)],
                }
            )

    def archive(self):
        self.file.with_user(self.history.user("archivist")).action_mark_filed()

    def verify(self):
        self.file.action_verify()

    # what stands in the file

    def _take(self, name):
        return self.history.take(self.kind, name)

    def _prepare_basic_vals(self):
        row = self.entry.particulars
        trade = "direct" if self.kind != "store" else "indirect"
        source = _SOURCES[self.number % len(_SOURCES)]
        vals = {
            "short_name": row["short_name"],
            "company_registry": f"9133{self.number:02}00MA2D{self.number:04}0X",
            "customer_nature_id": self._ref("customer_nature", row["nature"]),
            "industry_id": self._ref("res_partner_industry", row["industry"]),
            "business_type": "trade" if self.kind in ("dealer", "store") else "service",
            "customer_type": "b2b",
            "customer_category": row["category"],
            "customer_source_id": self._ref("utm_source", source),
            "trade_scope": "domestic",
            "trade_route": trade,
            "date_founded": row["founded"],
            "date_first_contact": row["since"],
            "date_trading_since": row["since"],
            "registered_capital_amount": float(row["capital"]) * 10_000,
            "settlement_method": row["settlement"],
            "data_source": "customer" if self.number % 7 == 3 else "visit",
            "main_products": self._take("main_products"),
        }
        if "bank" in self.entry.details:
            vals["bank_ids"] = [Command.create(self._prepare_bank_vals())]
        return vals

    def _ref(self, prefix, name):
        return self.history.ref(f"{prefix}_{name}").id

    def _prepare_bank_vals(self):
        return {
            "bank_name": self.history.take("banks"),
            "acc_number": f"6222 0000 0000 {self.number:04} 888",
        }

    def _prepare_other_vals(self):
        row = self.entry.particulars
        names = self.history.texts[self.kind].keys() - {"main_products"}
        return {
            **{name: self._take(name) for name in sorted(names)},
            "employee_count": int(row["employees"]),
            "size_band": self._get_size_band(int(row["employees"])),
            "annual_revenue_amount": float(row["revenue"]) * 10_000,
            "annual_purchase_amount": float(row["revenue"]) * 400,
            "market_share_rate": 0.05 + self.number % 5 / 20,
            "credit_class": row["credit"],
        }

    @staticmethod
    def _get_size_band(count):
        bands = {50: "1_49", 100: "50_99", 500: "100_499", 1001: "500_1000"}
        fits = (band for limit, band in bands.items() if count < limit)
        return next(fits, "above_1000")

    def _name_people(self):
        """Give the contacts their roles; nobody owns a hospital or a school."""
        roles = self.history.env["customer.contact.role"].search([])
        people = self.file._get_people().sorted("id")
        first = {"operator", "legal", "decision"}
        if self.kind != "hospital":
            first |= {"owner"}
        for person in people:
            codes = first if person == people[0] else set()
            if person == people[-1]:
                codes |= {"business"}
            if "财务" in (person.function or ""):
                codes |= {"payment"}
            person.customer_role_ids = roles.filtered(lambda r: r.code in codes)  # noqa: B023


class TwinStory:
    """A contact that somebody made though the customer has a file: to be merged."""

    def __init__(self, history):
        self.history = history

    def get_events(self):
        yield self.history.at(-3, 15), self.open_branch

    def open_branch(self):
        first = self.history.customer("hz_lvyuan")
        rep = self.history.user("rep2")
        self.history.env["res.partner"].with_user(rep).create(
            {
                "name": "绿源净水杭州店",
                "is_company": True,
                "user_id": rep.id,
                "city": first.city,
                "street": "拱墅区湖墅南路",
                "phone": first.phone.replace(" ", ""),
                "category_id": [Command.set(first.category_id.ids)],
            }
        )
