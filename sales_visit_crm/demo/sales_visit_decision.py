"""What becomes of a demo report, or of its absence: reminders and decisions."""

_MODULE = "sales_visit_crm"


class Decisions:
    """Reminders of the nightly jobs, and the leader's reading; see ``Story``."""

    # reminders, as the nightly jobs make them

    def remind(self):
        self._remind("is_report_reminded", "report", "report", self.rep)

    def escalate(self):
        self._remind("is_report_escalated", "report", "escalation", self.leader)

    def remind_leader(self):
        self._remind("is_review_reminded", "review", "review", self.leader)

    def _remind(self, flag, kind, text, responsible):
        visit = self.visit.sudo()
        summary = self.take("reminders", text).format(
            user=self.rep.name, visit=visit.name
        )
        if (visit.state == "reported") != (kind == "review"):
            return
        visit._schedule_reminders(
            f"{_MODULE}.mail_activity_type_visit_{kind}",
            lambda _record: summary,
            lambda _record: responsible,
        )
        visit._engine_write({flag: True})

    # decisions

    def give_back(self):
        self.visit.with_user(self.leader).action_return(self.take("reviews", "return"))

    def sign(self):
        ending = self.entry.ending
        verdict = {"overruled": "valid", "rejected": "invalid"}.get(ending)
        reason = verdict and self.take("overruled", verdict)
        good = ending in ("valid", "overruled", "returned_signed", "unplanned_goal")
        comment = self.take("reviews", "valid" if good else "invalid")
        self.visit.with_user(self.leader).action_review(comment, verdict, reason)

    def amend(self):
        corrected = self.visit.summary + self.take("correction")
        self.visit._amend("summary", corrected, self.take("reasons", "amendment"))
