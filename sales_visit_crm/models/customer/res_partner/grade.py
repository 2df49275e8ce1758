from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Command


class ResPartner(models.Model):
    """The grade of a customer, set by assessments in force and nobody else.

    Source: B03, 客户分级评估表; S030, S034, LC16.
    """

    _inherit = "res.partner"

    customer_grade_id = fields.Many2one(
        comodel_name="customer.grade",
        prefetch="customer_grade",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        help="Set by the latest approved assessment.",
    )
    is_senior_missing = fields.Boolean(
        string="Needs a Senior Salesperson",
        compute="_compute_is_senior_missing",
        search="_search_is_senior_missing",
        help="The grade asks for a senior salesperson; this customer has none.",
    )

    @tools.ormcache()
    def _get_file_engine_fields(self):
        return super()._get_file_engine_fields() | {"customer_grade_id"}

    @api.depends("customer_grade_id", "user_id")
    def _compute_is_senior_missing(self):
        for partner in self.sudo():
            partner.is_senior_missing = (
                partner.customer_grade_id.requires_senior
                and not partner.user_id.is_senior_salesperson
            )

    @api.model
    def _search_is_senior_missing(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [
            ("customer_grade_id.requires_senior", "=", True),
            "|",
            ("user_id", "=", False),
            ("user_id.is_senior_salesperson", "=", False),
        ]

    def _get_senior_warning(self, grade):
        """Return the sentence about a customer without a senior salesperson. S034."""
        self.ensure_one()
        return self.env._(
            "%(grade)s asks for a senior salesperson; %(customer)s belongs to "
            "%(owner)s. Name another salesperson, or mark this one as senior.",
            grade=grade.name,
            customer=self.sudo().name,
            owner=self.sudo().user_id.name or self.env._("nobody"),
        )

    def _set_customer_grade(self, grade):
        """Write the grade of customers; the only way to it.

        Customers of a grade that waits in the long-term pool get its tag, others lose
        it. The registration lock is passed: the assessment was approved.
        """
        tag = self.env.ref(
            "sales_visit_crm.res_partner_category_nurture", raise_if_not_found=False
        )
        for partners in (
            self.sudo()
            .grouped(
                lambda partner: (
                    partner.customer_grade_id != grade,
                    partner.category_id,
                )
            )
            .values()
        ):
            vals = {}
            if partners[0].customer_grade_id != grade:
                vals["customer_grade_id"] = grade.id
            if tag and grade.is_nurture != (tag in partners[0].category_id):
                command = Command.link if grade.is_nurture else Command.unlink
                vals["category_id"] = [command(tag.id)]
            if vals:
                partners._as_steward_engine()._as_file_engine().write(vals)

    # category: R047

    def write(self, vals):
        if "customer_category" in vals:
            self._check_category_change(vals["customer_category"])
        return super().write(vals)

    def _check_category_change(self, category):
        """Check that potential customers become more by a sale or an approval only.

        An approved customer performance sheet comes with the engine's object.

        :raise UserError: naming the first that nothing was sold to
        """
        if self._is_steward_engine() or category in (False, "potential"):
            return
        potential = self.sudo().filtered(
            lambda partner: partner.customer_category == "potential"
        )
        if not potential:
            return
        sold = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("state", "=", "sale"),
                    (
                        "partner_id.commercial_partner_id",
                        "in",
                        potential.commercial_partner_id.ids,
                    ),
                ],
                ["partner_id"],
            )
        )
        buyers = {partner.commercial_partner_id for (partner,) in sold}
        for partner in potential:
            if partner.commercial_partner_id not in buyers:
                raise UserError(
                    self.env._(
                        "%s is a potential customer: it gets another category with its "
                        "first order, or by an approved customer performance sheet.",
                        partner.display_name,
                    )
                )

    def _set_customer_category(self, category):
        """Write the category that an approved assessment gave."""
        changed = self.sudo().filtered(
            lambda partner: partner.customer_category != category
        )
        changed._as_steward_engine().write({"customer_category": category})
