"""Two months of a distributor's visits, replayed through the real actions.

Entries of the timetable become moments; they are run in their order under a clock set
back to each of them. What is still to come at the hour of installation does not
happen, so today and the days ahead look the way a working database does.
"""

from datetime import timedelta
from functools import cached_property

from odoo import fields

from . import sales_visit_timetable
from .replay import Replay
from .sales_visit_story import Story

_MODULE = "sales_visit_crm"
_USERS = ("rep", "rep2", "rep3")
_LEAD_STAGES = ("stage_lead1", "stage_lead2", "stage_lead3", "stage_lead4")


class History(Replay):
    """The demo company's last two months, and the plans for the days ahead."""

    def __init__(self, env):
        super().__init__(env)
        self.texts = sales_visit_timetable.read_texts()
        self.lead_entries = sales_visit_timetable.read_leads()
        self.leads = {}
        self.sheets = {}
        self.promises = {}

    def replay(self):
        """Run every moment of the history up to now, in order."""
        stories = self._get_stories()
        events = [event for story in stories for event in story.get_events()]
        self.run([*events, *self._get_sheet_events(stories)])
        self._greet_users()

    @cached_property
    def _today_starts(self):
        return sales_visit_timetable.starts_of_today(self.now, self.zone)

    def get_start(self, entry):
        """Return the moment (naive UTC) at which the visit is to start."""
        if entry.time in self._today_starts:
            return self._today_starts[entry.time]
        hours, minutes = entry.time.split(":")
        return self.at(entry.day, int(hours) + int(minutes) / 60)

    def _get_stories(self):
        """Return the stories, each tied to the same customer's next visit."""
        entries = sales_visit_timetable.read()
        stories = [Story(self, entry, number) for number, entry in enumerate(entries)]
        latest = {}
        for story in stories:
            if story.entry.channel == "phone":
                continue
            before = latest.get(story.entry.customer)
            if before:
                before.next, story.previous = story, before
            latest[story.entry.customer] = story
        return stories

    # plan sheets

    def _get_sheet_events(self, stories):
        weeks = {
            (story.entry.user, _monday(self.day_of(story.first_start)))
            for story in stories
            if story.entry.is_planned
        }
        this_week = _monday(self.today)
        for user, monday in sorted(weeks):
            if monday <= this_week:
                yield from self._get_past_sheet_events(user, monday)
        # The sheet of the week to come: in the making, handed in, not yet begun.
        coming = this_week + timedelta(days=7)
        yield self.at(-1, 18), lambda: self._write_sheet("rep", coming)
        yield self.at(-1, 18.2), lambda: self._write_sheet("rep2", coming)
        yield self.at(-1, 18.4), lambda: self._submit_sheet("rep2", coming)

    def _get_past_sheet_events(self, user, monday):
        friday = monday - timedelta(days=3)
        hour = 16.5 + _USERS.index(user) / 10
        yield self.on(friday, hour), lambda: self._write_sheet(user, monday)
        yield self.on(friday, hour + 0.1), lambda: self._submit_sheet(user, monday)
        yield self.on(friday, 18.5), lambda: self._approve_sheet(user, monday)
        end = monday + timedelta(days=11)
        yield self.on(end, 17), lambda: self._close_sheet(user, monday)

    def _write_sheet(self, user, monday):
        rep = self.ref(f"res_users_{user}_demo")
        known = self.env["sales.visit"].search_count(
            [
                ("user_id", "=", rep.id),
                ("visit_day", ">=", monday),
                ("visit_day", "<", monday + timedelta(days=7)),
                ("state", "in", ("draft", "planned", "confirmed")),
            ],
            limit=1,
        )
        if known:
            target_note = self.take("targets")
            vals = {"period_start": monday, "target_note": target_note}
            sheet = self.env["sales.visit.plan"].with_user(rep).create(vals)
            sheet.action_collect_visits()
            self.sheets[user, monday] = sheet

    def _submit_sheet(self, user, monday):
        if sheet := self.sheets.get((user, monday)):
            sheet.action_submit()

    def _approve_sheet(self, user, monday):
        if sheet := self.sheets.get((user, monday)):
            sheet.with_user(sheet.team_id.user_id).action_approve()

    def _close_sheet(self, user, monday):
        """Close the sheet of a week whose visits are all reported or cancelled."""
        sheet = self.sheets.get((user, monday))
        over = ("reported", "reviewed", "cancel", "no_show")
        if sheet and all(visit.state in over for visit in sheet.visit_ids):
            sheet.action_close()

    def put_on_sheet(self, story):
        """Add a visit arranged at short notice to the sheet of its week."""
        monday = _monday(story.visit.visit_day)
        sheet = self.sheets.get((story.entry.user, monday))
        if sheet and sheet.state != "closed":
            story.visit.plan_id = sheet

    # opportunities

    def get_lead(self, story):
        """Return the customer's opportunity, made at the first report; maybe none."""
        key = story.entry.customer
        entry = self.lead_entries.get(key)
        if entry and key not in self.leads:
            lead = self.env["crm.lead"].with_user(story.rep)
            self.leads[key] = lead.create(
                {
                    "name": entry["name"],
                    "type": "opportunity",
                    "partner_id": story.customer.id,
                    "expected_revenue": float(entry["expected_revenue"]),
                    "date_deadline": self.today + timedelta(days=story.number % 50),
                    "stage_id": self._get_lead_stage(entry["first_stage"]).id,
                }
            )
        return self.leads.get(key, story.no_lead)

    def advance_lead(self, story):
        lead = self.leads.get(story.entry.customer)
        if not lead or lead.create_date == fields.Datetime.now():
            return
        if story.entry.outcome != "reached":
            return
        stages = [self._get_lead_stage(index) for index in range(len(_LEAD_STAGES))]
        last = int(self.lead_entries[story.entry.customer]["last_stage"])
        index = stages.index(lead.stage_id) + 1
        if index <= last:
            lead.stage_id = stages[index]

    def _get_lead_stage(self, index):
        return self.env.ref(f"crm.{_LEAD_STAGES[int(index)]}")

    def _greet_users(self):
        """Spare them the assistant's chat window, which covers a phone's screen."""
        if "odoobot_state" in self.users._fields:
            self.users.odoobot_state = "disabled"


def load(env):
    """Replay the history once; a second call finds it there and does nothing."""
    rep = env.ref(f"{_MODULE}.res_users_rep_demo")
    if not env["sales.visit"].search_count([("user_id", "=", rep.id)], limit=1):
        # Demo data is loaded before the hook that gives companies their sequences.
        env["res.company"].search([])._create_sales_sequences()
        History(env).replay()


def _monday(day):
    return day - timedelta(days=day.weekday())
