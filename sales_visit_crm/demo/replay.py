"""What every replayed history needs: people, days, texts, and events in their order."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..tools import local_day
from . import clock, sales_visit_timetable

_MODULE = "sales_visit_crm"


class Replay:
    """Moments with what happens at them, run under a clock set back to each."""

    def __init__(self, env):
        self.env = env
        self.now = fields.Datetime.now()
        self.users = env["res.users"].search([("login", "=like", "demo\\_%")])
        self.zone = self.ref("res_users_rep_demo").tz
        self.today = self.day_of(self.now)
        self.texts = {}
        self._taken = {}

    def run(self, events):
        """Run the events up to now, in order; what is to come does not happen."""
        [(latest_id,)] = self.env.execute_query(
            SQL("SELECT coalesce(max(id), 0) FROM mail_message")
        )
        with clock.replayed(self.env) as set_time:
            for moment, happen in sorted(events, key=lambda event: event[0]):
                if moment <= self.now:
                    set_time(moment)
                    happen()
                    # Messages of tracked changes are written when a request ends.
                    self.env.cr.flush()
        self._date_messages(latest_id)
        self._read_notifications()

    # people, time and texts

    def ref(self, name):
        return self.env.ref(f"{_MODULE}.{name}")

    def user(self, name):
        return self.ref(f"res_users_{name}_demo")

    def customer(self, name):
        return self.ref(f"res_partner_{name}_demo")

    def take(self, *names):
        """Return the next of the texts called so; they begin anew after the last."""
        pool = self.texts
        for name in names:
            pool = pool[name]
        if not isinstance(pool, list):
            return pool
        count = self._taken.get(names, 0)
        self._taken[names] = count + 1
        return pool[count % len(pool)]

    def day_of(self, moment):
        return local_day.day_of(moment, self.zone)

    def hour_of(self, moment):
        local = local_day.to_local(moment, self.zone)
        return local.hour + local.minute / 60

    def on(self, day, hour):
        return local_day.instant_at(day, hour, self.zone)

    def at(self, offset, hour):
        return self.on(sales_visit_timetable.workday(self.today, offset), hour)

    @property
    def midnight(self):
        return self.on(self.today, 0)

    # afterwards

    def _date_messages(self, latest_id):
        """Date the messages like their rows: their own default knows no replay."""
        self.env.cr.execute(
            SQL("UPDATE mail_message SET date = create_date WHERE id > %s", latest_id)
        )
        self.env["mail.message"].invalidate_model(["date"])

    def _read_notifications(self, days=3):
        """Mark what is older than ``days`` as read, as people do with their inbox."""
        notifications = self.env["mail.notification"].search(
            [
                ("res_partner_id", "in", self.users.partner_id.ids),
                ("is_read", "=", False),
                ("mail_message_id.date", "<", self.now - timedelta(days=days)),
            ]
        )
        for notification in notifications:
            moment = notification.mail_message_id.date + timedelta(hours=1)
            notification.write({"is_read": True, "read_date": moment})
