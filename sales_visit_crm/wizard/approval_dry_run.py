from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.approval_case import ApprovalCase


class ApprovalDryRun(models.TransientModel):
    """Who would approve this? Nothing is submitted.

    Source: differentiator 15.
    """

    _name = "approval.dry.run"
    _description = "Dry Run of an Approval"

    model_id = fields.Many2one(
        comodel_name="ir.model",
        string="Document",
        required=True,
        ondelete="cascade",
        domain=lambda self: [
            ("model", "in", self.env["approval.route"]._get_approvable_models())
        ],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    route_id = fields.Many2one(
        comodel_name="approval.route",
        domain="[('model_id', '=', model_id),"
        " ('company_id', 'in', [company_id, False])]",
        help="Empty: the first route that matches.",
    )
    requester_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    amount = fields.Monetary()
    document = fields.Reference(
        selection="_selection_document",
        string="Example",
        help="A document to check the conditions against and to read persons from; "
        "its own amount and requester count.",
    )
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.model
    def _selection_document(self):
        names = self.env["approval.route"]._get_approvable_models()
        return [(name, self.env["ir.model"]._get(name).sudo().name) for name in names]

    @api.onchange("model_id")
    def _onchange_model_id(self):
        if self.route_id.model_id != self.model_id:
            self.route_id = False
        if self.document and self.document._name != self.model_id.sudo().model:
            self.document = False

    @api.depends(
        "model_id", "company_id", "route_id", "requester_id", "amount", "document"
    )
    def _compute_result(self):
        for wizard in self:
            values = {"route": None, "steps": [], "notes": [], "error": None}
            if wizard.model_id and wizard.requester_id and wizard.company_id:
                try:
                    values.update(wizard._plan())
                except UserError as error:
                    values["error"] = error.args[0]
            wizard.result = self.env["ir.qweb"]._render(
                "sales_visit_crm.approval_dry_run_result", values
            )

    def _plan(self):
        """Return the values of the result: the route, its steps and remarks."""
        case, notes = self._prepare_case(), []
        route = self.route_id._origin.sudo()
        if not route and case.document:
            route = route._match(case.document)[case.document]
        elif not route:
            route = self._get_first_route()
            notes.append(
                self.env._(
                    "No example is chosen: the first route is taken, and conditions "
                    "are not checked."
                )
            )
        rules = dict(
            self.env["approval.step"]._fields["rule"]._description_selection(self.env)
        )
        users = self.env["res.users"].sudo()
        steps = []
        for vals in route._plan(case):
            people = [
                (users.browse(seat["user_id"]).name, seat["reason"])
                for _command, _id, seat in vals.get("approver_ids", [])
            ]
            steps.append({**vals, "people": people, "rule_label": rules[vals["rule"]]})
        return {"route": route, "steps": steps, "notes": notes}

    def _prepare_case(self):
        document = self.document or self.env[self.model_id.sudo().model]
        document.check_access("read")
        document = document.sudo()
        requester = self.requester_id._origin.sudo()
        amount = self.amount
        if document:
            requester = document._get_approval_requester().sudo()
            amount = document._get_approval_amount()
        return ApprovalCase(
            document=document,
            requester=requester,
            submitter=requester,
            company=document.company_id or self.company_id._origin.sudo(),
            amount=amount,
        )

    def _get_first_route(self):
        model = self.model_id.sudo()
        company = self.company_id._origin
        if routes := self.env["approval.route"]._get_candidates(model.model, company):
            return routes[0]
        raise UserError(
            self.env._(
                "No approval route for “%(kind)s” serves %(company)s: submitting one "
                "would be refused. Create a route.",
                kind=model.name,
                company=company.name,
            )
        )
