"""Whether the demo files are true: audits of two quarters, reviews, profiles."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command


class AuditStory:
    """The audit of the last quarter with its findings, and the one under way.

    Which files are in the sample is a matter of chance here too; what is found, is not.
    """

    def __init__(self, history):
        self.history = history
        self.steward = history.user("steward")
        self.audits = history.env["customer.audit"].with_user(self.steward)
        self.quarter = fields.Date.start_of(history.today, "quarter")

    def get_events(self):
        """Return the moments (naive UTC), each with what happens."""
        history = self.history
        end = self.quarter - timedelta(days=1)
        for days, hour, happen in (
            (22, 9, self.begin_last),
            (20, 15, self.check_last),
            (13, 11, self.correct_last),
            (12, 16, self.verify_last),
        ):
            yield history.on(end - timedelta(days=days), hour), happen
        yield history.on(self.quarter, 3), self.alarm
        # Under way, also where the quarter begins on the day of installation.
        begin = max(history.on(self.quarter, 9), history.at(-6, 9))
        now = history.now - timedelta(minutes=1)
        yield min(begin, now), self.begin
        yield min(begin + timedelta(days=2), now), self.check

    def _draw(self, day, size):
        audit = self.audits.create({"date_start": day, "user_id": self.steward.id})
        audit.sample_size = size
        audit.action_draw_sample()
        audit.action_start_check()
        return audit

    def begin_last(self):
        self.last = self._draw(self.quarter - timedelta(days=5), 10)

    def check_last(self):
        self._find(self.last.line_ids[:3], ("outdated", "false", "outdated"))
        self.last.line_ids[3:].action_mark_correct()
        self.last.action_finish_check()

    def _find(self, lines, results):
        items = self.history.env["customer.audit.item"].search([])
        for number, (line, result) in enumerate(zip(lines, results, strict=True)):
            line.write(
                {
                    "result": result,
                    "wrong_item_ids": [Command.set(items[number : number + 2].ids)],
                    "finding": self.history.take("findings", result),
                    "corrective_action": self.history.take("findings", "action"),
                }
            )

    def correct_last(self):
        """Correct two of three findings: the third is still open."""
        for line in self.last.line_ids[:2]:
            note = self.history.take("findings", "corrected")
            line.with_user(line.provider_id).action_correct(note)

    def verify_last(self):
        self.last.line_ids[0].action_verify()

    def alarm(self):
        """Sound the alarm, as the nightly job does where an audit is late."""
        self.last.sudo()._raise_alarm()

    def begin(self):
        self.running = self._draw(self.quarter, 8)

    def check(self):
        self._find(self.running.line_ids[:1], ("outdated",))
        self.running.line_ids[1:5].action_mark_correct()


class ReviewStory:
    """Two-monthly reviews: one customer grows, one is being lost, others wait."""

    def __init__(self, history):
        self.history = history
        self.reviews = history.env["customer.file.review"]

    def get_events(self):
        """Return the moments (naive UTC), each with what happens."""
        yield self.history.at(-9, 3), self.generate
        yield self.history.at(-7, 14), self.review
        yield self.history.at(-2, 3), self.generate_late

    def generate(self):
        """Make the sheets that are due, as the nightly job does."""
        names = ("sx_jinghu", "wz_lucheng", "nb_haishu", "sh_pudong", "wz_yueqing")
        self._generate(names)

    def generate_late(self):
        self._generate(("hz_qianjiang", "nb_yinzhou"))

    def _generate(self, names):
        files = self.history.env["res.partner"].union(
            *(self.history.customer(name) for name in names)
        )
        reviews = self.reviews._generate(self.history.env.company, files)
        reviews._tell_reviewers()
        self.reviews |= reviews

    def review(self):
        """Three salespeople look through their files; two of them find a cause."""
        for name, trend, vals in (
            ("sx_jinghu", "growth", {"file_class": "important"}),
            ("wz_lucheng", "loss", {"file_class": "special", "is_watched": True}),
            ("nb_haishu", "stable", {"file_class": "important"}),
        ):
            customer = self.history.customer(name)
            review = self.reviews.filtered(lambda r: r.partner_id == customer)  # noqa: B023
            review = review.with_user(review.user_id)
            review.action_start()
            if trend != "stable":
                vals["cause"] = self.history.take("reviews", trend)
            changes = self.history.take("reviews", "changes")
            review.write({**vals, "trend": trend, "changes_found": changes})
            if name != "nb_haishu":
                review.action_review()


class ProfileStory:
    """Private profiles of two people; the demo company keeps such, others need not."""

    def __init__(self, history):
        self.history = history
        self.keeper = history.user("leader")

    def get_events(self):
        """Return the moments (naive UTC), each with what happens."""
        yield self.history.at(-16, 10), self.allow
        yield self.history.at(-15, 10), self.note
        yield self.history.at(-13, 10), self.review

    def allow(self):
        self.history.env.company.customer_profile_enabled = True

    def note(self):
        """Write what the leader knows of two deciders, with their consent."""
        profiles = self.history.env["customer.contact.profile"].with_user(self.keeper)
        birthday = self.history.today + timedelta(days=5)
        self.profiles = profiles.create(
            [
                {
                    "partner_id": self.history.customer("hz_xinghe_1").id,
                    "birthday": birthday.replace(year=1971, day=min(birthday.day, 28)),
                    "gender": "male",
                    "rapport": "excellent",
                    "influence": "decider",
                    "relation_nature": "business",
                    "relation_status": "close",
                    "marital_status": "married",
                    **self.history.texts["profiles"][0],
                    "family_ids": [
                        Command.create({"relation": "child", "hobby": "羽毛球"})
                    ],
                },
                {
                    "partner_id": self.history.customer("nb_haishu_1").id,
                    "gender": "male",
                    "age_noted": 50,
                    "rapport": "congenial",
                    "influence": "decider",
                    "relation_nature": "business",
                    "relation_status": "regular",
                    **self.history.texts["profiles"][1],
                },
            ]
        )

    def review(self):
        manager = self.history.user("manager")
        self.profiles[0].with_user(manager).action_review()
