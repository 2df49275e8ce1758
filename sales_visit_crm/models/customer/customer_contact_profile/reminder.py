from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from ....tools import yearly_day

BATCH_SIZE = 500
BIRTHDAY, WEDDING = "birthday", "wedding"


class CustomerContactProfile(models.Model):
    """Birthdays and anniversaries, told to the customer's owner and to nobody else.

    The reminder hangs on no document: whoever reads the contact would read it there.
    It says name and day, not the year, and it goes with the profile.

    Source: B21, S014.
    """

    _inherit = "customer.contact.profile"

    birthday_code = fields.Integer(
        compute="_compute_birthday_code", store=True, index=True, aggregator=None
    )
    wedding_code = fields.Integer(
        compute="_compute_wedding_code", store=True, index=True, aggregator=None
    )
    birthday_noticed_on = fields.Date(readonly=True, copy=False)
    wedding_noticed_on = fields.Date(readonly=True, copy=False)
    notice_ids = fields.Many2many(
        comodel_name="mail.activity",
        relation="customer_contact_profile_activity_rel",
        string="Reminders",
        readonly=True,
        copy=False,
    )

    def _get_engine_fields(self):
        return super()._get_engine_fields() | {
            "birthday_noticed_on",
            "wedding_noticed_on",
            "notice_ids",
        }

    @api.depends("birthday")
    def _compute_birthday_code(self):
        for profile in self:
            profile.birthday_code = yearly_day.code(profile.birthday)

    @api.depends("wedding_anniversary")
    def _compute_wedding_code(self):
        for profile in self:
            profile.wedding_code = yearly_day.code(profile.wedding_anniversary)

    @api.model
    def _cron_remind_occasions(self):
        """Tell the owners of the occasions of the next days, once each (S014)."""
        enabled = Domain("customer_profile_enabled", "=", True)
        for company in self.env["res.company"].search(enabled):
            for occasion in (BIRTHDAY, WEDDING):
                if not self._remind_occasions(company, occasion):
                    return

    def _remind_occasions(self, company, occasion):
        """Return whether there is time left for more.

        Who has no owner yet is asked about again tomorrow.
        """
        today = company._get_sales_today()
        days = yearly_day.upcoming(today, company.customer_birthday_notice_days)
        due = (
            Domain("company_id", "=", company.id)
            & Domain(f"{occasion}_code", "in", list(days))
            & Domain("partner_id.active", "=", True)
            & (
                Domain(f"{occasion}_noticed_on", "=", False)
                | Domain(f"{occasion}_noticed_on", "<", today)
            )
        )
        last_id = 0
        while batch := self.search(
            due & Domain("id", ">", last_id), limit=BATCH_SIZE, order="id"
        ):
            last_id = batch[-1].id
            batch._notice(occasion, days)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return False
        return True

    def _notice(self, occasion, days):
        by_day = {}
        for profile in self:
            user = profile._get_owner()
            if user:
                day = days[profile[f"{occasion}_code"]]
                by_day.setdefault(day, []).append((profile, user))
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_occasion")
        for day, pairs in by_day.items():
            activities = self.env["mail.activity"].create(
                [
                    {
                        "activity_type_id": kind.id,
                        "user_id": user.id,
                        "date_deadline": day,
                        "summary": profile._get_occasion(occasion, day, user.lang),
                        "automated": True,
                    }
                    for profile, user in pairs
                ]
            )
            for (profile, _user), activity in zip(pairs, activities, strict=True):
                profile._engine_write(
                    {
                        f"{occasion}_noticed_on": day,
                        "notice_ids": [fields.Command.link(activity.id)],
                    }
                )

    def _get_owner(self):
        """Return the salesperson of the contact or its company, if still there."""
        for partner in self.partner_id | self.partner_id.commercial_partner_id:
            user = partner.user_id
            if user.active and not user.share and self.company_id in user.company_ids:
                return user
        return self.env["res.users"]

    def _get_occasion(self, occasion, day, lang):
        """Return the sentence of the reminder, in the language of its reader."""
        locale = babel_locale_parse(lang or self.env.lang or "en_US")
        env = self.with_context(lang=lang).env
        values = {
            "contact": self.partner_id.name,
            "day": format_skeleton("MMMMd", day, locale=locale),
        }
        if occasion == BIRTHDAY:
            return env._("Birthday of %(contact)s on %(day)s", **values)
        return env._("Wedding anniversary of %(contact)s on %(day)s", **values)
