from odoo import fields, models
from odoo.exceptions import UserError


class SalesSignoffMixin(models.AbstractModel):
    """The sign-off line at the foot of the paper forms: 填表, 审核, 签字.

    Each signature is a user and a moment, written by the document's actions only.

    Source: P26; S075, 客户拜访总结报告.
    """

    _name = "sales.signoff.mixin"
    _description = "Sign-off Mixin"

    _signoff_fields = frozenset(
        {
            "filled_by_id",
            "date_filled",
            "reviewer_id",
            "date_reviewed",
            "signed_by_id",
            "date_signed",
        }
    )

    filled_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    date_filled = fields.Datetime(string="Filled On", readonly=True, copy=False)
    reviewer_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_reviewed = fields.Datetime(string="Reviewed On", readonly=True, copy=False)
    signed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    date_signed = fields.Datetime(string="Signed On", readonly=True, copy=False)

    def _prepare_filled_vals(self):
        return {"filled_by_id": self.env.uid, "date_filled": fields.Datetime.now()}

    def _prepare_reviewed_vals(self):
        return {"reviewer_id": self.env.uid, "date_reviewed": fields.Datetime.now()}

    def _prepare_signed_vals(self):
        return {"signed_by_id": self.env.uid, "date_signed": fields.Datetime.now()}

    def _prepare_unsigned_vals(self):
        return dict.fromkeys(self._signoff_fields, False)

    def _check_four_eyes(self):
        """Check that the current user did not fill in these documents.

        :raise UserError: if the reviewer is the author of one of them
        """
        own = self.filtered(
            lambda record: self.env.user in (record.user_id | record.filled_by_id)
        )
        if own:
            raise UserError(
                self.env._(
                    "You wrote %(documents)s yourself. Somebody else has to review it.",
                    documents=own.mapped("display_name")[0],
                )
            )
