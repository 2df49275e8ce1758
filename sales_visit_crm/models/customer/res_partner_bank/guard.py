from collections import defaultdict

from odoo import api, models


class ResPartnerBank(models.Model):
    """Bank accounts of registered customers: where money goes is protected data.

    Source: S007, protected fields: bank.
    """

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_steward_engine():
            return super(ResPartnerBank, self._as_guarded()).create(vals_list)
        policies = self._get_creation_policies(vals_list)
        vals_list = [
            {**vals, "active": False} if policy == "request" else vals
            for vals, policy in zip(vals_list, policies, strict=True)
        ]
        with self._collecting_changes():
            banks = super().create(vals_list)
            waiting = banks.browse(
                bank.id
                for bank, policy in zip(banks, policies, strict=True)
                if policy == "request"
            )
            waiting._capture_operation("create")
        return banks

    def write(self, vals):
        if self._is_steward_engine():
            return super(ResPartnerBank, self._as_guarded()).write(vals)
        plan = self._guard_write(vals)
        if plan is None:
            return super().write(vals)
        self._write_divided(plan, lambda banks, kept: super().write(kept))
        return True

    def unlink(self):
        if self._is_steward_engine():
            return super(ResPartnerBank, self._as_guarded()).unlink()
        waiting = self._get_held_for_unlink()
        if not waiting:
            return super().unlink()
        with self._collecting_changes():
            waiting._capture_operation("unlink")
            return super(ResPartnerBank, self - waiting).unlink()

    def _get_guarded_partner(self):
        return self.partner_id

    def _get_creation_policies(self, vals_list):
        """Return for each of ``vals_list`` the policy of its customer, or None.

        :raise UserError: if a rule refuses a new account
        """
        if self._is_steward():
            return [None] * len(vals_list)
        partners = self.env["res.partner"]
        default_id = self.env.context.get("default_partner_id")
        ids = [vals.get("partner_id", default_id) for vals in vals_list]
        locked = partners.browse(set(filter(None, ids)))._filter_locked()
        channel = self._get_write_channel()
        policies = locked._get_field_policies("res.partner", {"bank_ids"}, channel)
        for partner in locked:
            if policies[partner.id].get("bank_ids") == "refuse":
                partner._raise_refused(["bank_ids"], channel)
        return [policies.get(partner_id, {}).get("bank_ids") for partner_id in ids]

    def _get_held_for_unlink(self):
        """Return the accounts whose removal waits.

        :raise UserError: if a rule refuses it
        """
        if self._is_steward() or not (locked := self._filter_locked()):
            return self.browse()
        self.check_access("unlink")
        channel = self._get_write_channel()
        held = self.browse()
        partners = locked.sudo().partner_id.with_env(self.env)
        policies = partners._get_field_policies("res.partner", {"bank_ids"}, channel)
        for bank in locked:
            policy = policies[bank.sudo().partner_id.id].get("bank_ids")
            if policy == "refuse":
                bank.sudo().partner_id.with_env(self.env)._raise_refused(
                    ["bank_ids"], channel
                )
            if policy == "request":
                held |= bank
        return held

    def _capture_operation(self, operation):
        by_customer = defaultdict(list)
        for bank in self.sudo():
            side = "new_value" if operation == "create" else "old_value"
            by_customer[bank._get_guarded_customer()].append(
                {
                    "operation": operation,
                    "res_model": self._name,
                    "res_id": bank.id,
                    side: bank.display_name,
                }
            )
        if by_customer:
            self._capture_lines(by_customer)
