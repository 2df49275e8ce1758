from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.customer_file import FIELDS


class CustomerFileField(models.Model):
    """One row of the checklist of the customer file: a field, or a person by role.

    Key rows have a value or are marked 无 (not applicable) before the file is
    submitted (R049); all active rows count for the completeness of their block.

    Source: R041, R049, S001; P30, 无.
    """

    _name = "customer.file.field"
    _description = "Customer File Checklist"
    _order = "block_sequence, sequence, id"

    name = fields.Char(required=True, translate=True)
    block = fields.Selection(
        selection=[
            ("basic", "Basic Data"),
            ("feature", "Characteristics"),
            ("business", "Business Situation"),
            ("trading", "Trading Activity"),
        ],
        required=True,
        default="basic",
    )
    block_sequence = fields.Integer(compute="_compute_block_sequence", store=True)
    sequence = fields.Integer(default=10)
    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        ondelete="cascade",
        domain=lambda self: self._get_field_domain(),
    )
    field_name = fields.Char(related="field_id.name", string="Technical Name")
    role_id = fields.Many2one(
        comodel_name="customer.contact.role",
        string="Person",
        ondelete="restrict",
        help="A contact of the customer has this role.",
    )
    is_key = fields.Boolean(
        string="Key",
        help="Has a value, or is marked as not applicable, before the file is "
        "submitted.",
    )
    is_for_companies = fields.Boolean(
        string="Companies Only", help="Not asked of customers who are persons."
    )
    active = fields.Boolean(default=True)

    _one_thing = models.Constraint(
        "CHECK((field_id IS NULL) != (role_id IS NULL))",
        "A row of the checklist names either a field or a person's role.",
    )
    _field_uniq = models.UniqueIndex(
        "(field_id) WHERE field_id IS NOT NULL",
        "This field is on the checklist already.",
    )
    _role_uniq = models.UniqueIndex(
        "(role_id) WHERE role_id IS NOT NULL",
        "This role is on the checklist already.",
    )

    @api.depends("block")
    def _compute_block_sequence(self):
        order = [key for key, _label in self._fields["block"].selection]
        for row in self:
            row.block_sequence = order.index(row.block) if row.block in order else 0

    @api.constrains("field_id")
    def _check_field_of_file(self):
        for row in self:
            field = row.field_id.sudo()
            if field and (field.model != "res.partner" or field.name not in FIELDS):
                raise ValidationError(
                    self.env._(
                        "“%s” is no field of the customer file. Choose one of its four "
                        "blocks.",
                        field.field_description,
                    )
                )

    @api.model
    def _get_field_domain(self):
        return [("model", "=", "res.partner"), ("name", "in", sorted(FIELDS))]

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self._update_files()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if set(vals) - {"name"}:
            self._update_files()
        return result

    def unlink(self):
        result = super().unlink()
        self._update_files()
        return result

    @api.model
    @tools.ormcache()
    def _get_checklist(self):
        """Return the active rows: id, block, field name, role id, key, companies."""
        rows = self.sudo().search(Domain.TRUE)
        return tuple(
            (
                row.id,
                row.block,
                row.field_id.name or "",
                row.role_id.id,
                row.is_key,
                row.is_for_companies,
            )
            for row in rows
        )

    @api.model
    def _update_files(self):
        """Forget the checklist kept in memory and count every open file again."""
        self.env.registry.clear_cache()
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        files = partners.search([("file_state", "!=", "none")])
        for name in partners._get_completeness_fields():
            self.env.add_to_compute(partners._fields[name], files)
