from odoo import api, fields, models, tools
from odoo.exceptions import AccessError

from ....tools.customer_file import GROUPS

FILE_ENGINE_KEY = "customer_file_engine"
FILE_STATES = [
    ("none", "No File"),
    ("draft", "Collected"),
    ("to_review", "To Review"),
    ("reviewed", "Reviewed"),
    ("registered", "Registered"),
]
FILE = {"prefetch": "customer_file", "groups": GROUPS}
# What a new customer is given anyway; Odoo sends it for the contact of a new user.
_INITIAL = ("none", "potential")
SIGNED = {**FILE, "readonly": True, "copy": False}


class ResPartner(models.Model):
    """The life of a customer file; its state and signatures no client writes.

    Collected by the sales force, reviewed by somebody else, registered by the data
    steward: from then on its data changes through requests only.

    The guard stands in ``create`` and ``write``. The file's own actions pass it with
    an object that only this process knows (see ``sales.transition.mixin``).

    Source: R049, R051, R081, R086, S006, S147, G28; lifecycles 5.6, 5.7, LC2.
    """

    _inherit = "res.partner"

    _FILE_ENGINE_TOKEN = object()

    file_state = fields.Selection(
        selection=FILE_STATES,
        string="Customer File",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        prefetch="customer_file_state",
    )
    is_registered = fields.Boolean(
        string="Registered",
        compute="_compute_is_registered",
        store=True,
        readonly=False,
        copy=False,
        help="Protected data of a registered customer changes through requests only.",
    )
    file_number = fields.Char(**SIGNED, index="trigram")
    file_company_id = fields.Many2one(
        comodel_name="res.company",
        string="File of Company",
        index="btree_not_null",
        **SIGNED,
    )
    date_file_opened = fields.Date(string="File Opened On", **SIGNED)
    date_file_due = fields.Date(
        string="File Due On",
        help="By then the complete file is with the archive.",
        **SIGNED,
    )
    entered_by_id = fields.Many2one(
        comodel_name="res.users", help="Typed the file in and submitted it.", **SIGNED
    )
    date_file_submitted = fields.Datetime(string="File Submitted On", **SIGNED)
    file_editor_ids = fields.Many2many(
        comodel_name="res.users",
        relation="customer_file_editor_rel",
        column1="partner_id",
        column2="user_id",
        string="Entered Since the Review",
        help="None of them reviews the file.",
        **SIGNED,
    )
    file_reviewer_id = fields.Many2one(
        comodel_name="res.users", string="File Reviewed By", **SIGNED
    )
    date_file_reviewed = fields.Datetime(string="File Reviewed On", **SIGNED)
    registered_by_id = fields.Many2one(comodel_name="res.users", **SIGNED)
    date_registered = fields.Datetime(string="Registered On", **SIGNED)
    filed_by_id = fields.Many2one(comodel_name="res.users", **SIGNED)
    date_filed = fields.Date(
        string="Filed On", help="The archive has the signed form.", **SIGNED
    )
    verified_by_id = fields.Many2one(comodel_name="res.users", **SIGNED)
    date_last_verified = fields.Date(
        string="Last Verified On",
        help="When somebody last confirmed that the file is still true.",
        **SIGNED,
    )
    is_file_reminded = fields.Boolean(**SIGNED)
    is_file_review_reminded = fields.Boolean(**SIGNED)

    _file_number_uniq = models.UniqueIndex(
        "(file_company_id, file_number) WHERE file_number IS NOT NULL",
        "A customer file with this number exists already.",
    )
    # Of files only: contacts without one, which are many more, stay out of them.
    _file_state_index = models.Index("(file_state) WHERE file_state <> 'none'")
    _registered_index = models.Index("(id) WHERE is_registered")
    _file_due_index = models.Index(
        "(file_company_id, date_file_due)"
        " WHERE file_number IS NOT NULL AND date_filed IS NULL"
    )

    def _auto_init(self):
        result = super()._auto_init()
        # For add-ons that Odoo loads, and lets create contacts, before this one.
        self.env.cr.execute(
            "ALTER TABLE res_partner ALTER COLUMN file_state SET DEFAULT 'none'"
        )
        return result

    @api.depends("file_state")
    def _compute_is_registered(self):
        for partner in self:
            partner.is_registered = partner.file_state == "registered"

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_file_engine():
            return super(ResPartner, self._as_file_client()).create(vals_list)
        vals_list = [self._check_file_vals(vals, is_new=True) for vals in vals_list]
        return super(ResPartner, self._without_file_defaults()).create(vals_list)

    def write(self, vals):
        if self._is_file_engine():
            return super(ResPartner, self._as_file_client()).write(vals)
        vals = self._check_file_vals(vals)
        with self._keeping_files(vals):
            return super().write(vals)

    @tools.ormcache()
    def _get_file_engine_fields(self):
        """Return the names of the fields that only the actions of the file write."""
        return frozenset(
            {
                "file_state",
                "is_registered",
                "file_number",
                "file_company_id",
                "date_file_opened",
                "date_file_due",
                "entered_by_id",
                "date_file_submitted",
                "file_editor_ids",
                "file_reviewer_id",
                "date_file_reviewed",
                "registered_by_id",
                "date_registered",
                "filed_by_id",
                "date_filed",
                "verified_by_id",
                "date_last_verified",
                "customer_dossier_id",
                "phone_last4",
                "is_file_reminded",
                "is_file_review_reminded",
                *self._get_completeness_fields(),
                *self._get_duplicate_key_fields(),
            }
        )

    def _check_file_vals(self, vals, is_new=False):
        """Return ``vals`` without what the file's engine owns.

        Odoo's merge of contacts copies all columns: there they are dropped, as the
        merge moves files by itself.

        :raise AccessError: if ``vals`` claim a state, a number or a signature
        """
        owned = self._get_file_engine_fields().intersection(vals)
        if not owned:
            return vals
        claimed = {
            name
            for name in owned
            if not is_new or (vals[name] and vals[name] not in _INITIAL)
        }
        if claimed and not self.env.context.get("customer_file_merge"):
            raise AccessError(
                self.env._(
                    "%(fields)s of a customer cannot be typed in or imported: use the "
                    "buttons of the customer file, they fill it.",
                    fields=self._get_file_field_labels(claimed),
                )
            )
        return {name: value for name, value in vals.items() if name not in owned}

    def _get_file_field_labels(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        return ", ".join(sorted(labels))

    def _without_file_defaults(self):
        """Return the model without context defaults for what the engine owns."""
        forged = {f"default_{name}" for name in self._get_file_engine_fields()}
        if not forged & set(self.env.context):
            return self
        context = {
            key: value for key, value in self.env.context.items() if key not in forged
        }
        return self.with_context(context)  # pylint: disable=context-overridden

    def _as_file_engine(self):
        """Return the records such that the next ``create`` or ``write`` is trusted."""
        return self.with_context(**{FILE_ENGINE_KEY: self._FILE_ENGINE_TOKEN})

    def _is_file_engine(self):
        return self.env.context.get(FILE_ENGINE_KEY) is self._FILE_ENGINE_TOKEN

    def _as_file_client(self):
        """Return the records guarded again, for what follows a trusted call."""
        context = dict(self.env.context)
        del context[FILE_ENGINE_KEY]
        return self.with_context(context)  # pylint: disable=context-overridden

    def _file_engine_write(self, vals):
        """Write what the engine owns, once the action has checked the user's rights.

        Nothing is traced: each step keeps its moment and its user, and what leaves the
        usual way says why in the chatter.
        """
        self.sudo()._as_file_engine().write(vals)
