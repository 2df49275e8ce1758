from odoo import api, fields, models, tools

from ....tools.customer_file import GROUPS

PATH = "customer_dossier_id."


class ResPartner(models.Model):
    """The particulars of the file are fields of the customer, kept beside it.

    What is written to them passes the lock like any other field and ends here: one
    write for all of them, in a record that exists once there is something to keep.
    """

    _inherit = "res.partner"

    customer_dossier_id = fields.Many2one(
        comodel_name="customer.dossier",
        string="Particulars",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
        prefetch="customer_file",
        groups=GROUPS,
        exportable=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        names = self._get_dossier_names()
        particulars = [
            {name: vals[name] for name in names.intersection(vals) if vals[name]}
            for vals in vals_list
        ]
        if not any(particulars):
            return super().create(vals_list)
        vals_list = [
            {name: value for name, value in vals.items() if name not in names}
            for vals in vals_list
        ]
        partners = super().create(vals_list)
        for partner, values in zip(partners, particulars, strict=True):
            if values:
                partner._write_dossiers(values)
        return partners

    def write(self, vals):
        names = self._get_dossier_names().intersection(vals)
        if not names:
            return super().write(vals)
        for name in names:
            self._check_field_access(self._fields[name], "write")
        rest = {name: value for name, value in vals.items() if name not in names}
        result = super().write(rest)
        self._write_dossiers({name: vals[name] for name in names})
        return result

    def unlink(self):
        dossiers = self.sudo().customer_dossier_id
        result = super().unlink()
        dossiers.unlink()
        return result

    @api.model
    @tools.ormcache()
    def _get_dossier_names(self):
        """Return the names of the fields that are kept in the dossier."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if (field.related or "").startswith(PATH)
        )

    @api.model
    @tools.ormcache()
    def _get_file_names(self):
        """Return the names of the fields that ride along with no partner.

        Those of the file, and what other rooms read in groups of their own.
        """
        return self._get_dossier_names().union(
            name
            for name, field in self._fields.items()
            if field._module == "sales_visit_crm" and isinstance(field.prefetch, str)
        )

    def _write_dossiers(self, values):
        """Keep particulars of these partners, whose rights are checked already."""
        partners = self.sudo()
        lacking = partners.filtered(lambda partner: not partner.customer_dossier_id)
        if lacking and any(values.values()):
            dossiers = self.env["customer.dossier"].sudo().create([{} for _ in lacking])
            for partner, dossier in zip(lacking, dossiers, strict=True):
                partner._file_engine_write({"customer_dossier_id": dossier.id})
        partners.customer_dossier_id.write(values)
        self._validate_fields(list(values))

    def _absorb_dossiers(self, others):
        """Take from ``others`` what this partner does not know yet."""
        values = {
            name: self._fields[name].convert_to_write(source[name], source)
            for name in self._get_dossier_names()
            if not self[name]
            for source in others.filtered(name)[:1]
        }
        if values:
            self.write(values)
