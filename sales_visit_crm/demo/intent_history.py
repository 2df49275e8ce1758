"""Levels, lost and won deals over the visits that the demo company made."""

import json
from datetime import timedelta
from pathlib import Path

from odoo.fields import Command

from .replay import Replay

_TEXTS = Path(__file__).with_name("intent_texts.json")


class IntentHistory(Replay):
    """How the deals of the demo company moved, with the visits as evidence."""

    def __init__(self, env):
        super().__init__(env)
        self.texts = json.loads(_TEXTS.read_text(encoding="utf-8"))
        self.levels = {
            level.code: level for level in env["crm.intent.level"].search([], limit=9)
        }
        self.deals = {}

    def replay(self):
        self._create_competitors()
        self.run([*self._get_level_events(), *self._get_deal_events()])
        self._track()
        self._look_for_trouble()

    # levels of the deals that are visited

    def _get_level_events(self):
        for name, codes in self.texts["levels"].items():
            lead = self._find_lead(name)
            if not lead:
                continue
            levels = [self.levels[code] for code in codes]
            reported = lead.sales_visit_ids.filtered("date_reported")
            visits = reported.sorted("date_reported")
            # The report that made the deal is where its first level showed.
            first = visits[:1]
            moment = max(lead.create_date, first.date_reported or lead.create_date)
            yield moment, self._rater(lead, levels[0], first)
            for number, visit in enumerate(visits[1:], 1):
                level = levels[min(number, len(levels) - 1)]
                moment = visit.date_reported + timedelta(seconds=number)
                yield moment, self._rater(lead, level, visit)

    def _find_lead(self, name):
        leads = self.env["crm.lead"].search(
            [("partner_id", "=", self.customer(name).id)], order="id", limit=1
        )
        return leads.with_user(leads.user_id)

    def _rater(self, lead, level, visit=None):
        def rate():
            if visit:
                visit._engine_write({"intent_level_after_id": level.id})
            lead._rate_intent(level, visit and visit.summary, visit)

        return rate

    # deals of their own

    def _get_deal_events(self):
        for entry in (
            *self.texts["deals"],
            *self.texts["losses"],
            self.texts["win"],
        ):
            yield self.at(entry["day"], 15), self._opener(entry)
        for entry in self.texts["losses"]:
            yield self.at(entry["end"], 17), self._loser(entry)
        win = self.texts["win"]
        yield self.at(win["end"], 17), lambda: self._win(win)

    def _opener(self, entry):
        def open_deal():
            leads = self.env["crm.lead"].with_user(self.user(entry["user"]))
            self.deals[entry["name"]] = leads.create(
                {
                    "name": entry["name"],
                    "type": "opportunity",
                    "partner_id": self.customer(entry["customer"]).id,
                    "expected_revenue": float(entry["amount"]),
                    "intent_level_id": self.levels[entry["level"]].id,
                }
            )

        return open_deal

    def _loser(self, entry):
        def lose():
            rival = entry["competitor"]
            reopen = entry["reopen"]
            self.deals[entry["name"]].action_set_lost(
                lost_reason_id=self.ref(f"crm_lost_reason_{entry['reason']}").id,
                competitor_id=rival is not None and self.rivals[rival].id,
                price_gap_percent=entry["gap"],
                date_reopen=reopen and self.today + timedelta(days=reopen),
                **{name: entry[name] for name in ("note", "countermeasure", "lesson")},
            )

        return lose

    def _win(self, entry):
        deal = self.deals[entry["name"]]
        deal.action_set_won()
        dossier = self.env["crm.loss.dossier"].browse(
            deal.action_view_dossier()["res_id"]
        )
        dossier.with_user(self.user(entry["user"])).lesson = entry["lesson"]

    def _create_competitors(self):
        self.rivals = self.env["crm.competitor"].create(self.texts["competitors"])

    # sheets

    def _track(self):
        """Fill in the tracking sheet of three deals."""
        for number, name in enumerate(("hz_xinghe", "nb_haishu", "sh_pudong")):
            lead = self._find_lead(name)
            lead.write(
                {
                    "key_decision_maker_id": lead.partner_id.child_ids[:1].id,
                    "progress_percent": 70 - 20 * number,
                    "competitor_line_ids": [
                        Command.create(
                            {
                                "competitor_id": self.rivals[number].id,
                                "threat": str(3 - number),
                                "counter_note": self.texts["counter"],
                            }
                        )
                    ],
                    "risk_ids": [Command.create(vals) for vals in self.texts["risks"]],
                    "plan_line_ids": [
                        Command.create(
                            {
                                "name": plan["name"],
                                "date_deadline": self.today
                                + timedelta(days=plan["days"]),
                            }
                        )
                        for plan in self.texts["plans"]
                    ],
                }
            )

    def _look_for_trouble(self):
        """Propose and check as the nightly jobs do, without their commits."""
        self.env.flush_all()
        company = self.env.company
        proposals = self.env["crm.intent.proposal"].union(
            *(
                self.env["crm.intent.proposal"]._propose(company, level)
                for level in self.levels.values()
            )
        )
        proposals._tell_salespersons()
        kept = proposals[-1:]
        kept.with_user(kept.user_id).action_keep(self.texts["kept"])
        self.env.flush_all()
        findings = self.env["crm.intent.finding"]
        for point, method in findings._get_checks().items():
            findings._check(company, point, method)


def load(env):
    """Replay once; a second call finds the competitors there and does nothing."""
    if not env["crm.competitor"].search_count([], limit=1):
        IntentHistory(env).replay()
