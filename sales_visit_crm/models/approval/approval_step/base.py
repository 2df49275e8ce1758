from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ApprovalStep(models.Model):
    """A step of a route: who decides there, and how many of them."""

    _name = "approval.step"
    _description = "Approval Step"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one(
        comodel_name="approval.route", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="route_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    model_id = fields.Many2one(related="route_id.model_id")
    model = fields.Char(related="route_id.model", string="Document Model")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_parallel = fields.Boolean(
        string="Together",
        help="Asked together with the step before, not after it.",
    )
    # who
    approver_kind = fields.Selection(
        selection=[
            ("leader", "Team Leader of the Requester"),
            ("superior", "Superior of the Requester"),
            ("user", "Named Persons"),
            ("group", "Members of a Group"),
            ("field", "Persons on the Document"),
        ],
        string="Who",
        default="leader",
        required=True,
    )
    superior_level = fields.Integer(
        string="Level",
        default=1,
        help="1: the next superior, 2: the superior's superior, and so on.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Persons",
        # As text: a list would be searched, and users written, in their creation.
        domain="[('share', '=', False)]",
    )
    group_id = fields.Many2one(comodel_name="res.groups", ondelete="restrict")
    field_ids = fields.Many2many(
        comodel_name="ir.model.fields",
        string="Fields",
        domain="[('model_id', '=', model_id), ('relation', '=', 'res.users')]",
        help="Fields of the document that name the persons.",
    )
    # how many
    rule = fields.Selection(
        selection=[("any", "One of Them"), ("all", "All"), ("count", "At Least")],
        string="Approvals Needed",
        default="any",
        required=True,
    )
    required_count = fields.Integer(string="Count", default=2)
    is_in_turn = fields.Boolean(
        string="In Turn", help="Ask one after the other instead of all at once."
    )
    # when
    amount_min = fields.Monetary(
        string="Amount Above", help="0: whatever the amount. In company currency."
    )
    amount_max = fields.Monetary(
        string="Amount Up To", help="0: without limit. In company currency."
    )
    domain = fields.Char(
        string="Condition", default="[]", help="Which documents take this step."
    )
    escalation_days = fields.Integer(
        string="Escalate (days)",
        default=lambda self: self.env.company.sudo().approval_escalation_days,
        help="Days after which the approver's superior may decide as well. 0: never.",
    )

    _check_level = models.Constraint(
        "CHECK(superior_level >= 1)", "The level of a superior counts from 1."
    )
    _check_count = models.Constraint(
        "CHECK(required_count >= 1)", "A step needs at least one approval."
    )
    _check_escalation = models.Constraint(
        "CHECK(escalation_days >= 0)",
        "Escalation takes place after a number of days; write 0 for never.",
    )
    _check_amounts = models.Constraint(
        "CHECK(amount_min >= 0 AND (amount_max = 0 OR amount_max > amount_min))",
        "The upper amount of a step lies above the lower one; write 0 for no limit.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for step in self:
            company = step.company_id or self.env.company
            step.currency_id = company.sudo().currency_id

    @api.constrains("approver_kind", "user_ids", "group_id", "field_ids")
    def _check_approvers(self):
        sources = {"user": "user_ids", "group": "group_id", "field": "field_ids"}
        for step in self:
            name = sources.get(step.approver_kind)
            if name and not step[name]:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s”: say under “%(field)s” who decides.",
                        step=step.name,
                        field=step._fields[name]._description_string(self.env),
                    )
                )
            for field in step.sudo().field_ids:
                if field.model != step.sudo().model or field.relation != "res.users":
                    raise ValidationError(
                        self.env._(
                            "Step “%(step)s”: “%(field)s” names no user of the "
                            "document. Choose another field.",
                            step=step.name,
                            field=field.field_description,
                        )
                    )

    @api.constrains("domain", "route_id")
    def _check_domain(self):
        for step in self:
            step.route_id._parse_domain(step.domain, step.name)

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.route_id._raise_by_one()
        return steps

    def write(self, vals):
        routes = self.route_id
        result = super().write(vals)
        (routes | self.route_id)._raise_by_one()
        return result

    def unlink(self):
        routes = self.route_id
        result = super().unlink()
        routes.exists()._raise_by_one()
        return result
