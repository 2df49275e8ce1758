from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerContactProfile(models.Model):
    """Who collected, entered and reviewed a profile, who agreed, and what changed.

    The list of changes names fields, never what stood in them.

    Source: [AUD] of B07 and B21 (信息采集人, 信息录入人, 信息审核人, 信息审核标记,
    信息修改记录), S006, S007, G27.
    """

    _inherit = "customer.contact.profile"

    _state_transitions = {"draft": ("reviewed",), "reviewed": ("draft",)}
    _engine_fields = frozenset(
        {
            "filled_by_id",
            "date_filled",
            "reviewer_id",
            "date_reviewed",
            "consent_user_id",
            "date_consent",
            "revision_ids",
        }
    )

    state = fields.Selection(
        selection=[("draft", "To Review"), ("reviewed", "Reviewed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    date_registered = fields.Date(
        string="Registered On", default=lambda self: self.env.user._get_sales_today()
    )
    collector_id = fields.Many2one(
        comodel_name="res.users",
        string="Collected By",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    filled_by_id = fields.Many2one(
        comodel_name="res.users", string="Entered By", readonly=True, copy=False
    )
    date_filled = fields.Datetime(string="Entered On", readonly=True, copy=False)
    reviewer_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    date_reviewed = fields.Datetime(string="Reviewed On", readonly=True, copy=False)
    consent_note = fields.Text(
        string="Consent",
        help="How and to what the person agreed, or why the law allows to keep this.",
    )
    consent_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Consent Noted By",
        readonly=True,
        copy=False,
    )
    date_consent = fields.Datetime(string="Consent Noted On", readonly=True, copy=False)
    revision_ids = fields.One2many(
        comodel_name="customer.contact.revision",
        inverse_name="profile_id",
        string="Changes",
        readonly=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        profiles = super().create(vals_list)
        profiles._note_entry()
        agreed = profiles.filtered("consent_note")
        agreed._engine_write(self._prepare_consent_vals())
        return profiles

    def write(self, vals):
        if self._is_engine():
            return super().write(vals)
        changed = {profile: profile._get_changed_names(vals) for profile in self}
        self._check_person_kept(changed)
        result = super().write(vals)
        for profile, names in changed.items():
            if names:
                profile._note_entry(self._get_field_labels(names))
            if "consent_note" in names:
                profile._engine_write(self._prepare_consent_vals())
        return result

    def action_review(self):
        """Confirm the data; whoever entered them last may not (S006)."""
        for profile in self:
            if profile.filled_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You entered the data of %s yourself. Somebody else has to "
                        "review it.",
                        profile.partner_id.display_name,
                    )
                )
        self._transition_to(
            "reviewed", reviewer_id=self.env.uid, date_reviewed=fields.Datetime.now()
        )
        return True

    def _prepare_consent_vals(self):
        return {"consent_user_id": self.env.uid, "date_consent": fields.Datetime.now()}

    def _check_person_kept(self, changed):
        for profile, names in changed.items():
            if "partner_id" in names or "company_id" in names:
                raise UserError(
                    self.env._(
                        "The profile of %s stays with its person and company. Erase "
                        "it and write a new one.",
                        profile.partner_id.display_name,
                    )
                )

    def _get_changed_names(self, vals):
        """Return the names in ``vals`` whose value differs from the present one.

        The lines of a profile note their changes themselves.
        """
        changed = []
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or not field.store or field.type == "one2many":
                continue
            old = field.convert_to_cache(self[name], self, validate=False)
            if old != field.convert_to_cache(value, self, validate=False):
                changed.append(name)
        return changed

    def _note_entry(self, description=None):
        """Note who entered data, which, and that they wait for a review again."""
        if not self:
            return
        self._engine_write(
            {
                "state": "draft",
                "filled_by_id": self.env.uid,
                "date_filled": fields.Datetime.now(),
                "reviewer_id": False,
                "date_reviewed": False,
            }
        )
        if description:
            self.env["customer.contact.revision"].sudo().create(
                [
                    {
                        "profile_id": profile.id,
                        "user_id": self.env.uid,
                        "description": description,
                    }
                    for profile in self
                ]
            )
