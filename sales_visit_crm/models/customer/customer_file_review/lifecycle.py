from odoo import fields, models
from odoo.exceptions import UserError


class CustomerFileReview(models.Model):
    """From the generated sheet to the reviewed file, which carries the outcome.

    Source: S131, LC15; B81.
    """

    _inherit = "customer.file.review"

    _state_initial = "generated"
    _state_transitions = {
        "in_review": ("generated",),
        "reviewed": ("generated", "in_review"),
    }
    _locked_states = frozenset({"reviewed"})
    _engine_fields = frozenset(
        {
            "period_amount",
            "previous_amount",
            "suggested_trend",
            "reviewed_by_id",
            "date_reviewed",
        }
    )

    state = fields.Selection(
        selection=[
            ("generated", "Generated"),
            ("in_review", "In Review"),
            ("reviewed", "Reviewed"),
        ],
        default="generated",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, tracking=True
    )
    date_reviewed = fields.Date(string="Reviewed On", readonly=True, copy=False)

    def action_start(self):
        """Begin the review."""
        self._transition_to("in_review")
        return True

    def action_review(self):
        """Close the review: the file is verified and carries class and watch flag."""
        self.check_access("write")
        self._check_transition("reviewed")
        self._check_findings()
        for review in self:
            review._transition_to(
                "reviewed",
                reviewed_by_id=self.env.uid,
                date_reviewed=review._get_today(),
            )
        self._update_files()
        return True

    def _get_today(self):
        return self.company_id.sudo()._get_sales_today()

    def _check_findings(self):
        """Check that the outcome is said, and the cause where there must be one.

        :raise UserError: if something is missing
        """
        for review in self:
            customer = review.partner_id.display_name
            if not (review.trend and review.file_class):
                raise UserError(
                    self.env._(
                        "Say how %s develops, and which class the file gets.", customer
                    )
                )
            if review.trend != "stable" and not (review.cause or "").strip():
                raise UserError(
                    self.env._(
                        "%s grows fast or is being lost: write down the cause (S131).",
                        customer,
                    )
                )

    def _update_files(self):
        """Write the outcome into the files; the rights are those of the review."""
        for review in self:
            partner = review.partner_id.sudo()
            vals = {
                "file_class": review.file_class,
                "is_watched": review.is_watched,
            }
            partner._as_steward_engine().write(
                {name: value for name, value in vals.items() if partner[name] != value}
            )
        for day, reviews in self.grouped("date_reviewed").items():
            reviews.partner_id._file_engine_write(
                {"date_last_verified": day, "verified_by_id": self.env.uid}
            )
        self.partner_id.sudo().activity_unlink(
            ["sales_visit_crm.mail_activity_type_customer_verify"]
        )

    def _get_lock_remedy(self):
        return self.env._("The next review takes up what changed since.")
