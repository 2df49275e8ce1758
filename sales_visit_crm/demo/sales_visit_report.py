"""The report of a demo visit: texts, promises, next visit, next actions."""

from datetime import timedelta

from odoo import fields

from .shelf_photo import draw_shelf

_MODULE = "sales_visit_crm"
_STAGES = {
    "relationship": "visit",
    "demonstration": "demonstration",
    "objection": "requirements",
    "negotiation": "negotiation",
    "complaint": "deal",
    "after_sales": "deal",
}
_ATTITUDES = {
    "reached": ("interested", "convinced", "interested"),
    "partly": ("waiting", "interested"),
    "not": ("objecting", "refusing"),
}


class ReportWriter:
    """Writes the report of a story; see ``Story`` for its other half."""

    def take(self, *names):
        return self.history.take(*names)

    def take_for_purposes(self, kind):
        found = (self.take("purposes", name, kind) for name in self.entry.purposes)
        return "\n".join(found)

    def report(self):
        """Write the report, answer what was promised earlier, and submit it."""
        self.settle_commitments()
        self.visit.write(self._prepare_report_vals())
        self._add_requirements()
        self._promise()
        if self.has("step"):
            self.history.env["sales.visit.step"].with_user(self.rep).create(
                {
                    "visit_id": self.visit.id,
                    "name": self.take("steps"),
                    "date_deadline": self.visit._get_today() + timedelta(days=2),
                }
            )
        self._submit()
        self.history.advance_lead(self)

    def begin_report(self):
        """Write half a report, the way it lies about when somebody is called away."""
        self.visit.write(
            {"summary": self.take_for_purposes("summary"), "outcome": "reached"}
        )

    def report_again(self):
        addition = self.take("notes", "competitor_note")
        self.visit.write(
            {"competitor_note": addition, "key_element_note": self._take_key_elements()}
        )
        self._submit()

    def _submit(self):
        self.visit.action_submit_report()
        if self.visit.next_visit_id.state == "draft":
            self.next.adopt(self.visit.next_visit_id)

    def _take_key_elements(self):
        return self.take("notes", "key_element_note")

    def _prepare_report_vals(self):
        outcome = self.entry.outcome
        attitudes = _ATTITUDES[outcome]
        people = self.customer.child_ids.sorted("id")[: 1 + self.number % 3]
        stage = _STAGES.get(self.entry.purposes[-1], "visit")
        lead = self.history.get_lead(self)
        vals = {
            "contact_ids": [fields.Command.set(people.ids)],
            "summary": self.take_for_purposes("summary"),
            "outcome": outcome,
            "stage_id": self.history.ref(f"sales_visit_stage_{stage}").id,
            "lead_id": lead.id,
            "product_attitude": attitudes[self.number % len(attitudes)],
            **self._prepare_actual_vals(outcome),
            **self._prepare_next_vals(),
        }
        if not self.visit.expected_result:
            vals["expected_result"] = self.goal
        if self.has("first"):
            vals["is_first_contact"] = True
            vals["profile_note"] = self.take("notes", "profile_note")
        if self.has("demo"):
            vals |= {"is_demo_given": True, "has_demo_consent": True}
        if self.has("followup"):
            vals["followup_note"] = self.take("notes", "followup_note")
        return vals

    def _prepare_actual_vals(self, outcome):
        vals = {}
        if outcome != "not":
            vals["success_note"] = self.take_for_purposes("success")
        if outcome != "reached" or self.number % 4 == 0:
            vals["failure_note"] = self.take_for_purposes("failure")
        if self.number % 3 == 0:
            vals["customer_suggestion"] = self.take("notes", "customer_suggestion")
        if self.number % 2 == 0:
            vals["key_element_note"] = self._take_key_elements()
        return vals

    def _prepare_next_vals(self):
        if not self.next or not self.next.entry.is_planned:
            return {"no_next_reason": self.take("reasons", "no_next")}
        return {
            "next_date_start": self.next.first_start,
            "next_purpose_ids": [fields.Command.set(self.next.purposes.ids)],
            "next_plan": self.next.goal,
        }

    def _add_requirements(self):
        """Fill in what the purposes ask for and the report does not say yet."""
        vals = {}
        for name in self.visit._get_missing_requirements():
            if name in self.history.texts["notes"]:
                vals[name] = self.take("notes", name)
            elif name == "collection_amount":
                vals[name] = 8000.0 + self.number * 137 % 40 * 500
            elif name == "attachment_ids":
                vals[name] = [fields.Command.create(self._prepare_photo())]
        if vals:
            self.visit.write(vals)

    def _prepare_photo(self):
        return {
            "name": f"{self.take('photo')} {self.visit.visit_day}.png",
            "raw": draw_shelf(self.number),
            "res_model": self.visit._name,
            "res_id": self.visit.id,
        }

    # promises

    @property
    def promise(self):
        """Return who promised and how it ends, None for no promise."""
        for detail in self.entry.details:
            who, _mark, ending = detail.partition("_")
            if who in ("us", "they"):
                return ("us" if who == "us" else "customer"), ending
        return None

    def has_promise(self, ending):
        return bool(self.promise) and self.promise[1] == ending

    @property
    def due_day(self):
        """Return the day by which it is promised; open ones fall due after today."""
        if self.has_promise("open"):
            return self.history.today + timedelta(days=3 + self.number % 4)
        days = 1 if self.has_promise("overdue") else 6
        return self.history.day_of(self.start) + timedelta(days=days)

    def _promise(self):
        if not self.promise:
            return
        who, _ending = self.promise
        name, action_plan = self.take("promises", who)
        self.commitment = self.commitment.create(
            {
                "visit_id": self.visit.id,
                "name": name,
                "promised_by": who,
                "date_deadline": self.due_day,
                "action_plan": action_plan,
            }
        )
        self.history.promises[self.commitment.id] = self.promise[1]

    def keep(self):
        if self.commitment.state == "open":
            self.commitment.action_keep(self.take("answers", "keep"))

    def settle_commitments(self):
        """Answer or move each earlier promise, as the timetable has it end."""
        for commitment in self.visit._get_unanswered_commitments():
            own = commitment.with_user(self.rep)
            ending = self.history.promises[commitment.id]
            if ending == "moved":
                day = self.history.today + timedelta(days=2 + self.number % 5)
                own.action_move(day, self.take("answers", "move"), self.visit)
            elif ending == "broken":
                own.action_break(self.take("answers", "break"), self.visit)
            elif ending == "waived":
                own.action_waive(self.take("answers", "waive"), self.visit)
            else:
                own.action_keep(self.take("answers", "keep"), self.visit)

    def finish_activities(self):
        """Do what the report put on the list; now and then somebody forgets."""
        if self.number % 12:
            kind = f"{_MODULE}.mail_activity_type_visit_step"
            self.visit.activity_feedback([kind], feedback=self.take("done"))
