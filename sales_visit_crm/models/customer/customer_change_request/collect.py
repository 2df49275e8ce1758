from odoo import fields, models


class CustomerChangeRequest(models.Model):
    """Requests made by saving a customer."""

    _inherit = "customer.change.request"

    def _collect(self, collected, by_customer, channel, is_direct, reason):
        """Add lines to the requests of the current save; make those that lack.

        :param dict collected: requests of this save by customer and kind
        :param dict by_customer: values of lines by customer
        """
        missing = [
            customer
            for customer in by_customer
            if (customer.id, is_direct) not in collected
        ]
        # Its submission is its first message.
        engine = self.sudo()._as_engine().with_context(mail_create_nolog=True)
        requests = engine.create(
            [
                self._prepare_request_vals(customer, channel, is_direct)
                for customer in missing
            ]
        ).with_env(self.sudo().env)
        for customer, request in zip(missing, requests, strict=True):
            collected[customer.id, is_direct] = request
        lines = []
        for customer, vals_list in by_customer.items():
            request = collected[customer.id, is_direct]
            if reason and not request.reason:
                request._engine_write({"reason": reason})
            lines += [{**vals, "request_id": request.id} for vals in vals_list]
        self.env["customer.change.request.line"]._record(lines)

    def _prepare_request_vals(self, customer, channel, is_direct):
        return {
            "partner_id": customer.id,
            "user_id": self.env.uid,
            "company_id": (customer.company_id or self.env.company).id,
            "channel": channel,
            "is_direct": is_direct,
        }

    def _finish_collection(self):
        """Submit what waits, and close what is only logged."""
        requests = self.sudo()
        direct = requests.filtered("is_direct")
        waiting = requests - direct
        now = fields.Datetime.now()
        direct._transition_to(
            "applied",
            applied_by_id=self.env.uid,
            date_submitted=now,
            date_applied=now,
        )
        direct.line_ids.write({"decision": "approved", "is_applied": True})
        if len(waiting) > 1:
            waiting._engine_write({"batch": waiting[0].name})
        if waiting:
            waiting.action_submit()

    def _open_from_note(self, partner, note, origin):
        """Return a submitted request that says in words what is no longer correct.

        Source: S132, 客户 → 收集 → 业务员传递 → 档案管理员 → 反馈.
        """
        customer = partner.sudo().commercial_partner_id
        line = {
            "operation": "note",
            "res_model": "res.partner",
            "res_id": partner.id,
            "new_value": note,
        }
        guard = self.env["res.partner"]
        with guard._collecting_changes():
            guard._capture_lines({customer: [line]}, reason=origin)
            collected = guard._get_collection()["requests"]
            return collected[customer.id, False]
