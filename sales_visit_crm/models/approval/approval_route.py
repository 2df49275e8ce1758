import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class ApprovalRoute(models.Model):
    """Which steps a kind of document takes until it is approved.

    The first route that matches a document is copied onto its request when it is
    submitted: a later change of the route leaves running requests untouched.

    Source: peers.md A6; differentiator 15.
    """

    _name = "approval.route"
    _description = "Approval Route"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        string="Priority", default=10, help="The first route that matches is taken."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: the route serves every company.",
    )
    model_id = fields.Many2one(
        comodel_name="ir.model",
        string="Document",
        required=True,
        index=True,
        ondelete="cascade",
        domain=lambda self: [("model", "in", self._get_approvable_models())],
    )
    model = fields.Char(
        related="model_id.model", string="Document Model", store=True, index=True
    )
    domain = fields.Char(
        string="Condition",
        default="[]",
        help="Which documents take this route; all of them if empty.",
    )
    version = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        help="Counts the changes of the route and its steps; a request says by which "
        "version it was decided.",
    )
    duplicate_rule = fields.Selection(
        selection=[
            ("each", "Decides Each Time"),
            ("once", "Decides Once per Request"),
            ("consecutive", "Decides Once in Consecutive Steps"),
        ],
        string="Same Approver Again",
        default="once",
        required=True,
        help="What happens in a step whose approver has approved an earlier step.",
    )
    step_ids = fields.One2many(
        comodel_name="approval.step", inverse_name="route_id", string="Steps", copy=True
    )
    request_count = fields.Integer(string="Requests", compute="_compute_request_count")

    def _compute_request_count(self):
        counts = dict(
            self.env["approval.request"]._read_group(
                [("route_id", "in", self.ids)], ["route_id"], ["__count"]
            )
        )
        for route in self:
            route.request_count = counts.get(route._origin, 0)

    @api.constrains("model_id")
    def _check_model(self):
        approvable = self._get_approvable_models()
        for route in self:
            if route.sudo().model not in approvable:
                raise ValidationError(
                    self.env._(
                        "%(document)s cannot be approved by a route. Choose another "
                        "kind of document for “%(route)s”.",
                        document=route.model_id.sudo().name,
                        route=route.name,
                    )
                )

    @api.constrains("domain", "model_id")
    def _check_domain(self):
        for route in self:
            route._parse_domain(route.domain, route.name)

    @api.model_create_multi
    def create(self, vals_list):
        if any("version" in vals for vals in vals_list):
            self._raise_version()
        context = dict(self.env.context)
        context.pop("default_version", None)
        # pylint: disable-next=context-overridden
        return super(ApprovalRoute, self.with_context(context)).create(vals_list)

    def write(self, vals):
        if "version" in vals:
            self._raise_version()
        result = super().write(vals)
        # Changed steps count by themselves.
        if set(vals) - {"step_ids", "active", "sequence"}:
            self._raise_by_one()
        return result

    def action_view_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.approval_request_action"
        )
        return {**action, "domain": [("route_id", "=", self.id)], "context": {}}

    def action_dry_run(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.approval_dry_run_action"
        )
        return {
            **action,
            "context": {
                "default_model_id": self.model_id.id,
                "default_route_id": self.id,
            },
        }

    def _raise_version(self):
        raise AccessError(
            self.env._("The version of a route counts its changes: nobody types it in.")
        )

    def _raise_by_one(self):  # pylint: disable=missing-return
        for route in self:
            # Past the guard of write. pylint: disable-next=super-method-mismatch
            super(ApprovalRoute, route).write({"version": route.version + 1})

    @api.model
    def _get_approvable_models(self):
        """Return the names of the models that inherit the approval mixin."""
        mixin = self.env.registry["approval.mixin"]
        return [
            name
            for name, model_class in self.env.registry.items()
            if issubclass(model_class, mixin) and not model_class._abstract
        ]

    def _parse_domain(self, text, label):
        """Return the :class:`Domain` over the route's documents that ``text`` holds.

        :raise ValidationError: if it is none, or names fields that do not exist
        """
        self.ensure_one()
        try:
            domain = Domain(ast.literal_eval(text or "[]"))
            domain.validate(self.env[self.sudo().model])
        except (SyntaxError, TypeError, ValueError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "The condition of “%(label)s” cannot be read: %(error)s. Choose "
                    "it anew.",
                    label=label,
                    error=error,
                )
            ) from error
        return domain

    @api.model
    def _get_candidates(self, model_name, companies):
        """Return the routes for ``model_name``, by priority."""
        return self.sudo().search_fetch(
            [
                ("model", "=", model_name),
                ("company_id", "in", [*companies.ids, False]),
            ],
            ["company_id", "domain", "model", "name", "version", "duplicate_rule"],
        )

    @api.model
    def _match(self, documents):
        """Return the route of each document.

        :raise UserError: if no route matches a document
        """
        documents = documents.sudo()
        companies = documents.company_id
        matches = dict.fromkeys(documents, self.browse())
        for route in self._get_candidates(documents._name, companies):
            open_documents = documents.filtered(
                lambda document, route=route: (
                    not matches[document]
                    and route.company_id
                    in (document.company_id, route.browse().company_id)
                )
            )
            domain = route._parse_domain(route.domain, route.name)
            for document in open_documents.filtered_domain(domain):
                matches[document] = route
        for document, route in matches.items():
            if not route:
                self._raise_no_route(document)
        return matches

    def _raise_no_route(self, document):
        raise UserError(
            self.env._(
                "Nobody is named to approve %(document)s: no approval route matches "
                "it. Ask a sales manager to set one up under Configuration, Approval "
                "Routes (document “%(kind)s”, company %(company)s).",
                document=document.display_name,
                kind=self.env["ir.model"]._get(document._name).sudo().name,
                company=document.company_id.name,
            )
        )

    def _plan(self, case):
        """Return values of the request's steps for ``case``, all people resolved."""
        self.ensure_one()
        steps = self.sudo().step_ids.sorted("sequence")
        stage, vals_list = 0, []
        for number, step in enumerate(steps, 1):
            if not (step.is_parallel and vals_list):
                stage += 1
            vals = step._plan(case)
            case = case.after(vals)
            vals_list.append({**vals, "sequence": number, "stage": stage})
        if all(vals["state"] == "skipped" for vals in vals_list):
            number = len(vals_list) + 1
            fallback = steps.browse()._plan_fallback(case)
            vals_list.append({**fallback, "sequence": number, "stage": stage + 1})
        return vals_list
