"""Rounds of assessments: grades that rose and fell, a sheet to sign, two appeals."""

import csv
import json
from pathlib import Path

_FOLDER = Path(__file__).parent


def read_texts():
    """Return what people wrote: appeals, and why a sheet was not signed."""
    return json.loads((_FOLDER / "assess_texts.json").read_text(encoding="utf-8"))


def read_rounds():
    """Return the rows of the table of assessments, in their order."""
    path = _FOLDER / "assess_rounds.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


class AssessStory:
    """Salespeople assess their customers, leaders sign, the manager tries a version."""

    def __init__(self, history):
        self.history = history
        self.sheets = history.env["customer.assessment"]
        self.texts = read_texts()

    def get_events(self):
        """Return the moments (naive UTC), each with what happens."""
        yield self.history.at(-75, 9), self.name_senior
        for number, row in enumerate(read_rounds()):
            moment = self.history.at(int(row["day"]), 11 + number % 5)
            yield moment, lambda row=row: self.assess(row)
        for row in self.texts["appeals"]:
            moment = self.history.at(row["day"], 16)
            yield moment, lambda row=row: self.appeal(row)
        yield self.history.at(-2, 10), self.draw_up
        yield self.history.at(-1, 6), self.grow_old

    def name_senior(self):
        self.history.user("rep").is_senior_salesperson = True

    def assess(self, row):
        """Score a customer, and go as far with it as the table says."""
        customer = self.history.customer(row["customer"])
        owner = customer.user_id
        form = self.history.ref(f"customer_assessment_template_{row['form']}")
        sheet = self.sheets.with_user(owner).create(
            {
                "partner_id": customer.id,
                "template_id": form.id,
                "user_id": owner.id,
                "date_assessed": owner._get_sales_today(),
                "basis": row["basis"],
            }
        )
        for line, score in zip(sheet.line_ids, row["scores"].split(","), strict=True):
            self._score(line, int(score))
        if row["ending"] == "draft":
            return
        sheet.action_confirm()
        leader = sheet.with_user(owner.sale_team_id.user_id)
        if row["ending"] == "signed":
            leader.action_approve()
        elif row["ending"] == "rejected":
            leader.action_reject(self.texts["refusal"])

    @staticmethod
    def _score(line, score):
        """Give a score; of levels the books may know better."""
        if line.scale == "score":
            line.score = score
        elif not line.has_fact:
            line.choice_id = line.indicator_id.choice_ids[score - 1]

    def appeal(self, row):
        """Object to a grade; accepted, the new sheet is a draft."""
        customer = self.history.customer(row["customer"])
        current = self.sheets.search(
            [("partner_id", "=", customer.id), ("state", "=", "effective")], limit=1
        )
        appeals = self.history.env["customer.assessment.appeal"]
        appeal = appeals.with_user(customer.user_id).create(
            {"assessment_id": current.id, "reason": row["reason"]}
        )
        appeal.action_submit()
        if row["is_accepted"]:
            appeal.with_user(self.history.user("manager")).action_approve()

    def draw_up(self):
        """Begin a new version of the grading sheet that asks more of an A."""
        form = self.history.ref("customer_assessment_template_grade")
        manager = self.history.user("manager")
        action = form.with_user(manager).action_new_version()
        draft = form.browse(action["res_id"])
        draft.band_ids.filtered(lambda band: band.code == "A").score_min = 17

    def grow_old(self):
        """Let the old ones expire and ask for new ones, as the nightly jobs do."""
        company = self.history.env.company
        self.sheets._expire_batch(company, company._get_sales_today())
        self.sheets._remind(self.sheets._get_to_remind(company, 0))
