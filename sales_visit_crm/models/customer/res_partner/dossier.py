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
        if defaults := self._get_dossier_defaults():
            vals_list = [{**defaults, **vals} for vals in vals_list]
        particulars = [
            {name: vals[name] for name in names.intersection(vals) if vals[name]}
            for vals in vals_list
        ]
        if not any(particulars):
            return super().create(vals_list)
        for name in set().union(*particulars):
            self._check_field_access(self._fields[name], "write")
        vals_list = [
            {name: value for name, value in vals.items() if name not in names}
            for vals in vals_list
        ]
        partners = super().create(vals_list)
        partners._create_dossiers(particulars)
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

    @api.model
    def _get_dossier_defaults(self):
        """Return the defaults of particulars, which Odoo would find no place for."""
        given = {key[8:] for key in self.env.context if key.startswith("default_")}
        given.update(self.env["ir.default"]._get_model_defaults(self._name))
        names = [
            name
            for name in self._get_dossier_names() & given
            if self._has_field_access(self._fields[name], "write")
        ]
        return self.default_get(names) if names else {}

    def _create_dossiers(self, particulars):
        """Keep the particulars of these new partners, a dict for each of them."""
        kept = {
            partner: values
            for partner, values in zip(self, particulars, strict=True)
            if values
        }
        dossiers = self.env["customer.dossier"].sudo()
        dossiers = dossiers.create(
            [
                {**values, **partner._prepare_dossier_vals()}
                for partner, values in kept.items()
            ]
        )
        partners = self.browse().concat(*kept)
        for partner, dossier in zip(partners, dossiers, strict=True):
            partner._file_engine_write({"customer_dossier_id": dossier.id})
        partners._validate_fields(set().union(*particulars))

    def _prepare_dossier_vals(self):
        self.ensure_one()
        return {"currency_id": self.sudo().file_currency_id.id}

    def _write_dossiers(self, values):
        """Keep particulars of these partners, whose rights are checked already."""
        partners = self.sudo()
        lacking = partners.filtered(lambda partner: not partner.customer_dossier_id)
        if lacking and any(values.values()):
            dossiers = self.env["customer.dossier"].sudo()
            dossiers = dossiers.create(
                [partner._prepare_dossier_vals() for partner in lacking]
            )
            for partner, dossier in zip(lacking, dossiers, strict=True):
                partner._file_engine_write({"customer_dossier_id": dossier.id})
        partners.customer_dossier_id.write(values)
        self._validate_fields(list(values))

    def _absorb_dossiers(self, others):
        """Take from ``others`` what this partner does not know yet.

        Whoever merges contacts need not be one of those who read the file.
        """
        partner = self.sudo()
        values = {
            name: partner._fields[name].convert_to_write(source[name], source)
            for name in self._get_dossier_names()
            if not partner[name]
            for source in others.sudo().filtered(name)[:1]
        }
        if values:
            partner.write(values)
