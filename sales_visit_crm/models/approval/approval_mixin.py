from odoo import api, fields, models
from odoo.exceptions import LockError, UserError


class ApprovalMixin(models.AbstractModel):
    """A document that the right people approve.

    A model inherits this mixin beside ``company_id`` and ``state``, and says by the
    hooks below what it is about and what follows from the outcome. The hooks run with
    the engine's rights (sudo) and the user who acts; they move the document's own
    ``state`` with ``_transition_to``.

    ``approval_state`` is written by the engine only, in ``create`` and ``write`` alike.

    Source: peers.md A6; R086.
    """

    _name = "approval.mixin"
    _description = "Approval Mixin"
    _inherit = ["sales.transition.mixin"]

    # Whether a decided request keeps a copy of what was read; not where the document
    # never changes any more and shows each reader what they may see.
    _keep_packet = True

    approval_state = fields.Selection(
        selection=[
            ("none", "Not Submitted"),
            ("pending", "Being Approved"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("returned", "Sent Back"),
        ],
        string="Approval",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    approval_request_id = fields.Many2one(
        comodel_name="approval.request",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    can_approve = fields.Boolean(
        compute="_compute_can_approve",
        search="_search_can_approve",
        compute_sudo=True,
        help="The user may decide now.",
    )
    approver_ids = fields.Many2many(
        comodel_name="res.users",
        string="To Decide",
        compute="_compute_approver_ids",
        compute_sudo=True,
        help="Who has to act now.",
    )

    @api.depends("approval_request_id.can_decide")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for document in self:
            document.can_approve = document.approval_request_id.can_decide

    def _search_can_approve(self, operator, value):
        return [("approval_request_id.can_decide", operator, value)]

    @api.depends("approval_request_id.current_user_ids")
    def _compute_approver_ids(self):
        for document in self:
            document.approver_ids = document.approval_request_id.current_user_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pending_approval(self):
        if pending := self.filtered(lambda doc: doc.approval_state == "pending"):
            raise UserError(
                self.env._(
                    "%(documents)s cannot be deleted while being approved. Recall it "
                    "first.",
                    documents=pending._get_document_labels(),
                )
            )

    # actions

    def action_submit(self):
        """Ask for approval, along the first route that matches each document.

        :raise UserError: if a document is being approved or approved already, no
            route matches it, or nobody may decide
        """
        self.check_access("write")
        self._check_submittable()
        self._lock_unsubmitted()
        requests = self.env["approval.request"]._submit(self)
        for document, request in zip(self.sudo(), requests, strict=True):
            document._engine_write(
                {"approval_state": "pending", "approval_request_id": request.id}
            )
        self.sudo()._on_approval_submitted()
        return True

    def action_approve(self, comment=None):
        return self._get_open_request().action_approve(comment)

    def action_reject(self, reason=None):
        return self._get_open_request().action_reject(reason)

    def action_return(self, reason=None, step=None):
        return self._get_open_request().action_return(reason, step)

    def action_recall(self):
        return self._get_open_request().action_recall()

    def action_view_approval(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.approval_request_action"
        )
        request = self.sudo().approval_request_id
        return {**action, "views": [(False, "form")], "res_id": request.id}

    # hooks

    def _check_submittable(self):
        """Check that the documents are complete; raise a UserError otherwise."""

    def _get_approval_amount(self):
        """Return the amount that routes look at, in company currency."""
        self.ensure_one()
        return 0.0

    def _get_approval_requester(self):
        """Return the user who asks and therefore never decides."""
        self.ensure_one()
        return self.env.user

    def _get_approval_title(self):
        """Return in a few words what the document is about, as the user may read it."""
        self.ensure_one()
        return self.display_name

    def _get_approval_title(self):
        """Return the line by which lists of requests name the document."""
        self.ensure_one()
        return self.display_name

    def _get_approval_packet(self):
        """Return what an approver reads, as translated plain text.

        :return: dict with ``title``, ``reason``, ``rows`` [(label, old, new)],
            ``effects`` [(label, text)] and ``history`` [(label, text)]
        """
        self.ensure_one()
        return {
            "title": self.display_name,
            "reason": "",
            "rows": [],
            "effects": [],
            "history": [],
        }

    def _on_approval_submitted(self):
        """React to the submission."""

    def _on_approval_approved(self):
        """React to the last approval."""

    def _on_approval_rejected(self, reason):
        """React to a rejection."""

    def _on_approval_returned(self, reason):
        """React to being sent back to the requester."""

    def _on_approval_recalled(self):
        """React to the requester's taking the document back."""

    # engine

    def _get_engine_fields(self):
        return super()._get_engine_fields() | {"approval_state", "approval_request_id"}

    def _lock_unsubmitted(self):
        """Lock the documents; none may be under approval or approved.

        :raise UserError: if one is, or somebody else submits it at this moment
        """
        try:
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is changing %(documents)s at this moment. Try "
                    "again.",
                    documents=self._get_document_labels(),
                )
            ) from error
        self.invalidate_recordset(["approval_state"])
        states = ("pending", "approved")
        if taken := self.filtered(lambda document: document.approval_state in states):
            raise UserError(
                self.env._(
                    "%(documents)s cannot be submitted again: it is being approved or "
                    "is approved already.",
                    documents=taken._get_document_labels(),
                )
            )

    def _get_open_request(self):
        """Return the requests of the documents, with the rights of the user.

        :raise UserError: if a document was never submitted
        """
        if idle := self.sudo().filtered(lambda doc: not doc.approval_request_id):
            raise UserError(
                self.env._(
                    "%(documents)s has not been submitted for approval.",
                    documents=idle._get_document_labels(),
                )
            )
        return self.sudo().approval_request_id.sudo(False)
