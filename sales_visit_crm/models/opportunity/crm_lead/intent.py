from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....tools import intent

ENGINE_KEY = "sales_intent_engine"
# An object never survives RPC: a value identical to it comes from this process.
_ENGINE_TOKEN = object()


class CrmLead(models.Model):
    """How soon the customer buys: level, window, and who may move it.

    The level moves by ``action_rate_intent`` only, which asks for a reason and for the
    contact that shows it. A deal without a level may get its first one anywhere.

    Source: P02, R062, R076, R078; A21, lifecycle 5.5.
    """

    _inherit = "crm.lead"

    _intent_engine_fields = frozenset(
        {
            "first_intent_level_id",
            "date_intent_set",
            "date_intent_rated",
            "date_intent_due",
        }
    )

    intent_level_id = fields.Many2one(
        comodel_name="crm.intent.level",
        index="btree_not_null",
        copy=False,
        tracking=True,
        ondelete="restrict",
        group_expand="_read_group_intent_level_ids",
        help="How likely and how soon the customer buys, as the salesperson judges.",
    )
    first_intent_level_id = fields.Many2one(
        comodel_name="crm.intent.level",
        string="First Level",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    date_intent_set = fields.Date(
        string="In This Level Since", readonly=True, copy=False
    )
    date_intent_rated = fields.Date(
        string="Level Confirmed On",
        readonly=True,
        copy=False,
        help="The last rating, whether it changed the level or not.",
    )
    date_intent_due = fields.Date(
        string="Level Valid Until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The window of the level ends: rate again, follow up or mark as lost.",
    )
    intent_days = fields.Integer(
        string="Days in Level", compute="_compute_intent_days", aggregator="avg"
    )
    is_intent_overdue = fields.Boolean(
        string="Level Overdue",
        compute="_compute_intent_days",
        search="_search_is_intent_overdue",
    )
    intent_log_ids = fields.One2many(
        comodel_name="crm.intent.log",
        inverse_name="lead_id",
        string="Level History",
    )
    intent_proposal_ids = fields.One2many(
        comodel_name="crm.intent.proposal",
        inverse_name="lead_id",
        string="Level Proposals",
    )

    @api.depends("date_intent_set", "date_intent_due", "active", "won_status")
    @api.depends_context("uid")
    def _compute_intent_days(self):
        today = self.env.user._get_sales_today()
        for lead in self:
            since, due = lead.date_intent_set, lead.date_intent_due
            lead.intent_days = (today - since).days if since else 0
            is_open = lead.active and lead.won_status == "pending"
            lead.is_intent_overdue = bool(is_open and due and due < today)

    @api.model
    def _search_is_intent_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = self._get_rated_domain() & Domain(
            "date_intent_due", "<", self.env.user._get_sales_today()
        )
        domain = Domain.FALSE
        if True in value:
            domain |= overdue
        if False in value:
            domain |= ~overdue
        return domain

    @api.model
    def _get_rated_domain(self):
        """Return the domain of open deals with a level: those on the card's back."""
        return Domain(
            [
                ("intent_level_id", "!=", False),
                ("active", "=", True),
                ("won_status", "=", "pending"),
            ]
        )

    @api.model
    def _read_group_intent_level_ids(self, levels, domain):
        # An empty column says that there is none; C has no column on the sheet.
        sheet = self.env.context.get("intent_sheet")
        return levels.search([("is_on_sheet", "=", True)] if sheet else Domain.TRUE)

    # guards

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_intent_engine():
            return super(CrmLead, self._as_intent_client()).create(vals_list)
        names = {*self._intent_engine_fields, "intent_level_id"}
        levels, clean_list = [], []
        default = self.env.context.get("default_intent_level_id")
        for vals in vals_list:
            self._check_intent_engine_fields(vals)
            levels.append(vals.get("intent_level_id", default))
            # Set rather than dropped: a dropped key falls back to a context default.
            clean_list.append({**vals, **dict.fromkeys(names, False)})
        leads = super().create(clean_list)
        rated = {}
        for lead, level_id in zip(leads, levels, strict=True):
            if level_id:
                rated.setdefault(level_id, self.browse())
                rated[level_id] |= lead
        for level_id, group in rated.items():
            group._rate_intent(self._to_intent_level(level_id))
        return leads

    def write(self, vals):
        if self._is_intent_engine():
            return super(CrmLead, self._as_intent_client()).write(vals)
        self._check_intent_engine_fields(vals)
        if "intent_level_id" not in vals:
            return super().write(vals)
        level = self._to_intent_level(vals["intent_level_id"])
        self._check_intent_free(level)
        unrated = self.filtered(lambda lead: not lead.intent_level_id)
        rest = {key: vals[key] for key in vals if key != "intent_level_id"}
        result = super().write(rest) if rest else True
        if level and unrated:
            unrated.check_access("write")
            unrated._rate_intent(level)
        return result

    def _check_intent_engine_fields(self, vals):
        """Check that no client types in what follows from the ratings.

        :raise AccessError: naming the fields
        """
        names = sorted(name for name in self._intent_engine_fields if vals.get(name))
        if names or (self.ids and self._intent_engine_fields & vals.keys()):
            labels = self.fields_get(self._intent_engine_fields, ["string"])
            raise AccessError(
                self.env._(
                    "%(fields)s of %(document)s follow from the ratings of the deal "
                    "and cannot be typed in or imported. Use “Change Level”.",
                    fields=", ".join(labels[name]["string"] for name in labels),
                    document=self[:1].display_name or self.env._("a new opportunity"),
                )
            )

    def _check_intent_free(self, level):
        """Check that a plain save moves no level that is set already.

        :raise UserError: naming the deal and the remedy
        """
        moved = self.filtered(
            lambda lead: lead.intent_level_id and lead.intent_level_id != level
        )
        if moved:
            raise UserError(
                self.env._(
                    "The level of “%(deal)s” is %(level)s. It changes with a reason "
                    "and the visit or call that shows it: use “Change Level”.",
                    deal=moved[0].display_name,
                    level=moved[0].intent_level_id.display_name,
                )
            )

    def _to_intent_level(self, level):
        """Return the level that a client names by id, record or letter.

        :raise UserError: if there is none such
        """
        levels = self.env["crm.intent.level"]
        if isinstance(level, models.BaseModel) or not level:
            return level or levels
        if isinstance(level, str):
            found = levels.search([("code", "=", level.strip().upper())])
        else:
            found = levels.browse(level).exists()
        if not found:
            raise UserError(
                self.env._(
                    "There is no intent level “%(level)s”. Choose one of: %(levels)s.",
                    level=level,
                    levels=", ".join(levels.search(Domain.TRUE).mapped("display_name")),
                )
            )
        return found

    def _is_intent_engine(self):
        return self.env.context.get(ENGINE_KEY) is _ENGINE_TOKEN

    def _as_intent_client(self):
        """Return the records guarded again, for what follows a trusted call."""
        context = {k: v for k, v in self.env.context.items() if k != ENGINE_KEY}
        return self.with_context(context)  # pylint: disable=context-overridden

    def _intent_engine_write(self, vals):
        """Write the level and its dates, trusted for this one call."""
        self.with_context(**{ENGINE_KEY: _ENGINE_TOKEN}).write(vals)

    def _prepare_intent_vals(self, level, day, is_new):
        """Return the values of deals rated ``level`` on the local ``day``."""
        vals = {
            "date_intent_rated": day,
            "date_intent_due": intent.deadline(day, level.window_days),
        }
        if is_new:
            vals |= {"intent_level_id": level.id, "date_intent_set": day}
        return vals
