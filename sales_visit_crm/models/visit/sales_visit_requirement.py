from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesVisitRequirement(models.Model):
    """A part of the visit report that a purpose may make mandatory.

    A record rather than a field of ``ir.model.fields``: sales managers set up
    purposes, and they may not read Odoo's technical models.
    """

    _name = "sales.visit.requirement"
    _description = "Visit Report Requirement"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    field_name = fields.Char(
        required=True, help="Technical name of the field on the visit."
    )

    _field_name_uniq = models.UniqueIndex(
        "(field_name)", "Each part of the report stands here once."
    )

    @api.constrains("field_name")
    def _check_field_name(self):
        allowed = self.env["sales.visit"]._requirable_fields
        for requirement in self:
            if requirement.field_name not in allowed:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is no part of the report that a purpose can make "
                        "mandatory. Choose one of: %(fields)s.",
                        field=requirement.field_name,
                        fields=", ".join(sorted(allowed)),
                    )
                )
