from odoo import api, models
from odoo.exceptions import UserError


class SalesVisitPartMixin(models.AbstractModel):
    """A line of a visit, such as a material or a next action.

    It rests when the visit rests, whichever model a client writes to, and it stays
    with the visit that it was made for.
    """

    _name = "sales.visit.part.mixin"
    _description = "Visit Part Mixin"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_visit_open()
        return parts

    def write(self, vals):
        self._check_visit_open()
        self._check_visit_kept(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_visit_open()

    def _trusted_write(self, vals):
        """Write past the guards; private, so no client reaches it."""
        # Past this mixin's own write, which is the guard.
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _check_visit_open(self):
        closed = self.sudo().visit_id.filtered(
            lambda visit: visit.state in visit._locked_states
        )
        if closed:
            raise UserError(
                self.env._(
                    "%(documents)s can no longer be changed (%(part)s). %(remedy)s",
                    documents=closed._get_document_labels(),
                    part=self.env["ir.model"]._get(self._name).sudo().name,
                    remedy=closed._get_lock_remedy(),
                )
            )

    def _check_visit_kept(self, vals):
        visit_id = vals.get("visit_id")
        moved = self.filtered(lambda part: part.visit_id.id != visit_id)
        if "visit_id" in vals and moved:
            raise UserError(
                self.env._(
                    "“%(part)s” stays with %(document)s. Add it to the other visit "
                    "instead.",
                    part=moved[0].display_name,
                    document=moved[0].sudo().visit_id.display_name,
                )
            )
