from odoo import fields, models
from odoo.fields import Command

from .common import SalesVisitCommon

DOCUMENT = "sales.approval.sample"


class SalesApprovalSample(models.Model):
    """The smallest document that can be approved."""

    _name = "sales.approval.sample"
    _description = "Sample Document"
    _inherit = ["approval.mixin"]
    _module = "sales_visit_crm"
    _register = False
    _log_access = False

    _state_transitions = {
        "draft": ("submitted",),
        "submitted": ("draft",),
        "approved": ("submitted",),
        "rejected": ("submitted",),
    }

    name = fields.Char()
    state = fields.Selection(
        [(key, key) for key in ("draft", "submitted", "approved", "rejected")],
        default="draft",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    keeper_id = fields.Many2one("res.users")
    amount = fields.Float()

    def _get_approval_amount(self):
        return self.amount

    def _get_approval_requester(self):
        return self.user_id

    def _get_approval_packet(self):
        return {
            **super()._get_approval_packet(),
            "reason": "The customer moved.",
            "rows": [("Street", "1 Harbour Road", "<b>2 Hill Road</b>")],
            "effects": [("Open orders", "3")],
        }

    def _on_approval_submitted(self):
        self._transition_to("submitted")

    def _on_approval_approved(self):
        self._transition_to("approved")

    def _on_approval_rejected(self, reason):
        self._transition_to("rejected")

    def _on_approval_returned(self, reason):
        self._transition_to("draft")

    def _on_approval_recalled(self):
        self._transition_to("draft")


class ApprovalCommon(SalesVisitCommon):
    """A kind of document for tests, a route and people to decide.

    The kind lives in the registry and the test's transaction only. Rights on it:
    salespersons write it, approvers beside the chain have none at all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_document_model()
        cls.director = cls._new_user("director", "group_director")
        cls.deputy = cls._new_user("deputy", "group_general_manager")
        cls.rep.sales_superior_id = False
        cls.leader.sales_superior_id = cls.manager
        cls.manager.sales_superior_id = cls.director
        cls.routes = cls.env["approval.route"]
        cls.routes.search([]).active = False

    @classmethod
    def _add_document_model(cls):
        # As Odoo's own tests do: it is offered nowhere else.
        from odoo.orm.model_classes import add_to_registry  # noqa: PLC0415

        registry = cls.registry
        add_to_registry(registry, SalesApprovalSample)
        registry._setup_models__(cls.env.cr, [DOCUMENT])
        registry.init_models(cls.env.cr, [DOCUMENT], {"models_to_check": True})
        cls.addClassCleanup(cls._remove_document_model)
        cls.env["ir.model.access"].create(
            {
                "name": "sample",
                "model_id": cls.env["ir.model"]._get_id(DOCUMENT),
                "group_id": cls.env.ref("sales_visit_crm.group_sales_visit_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )

    @classmethod
    def _remove_document_model(cls):
        registry = cls.registry
        del registry.models[DOCUMENT]
        for model_class in registry.models.values():
            model_class._inherit_children.discard(DOCUMENT)
        registry._setup_models__(cls.env.cr, ["approval.mixin"])

    # builders

    @classmethod
    def _create_route(cls, *steps, **vals):
        """Return a route; each step is a dict of values, or users who may approve."""
        commands = [
            Command.create({"name": f"Step {number}", "sequence": number, **step})
            for number, step in enumerate(map(cls._prepare_step, steps), 1)
        ]
        return cls.routes.create(
            {
                "name": "Test Route",
                "model_id": cls.env["ir.model"]._get_id(DOCUMENT),
                "sequence": 1,
                "step_ids": commands,
                **vals,
            }
        )

    @staticmethod
    def _prepare_step(step):
        if isinstance(step, dict):
            return step
        return {"approver_kind": "user", "user_ids": [Command.set(step.ids)]}

    @classmethod
    def _create_document(cls, user=None, **vals):
        return (
            cls.env[DOCUMENT]
            .with_user(user or cls.rep)
            .create({"name": "Sample 1", **vals})
        )

    @classmethod
    def _submit(cls, user=None, **vals):
        """Return the request of a new document of ``user`` (the rep)."""
        document = cls._create_document(user, **vals)
        document.action_submit()
        return document.sudo().approval_request_id

    @classmethod
    def _delegate(cls, giver, taker, **vals):
        today = giver._get_sales_today()
        return (
            cls.env["approval.delegation"]
            .with_user(giver)
            .create(
                {
                    "to_user_id": taker.id,
                    "date_from": today,
                    "date_to": today,
                    "reason": "Travel",
                    **vals,
                }
            )
        )

    def _assert_waits_for(self, request, users):
        request.invalidate_recordset()
        self.assertEqual(request.current_user_ids, users)
