from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAssessmentPartMixin(models.AbstractModel):
    """A part of an assessment form: it rests once the form is published.

    Whichever model a client writes to, and also where a part moves to another form.
    """

    _name = "customer.assessment.part.mixin"
    _description = "Part of an Assessment Form"

    template_id = fields.Many2one(
        comodel_name="customer.assessment.template",
        string="Form",
        required=True,
        index=True,
        ondelete="cascade",
    )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_template_draft()
        return parts

    def write(self, vals):
        self._check_template_draft()
        result = super().write(vals)
        self._check_template_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_template_draft()

    def _check_template_draft(self):
        """Check that the forms are drafts.

        :raise UserError: naming the first that is not
        """
        templates = self.sudo().template_id
        if fixed := templates.filtered(lambda template: template.state != "draft"):
            raise UserError(
                self.env._(
                    "%(form)s is published and no longer changes (%(part)s). Make a "
                    "new version of it.",
                    form=fixed[0].display_name,
                    part=self.env["ir.model"]._get(self._name).sudo().name,
                )
            )
