from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

_DEEP_CHANNELS = ("onsite", "online", "inbound")
# States whose beginning changes what is due, and fields that do so.
_TELLING_STATES = {"draft", "planned", "done", "cancel", "no_show"}
_TELLING_FIELDS = {"channel", "contact_depth", "date_start", "partner_id"}
_COUNTED = ("planned", "confirmed", "in_progress", "done", "reported", "reviewed")


class SalesVisit(models.Model):
    """What a contact means for the cadence: how deep it is, and whether it is too much.

    Source: S020-S026, G16; 互动深度, 客户跟进记录表 (B02).
    """

    _inherit = "sales.visit"

    contact_depth = fields.Selection(
        selection=[
            ("light", "Light Touch"),
            ("deep", "Deep Communication"),
            ("return", "Return Visit"),
        ],
        string="Depth",
        compute="_compute_contact_depth",
        store=True,
        precompute=True,
        readonly=False,
        help="A call is a light touch unless you say otherwise; meetings are deep.",
    )
    overcontact_reason = fields.Char(
        string="Why Once More",
        copy=False,
        help="Needed beyond the contacts that the customer's grade allows in a month.",
    )
    is_over_cap = fields.Boolean(compute="_compute_contact_warnings")
    contact_warning = fields.Char(compute="_compute_contact_warnings")

    @api.depends("channel")
    def _compute_contact_depth(self):
        for visit in self:
            if visit.contact_depth != "return":
                deep = visit.channel in _DEEP_CHANNELS
                visit.contact_depth = "deep" if deep else "light"

    @api.depends("partner_id", "date_start", "user_id", "channel", "state")
    def _compute_contact_warnings(self):
        over = self._get_beyond_cap()
        others = self._get_contacts_of_others()
        for visit in self:
            visit.is_over_cap = visit in over
            other = others.get(visit)
            visit.contact_warning = other and self.env._(
                "%(user)s contacts this customer on %(moment)s. Agree before you do.",
                user=other.user_id.name,
                moment=format_datetime(self.env, other.date_start, dt_format="short"),
            )

    def write(self, vals):
        is_telling = vals.get("state") in _TELLING_STATES or (
            _TELLING_FIELDS & vals.keys()
            and any(visit.state != "draft" for visit in self)
        )
        if not is_telling:
            return super().write(vals)
        before = self.commercial_partner_id if "partner_id" in vals else None
        result = super().write(vals)
        customers = self.commercial_partner_id
        cadence = self.env["customer.cadence"]
        cadence._refresh(before | customers if before else customers)
        if vals.get("state") == "done":
            cadence._close_activities(customers)
            customers._close_pool_warnings()
        return result

    def action_plan(self):
        self._check_contact_cap()
        result = super().action_plan()
        self._tell_owners()
        return result

    def action_confirm(self):
        # One by one they are confirmed; those planned before stay as planned.
        unplanned = self.filtered(lambda visit: visit.state == "draft")
        result = super().action_confirm()
        self.env["customer.cadence"]._refresh(unplanned.commercial_partner_id)
        return result

    def action_submit_report(self):
        self._check_contact_cap()
        return super().action_submit_report()

    def _check_contact_cap(self):
        """Ask for a reason beyond what a grade allows in a month (S023).

        :raise UserError: if it is missing
        """
        for visit in self._get_beyond_cap():
            if not (visit.overcontact_reason or "").strip():
                grade = visit.commercial_partner_id.sudo().customer_grade_id
                raise UserError(
                    self.env._(
                        "%(document)s: %(grade)s customers are contacted at most "
                        "%(cap)s times a month. Say in “%(field)s” why it takes one "
                        "more.",
                        document=visit.display_name,
                        grade=grade.name,
                        cap=grade.monthly_contact_cap,
                        field=self._get_field_labels(["overcontact_reason"]),
                    )
                )

    def _get_beyond_cap(self):
        """Return the visits that are one too many for their customer's month."""
        capped = self.filtered(
            lambda visit: (
                visit.channel != "inbound"
                and visit.visit_day
                and visit._get_contact_cap()
            )
        )
        if not capped:
            return capped
        first = min(capped.mapped("visit_day")).replace(day=1)
        contacts = self.sudo().search_fetch(
            [
                ("commercial_partner_id", "in", capped.commercial_partner_id.ids),
                ("channel", "!=", "inbound"),
                ("state", "in", _COUNTED),
                ("visit_day", ">=", first),
                (
                    "visit_day",
                    "<=",
                    max(capped.mapped("visit_day")) + timedelta(days=31),
                ),
            ],
            ["commercial_partner_id", "visit_day"],
        )
        days = {}
        for contact in contacts:
            key = (contact.commercial_partner_id.id, f"{contact.visit_day:%Y-%m}")
            days.setdefault(key, set()).add(contact.id)

        def is_beyond(visit):
            customer = visit.commercial_partner_id._origin
            key = (customer.id, f"{visit.visit_day:%Y-%m}")
            others = days.get(key, set()) - {visit._origin.id}
            return len(others) >= visit._get_contact_cap()

        return capped.filtered(is_beyond)

    def _get_contact_cap(self):
        """Return the contacts a month that the customer's grade allows, 0 for any."""
        return self.commercial_partner_id.sudo().customer_grade_id.monthly_contact_cap

    def _get_contacts_of_others(self):
        """Return by each visit one of somebody else's, too close to it (S026)."""
        dated = self.filtered(lambda v: v.date_start and v.commercial_partner_id)
        open_visits = dated.filtered(
            lambda v: v.state in ("draft", "planned", "confirmed")
        )
        foreign = open_visits.filtered(
            lambda v: v.commercial_partner_id.sudo().user_id != v.user_id
        )
        if not foreign:
            return {}
        hours = max(foreign.company_id.sudo().mapped("contact_duplicate_hours"))
        margin = timedelta(hours=hours)
        near = self.sudo().search_fetch(
            [
                ("commercial_partner_id", "in", foreign.commercial_partner_id.ids),
                ("state", "in", _COUNTED),
                ("date_start", ">", min(foreign.mapped("date_start")) - margin),
                ("date_start", "<", max(foreign.mapped("date_start")) + margin),
            ],
            ["commercial_partner_id", "date_start", "user_id"],
            order="date_start",
        )
        found = {}
        for visit in foreign:
            width = timedelta(hours=visit.company_id.sudo().contact_duplicate_hours)
            for other in near:
                if (
                    other.commercial_partner_id == visit.commercial_partner_id._origin
                    and other.user_id != visit.user_id
                    and abs(other.date_start - visit.date_start) < width
                ):
                    found[visit] = other
                    break
        return found

    def _tell_owners(self):
        """Tell the customers' salespersons of contacts close to another one (S026)."""
        for visit in self._get_contacts_of_others():
            owner = visit.commercial_partner_id.sudo().user_id
            if owner.active and not owner.share:
                visit.sudo().message_notify(
                    partner_ids=owner.partner_id.ids,
                    subject=self.env._(
                        "Two contacts of %s", visit.partner_id.display_name
                    ),
                    body=visit.with_context(lang=owner.lang).env._(
                        "%(user)s plans %(visit)s within hours of another contact.",
                        user=visit.user_id.name,
                        visit=visit.display_name,
                    ),
                )
