import ast
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class SalesGateCriterion(models.Model):
    """Evidence that a gate asks for: a question put to real records.

    Either records of a kind that point to the opportunity are counted, or a named
    check answers (``crm.lead._gate_<key>``); other rooms add checks of their own.

    Source: S054, S041, LC3; differentiator 18.
    """

    _name = "sales.gate.criterion"
    _description = "Evidence at a Gate"
    _order = "stage_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    remedy = fields.Char(
        translate=True, help="What to do where the evidence is missing."
    )
    stage_id = fields.Many2one(
        comodel_name="crm.stage",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('process_template_id', '!=', False)]",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    moment = fields.Selection(
        selection=[("leave", "To Leave the Stage"), ("enter", "To Enter the Stage")],
        string="Asked For",
        default="leave",
        required=True,
    )
    is_required = fields.Boolean(
        string="Required",
        default=True,
        help="If not, the missing evidence is shown and holds nobody up.",
    )
    kind = fields.Selection(
        selection=[("check", "Named Check"), ("records", "Records")],
        default="check",
        required=True,
    )
    check_key = fields.Selection(
        selection=lambda self: self.env["crm.lead"]._get_gate_checks(), string="Check"
    )
    # records
    model_id = fields.Many2one(
        comodel_name="ir.model", string="Records", ondelete="cascade"
    )
    model = fields.Char(related="model_id.model", string="Record Model")
    link_field = fields.Char(
        string="Link to the Opportunity",
        help="Technical name of the field that names the opportunity.",
    )
    domain = fields.Char(string="Condition", default="[]")
    required_count = fields.Integer(string="At Least", default=1)
    date_field = fields.Char(help="Technical name of the field that tells the age.")
    max_age_days = fields.Integer(
        string="Not Older Than (days)", help="0: of whatever age."
    )

    _check_count = models.Constraint(
        "CHECK(required_count >= 1)", "A criterion asks for at least one record."
    )
    _check_age = models.Constraint(
        "CHECK(max_age_days >= 0)", "An age counts days; write 0 for any age."
    )

    @api.constrains(
        "kind", "check_key", "model_id", "link_field", "domain", "date_field"
    )
    def _check_question(self):
        for criterion in self:
            try:
                problem = criterion._get_problem()
            except (SyntaxError, TypeError, ValueError, KeyError) as error:
                problem = str(error)
            if problem:
                raise ValidationError(
                    self.env._(
                        "The evidence “%(name)s” cannot be looked for: %(problem)s.",
                        name=criterion.name,
                        problem=problem,
                    )
                )

    def _get_problem(self):
        """Return what is wrong with the question, None if nothing is."""
        self.ensure_one()
        if self.kind == "check":
            return None if self.check_key else self.env._("no check is chosen")
        if not self.model_id:
            return self.env._("no kind of records is chosen")
        records = self.env[self.sudo().model]
        link = records._fields.get(self.link_field or "")
        if not link or not link.store or link.comodel_name != "crm.lead":
            return self.env._("“%s” names no opportunity", self.link_field or "")
        age = records._fields.get(self.date_field or "")
        if self.max_age_days and (not age or age.type not in ("date", "datetime")):
            return self.env._("“%s” is no date of it", self.date_field or "")
        self._parse_domain().validate(records)
        return None

    def _parse_domain(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _get_satisfied(self, leads):
        """Return those of ``leads`` for which the evidence is there.

        Asked with all rights: whether a deal may move does not depend on who looks.
        """
        self.ensure_one()
        leads = leads.sudo()
        if self.kind == "check":
            return getattr(leads, f"_gate_{self.check_key}")()
        groups = (
            self.env[self.sudo().model]
            .sudo()
            ._read_group(
                self._get_records_domain(leads),
                [self.link_field],
                having=[("__count", ">=", self.required_count)],
            )
        )
        found = {lead.id for (lead,) in groups}
        return leads.filtered(lambda lead: lead._origin.id in found)

    def _get_records_domain(self, leads):
        domain = self._parse_domain() & Domain(self.link_field, "in", leads.ids)
        if self.max_age_days:
            limit = fields.Datetime.now() - timedelta(days=self.max_age_days)
            field = self.env[self.sudo().model]._fields[self.date_field]
            if field.type == "date":
                limit = limit.date()
            domain &= Domain(self.date_field, ">=", limit)
        return domain

    def action_view_records(self, lead):
        """Return the action that shows the records about ``lead``, or makes one."""
        self.ensure_one()
        model = self.sudo().model
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [(self.link_field, "=", lead.id)],
            "context": {
                f"default_{self.link_field}": lead.id,
                "default_partner_id": lead.partner_id.id,
            },
        }
