from odoo import api, fields, models
from odoo.fields import Command

from ....tools.approval_case import ApprovalCase


class ApprovalRequest(models.Model):
    """From a document to a request with people to ask."""

    _inherit = "approval.request"

    @api.model
    def _submit(self, documents):
        """Return a new request for each of ``documents``, in their order.

        :raise UserError: if no route matches one, or nobody may decide on it
        """
        documents = documents.sudo()
        matches = self.env["approval.route"]._match(documents)
        vals_list = [
            self._prepare_request_vals(document, matches[document])
            for document in documents
        ]
        # The document says itself that it was submitted.
        quiet = self.sudo().with_context(mail_create_nolog=True)
        requests = quiet.create(vals_list).with_env(self.sudo().env)
        requests._refresh()
        return requests

    def _prepare_request_vals(self, document, route):
        case = self._prepare_case(document)
        return {
            "name": document._get_approval_title(),
            "res_model": document._name,
            "res_id": document.id,
            "company_id": case.company.id,
            "amount": case.amount,
            "requester_id": case.requester.id,
            "submitter_id": case.submitter.id,
            "route_id": route.id,
            "route_version": route.version,
            "duplicate_rule": route.duplicate_rule,
            "date_submitted": fields.Datetime.now(),
            "step_ids": [Command.create(vals) for vals in route._plan(case)],
        }

    @api.model
    def _prepare_case(self, document):
        return ApprovalCase(
            document=document,
            requester=document._get_approval_requester().sudo(),
            submitter=self.env.user.sudo(),
            company=document.company_id,
            amount=document._get_approval_amount(),
        )
