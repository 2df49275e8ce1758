from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ....tools.customer_file import (
    ALTERNATIVES,
    BLOCKS,
    FIELDS,
    FIRST_FIELDS,
    GROUPS,
)

# Not among the dependencies: Odoo computes it after the insertion, and everything that
# follows from it once more; a write of it says so itself (see ``file_upkeep``).
LATE_FIELD = "company_registry"
PERCENT = {
    "compute": "_compute_completeness",
    "store": True,
    "readonly": False,
    "copy": False,
    "aggregator": "avg",
    "prefetch": "customer_file",
}


class ResPartner(models.Model):
    """How much of a customer file is there, block by block, and what is missing.

    A row of the checklist is done with a value or with 无 (not applicable). The basic
    block comes first: others count once name, address and phone are there.

    Source: R041, R049, S001; AN26, R24; P30.
    """

    _inherit = "res.partner"

    not_applicable_ids = fields.Many2many(
        comodel_name="customer.file.field",
        relation="customer_file_not_applicable_rel",
        column1="partner_id",
        column2="file_field_id",
        groups=GROUPS,
        help="What this customer does not have: printed as 无, never left blank.",
    )
    completeness_basic = fields.Integer(string="Basic Data (%)", **PERCENT)
    completeness_feature = fields.Integer(string="Characteristics (%)", **PERCENT)
    completeness_business = fields.Integer(string="Business Situation (%)", **PERCENT)
    completeness_trading = fields.Integer(string="Trading Activity (%)", **PERCENT)
    dossier_completeness = fields.Integer(string="Completeness (%)", **PERCENT)
    missing_field_ids = fields.Many2many(
        comodel_name="customer.file.field",
        string="Missing",
        compute="_compute_missing_field_ids",
        compute_sudo=True,
        groups=GROUPS,
    )
    file_missing_note = fields.Text(
        string="Still to Do",
        compute="_compute_missing_field_ids",
        compute_sudo=True,
        groups=GROUPS,
    )

    def _auto_init(self):
        # Nobody has a file yet: zero everywhere, without computing a million times.
        for name in self._get_completeness_fields():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, "int4 DEFAULT 0")
        return super()._auto_init()

    @api.model
    def _get_completeness_fields(self):
        return (*(f"completeness_{block}" for block in BLOCKS), "dossier_completeness")

    @api.depends(
        "file_state",
        "is_company",
        "not_applicable_ids",
        "child_ids.customer_role_ids",
        *sorted(FIELDS - {LATE_FIELD}),
    )
    def _compute_completeness(self):
        names = self._get_completeness_fields()
        files = self.filtered(lambda partner: partner.file_state not in (False, "none"))
        if plain := self - files:
            # What is known to be zero is not written again.
            plain.filtered("id").fetch(names)
            for name in names:
                plain[name] = 0
        files._fetch_people()
        for partner in files:
            done = partner._get_done_rows()
            counted = partner._get_checklist_rows()
            if not partner._has_first_data():
                done = {row for row in done if row[1] == "basic"}
            for block in BLOCKS:
                rows = [row for row in counted if row[1] == block]
                partner[f"completeness_{block}"] = partner._get_percentage(rows, done)
            partner.dossier_completeness = partner._get_percentage(counted, done)

    @api.depends(lambda self: self._get_missing_depends())
    def _compute_missing_field_ids(self):
        rows = self.env["customer.file.field"]
        self._fetch_people()
        for partner in self:
            missing, lines = rows.browse(), []
            if partner.file_state != "none" and partner._origin:
                missing = rows.browse(partner._get_missing_ids())
                lines = partner._get_missing_lines(missing)
            partner.missing_field_ids = missing
            partner.file_missing_note = "\n".join(lines)

    @api.model
    def _get_missing_depends(self):
        return [*self._get_completeness_fields(), "child_ids.function", "data_source"]

    @staticmethod
    def _get_percentage(rows, done):
        if not rows:
            return 0
        return 100 * sum(row in done for row in rows) // len(rows)

    def _get_checklist_rows(self):
        """Return the rows of the checklist that are asked of this customer."""
        rows = self.env["customer.file.field"]._get_checklist()
        return [row for row in rows if self.is_company or not row[5]]

    def _get_done_rows(self):
        """Return the rows that have a value or are not applicable."""
        marked = set(self.not_applicable_ids.ids)
        roles = set(self._get_people().customer_role_ids.ids)
        return {
            row
            for row in self._get_checklist_rows()
            if row[0] in marked or self._has_file_value(row[2], row[3], roles)
        }

    def _has_file_value(self, name, role_id, roles):
        if role_id:
            return role_id in roles
        return any(self[other] for other in ALTERNATIVES.get(name, (name,)))

    def _has_first_data(self):
        """Return whether name, address and phone are there (R041)."""
        return all(self._has_file_value(name, False, ()) for name in FIRST_FIELDS)

    def _get_missing_ids(self, keys_only=False):
        done = self._get_done_rows()
        return [
            row[0]
            for row in self._get_checklist_rows()
            if row not in done and (row[4] or not keys_only)
        ]

    def _get_missing_lines(self, missing):
        """Return sentences saying what is missing, first what stops the file."""
        lines = []
        if not self._has_first_data():
            lines.append(
                self.env._("First name, address and phone; the rest counts afterwards.")
            )
        if people := self._get_nameless_people():
            lines.append(
                self.env._(
                    "Contacts without name or job position: %s",
                    ", ".join(people.mapped("display_name")),
                )
            )
        labels = dict(missing._fields["block"]._description_selection(self.env))
        for block in BLOCKS:
            keys = missing.filtered(lambda row: row.block == block and row.is_key)  # noqa: B023
            if keys:
                lines.append(f"{labels[block]}: {', '.join(keys.mapped('name'))}")
        return lines

    def _fetch_people(self):
        """Read the people of all these customers at once, before looking at each."""
        self.child_ids.customer_role_ids.mapped("code")

    def _resolve_not_applicable(self):
        """Take 无 off the rows that have a value by now."""
        self.sudo()._fetch_people()
        for partner in self.sudo():
            if not (marked := partner.not_applicable_ids):
                continue
            roles = set(partner._get_people().customer_role_ids.ids)
            filled = marked.filtered(
                lambda row: partner._has_file_value(  # noqa: B023
                    row.field_name or "",
                    row.role_id.id,
                    roles,  # noqa: B023
                )
            )
            if filled:
                partner.not_applicable_ids -= filled
