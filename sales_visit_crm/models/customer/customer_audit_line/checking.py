from odoo import models
from odoo.exceptions import AccessError, UserError


class CustomerAuditLine(models.Model):
    """What the checker writes, and when.

    Source: R083, R084: 及时性和真实性.
    """

    _inherit = "customer.audit.line"

    _checked_fields = frozenset(
        {"result", "wrong_item_ids", "finding", "corrective_action", "date_deadline"}
    )

    def write(self, vals):
        if self._is_engine():
            return super().write(vals)
        if self._checked_fields & set(vals):
            self.check_access("write")
            self._check_may_check()
        written = super().write(vals)
        if "result" in vals:
            checker = self.env.user if vals["result"] else self.env["res.users"]
            for line in self:
                line._engine_write(
                    {
                        "checker_id": checker.id,
                        "date_checked": bool(checker) and line._get_today(),
                    }
                )
        return written

    def action_mark_correct(self):
        """Record that nothing is wrong with these files."""
        self.write({"result": "ok"})
        return True

    def _get_today(self):
        return self.company_id.sudo()._get_sales_today()

    def _check_may_check(self):
        """Check that the audit is at its check, and that nobody checks own data."""
        for line in self:
            if line.audit_id.state != "checking":
                raise UserError(
                    self.env._(
                        "%(customer)s is not being checked: %(audit)s is at "
                        "“%(state)s”.",
                        customer=line.partner_id.display_name,
                        audit=line.audit_id.display_name,
                        state=dict(
                            line._fields["audit_state"]._description_selection(self.env)
                        )[line.audit_id.state],
                    )
                )
            if line.provider_id == self.env.user and not self.env.su:
                raise UserError(
                    self.env._(
                        "You provided the data of %s yourself. Somebody else has to "
                        "check them.",
                        line.partner_id.display_name,
                    )
                )

    def _check_complete(self):
        """Check that every file has a result, and every finding its words.

        :raise UserError: with the first files that lack something
        """
        if waiting := self.filtered(lambda line: not line.result):
            raise UserError(
                self.env._(
                    "%(count)s files are not checked yet: %(customers)s.",
                    count=len(waiting),
                    customers=waiting._get_document_labels(),
                )
            )
        mute = self.filtered(
            lambda line: line.result != "ok" and not (line.finding or "").strip()
        )
        if mute:
            raise UserError(
                self.env._(
                    "Describe what is wrong with %s: whoever provided the data has to "
                    "correct it.",
                    mute._get_document_labels(),
                )
            )

    def _check_initial_vals(self, vals):
        raise AccessError(
            self.env._(
                "Files come into an audit by chance only. Draw the sample instead."
            )
        )
