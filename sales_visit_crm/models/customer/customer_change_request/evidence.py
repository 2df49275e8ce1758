from odoo import models

# What the requester may still bring while people decide.
LATE_FIELDS = frozenset({"evidence_ids", "reason"})


class CustomerChangeRequest(models.Model):
    """Reason and evidence: the save that makes a request cannot bring a file along.

    Source: 客户数据变更申请表, 变更原因, 证明材料.
    """

    _inherit = "customer.change.request"

    def _check_locked_fields(self, vals):
        late = LATE_FIELDS & vals.keys()
        rest = {name: value for name, value in vals.items() if name not in late}
        closed = self.filtered(lambda request: late and not request._may_add(late))
        super(CustomerChangeRequest, closed)._check_locked_fields(
            {name: vals[name] for name in late}
        )
        return super()._check_locked_fields(rest)

    def _may_add(self, names):
        """Return whether the current user may add evidence or a first reason."""
        if self.state not in ("draft", "submitted"):
            return False
        if self.user_id != self.env.user and not self._is_data_steward():
            return False
        return self.state == "draft" or "reason" not in names or not self.reason

    def write(self, vals):
        result = super().write(vals)
        if "evidence_ids" in vals:
            self._adopt_evidence()
        return result

    def _adopt_evidence(self):
        """Make the files the request's own, so that whoever reads it can open them."""
        for request in self:
            loose = request.evidence_ids.sudo().filtered(
                lambda file: (
                    file.res_model == self._name
                    and not file.res_id
                    and file.create_uid == self.env.user
                )
            )
            loose.write({"res_id": request.id})
