from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

_LISTS = {"bank_ids", "child_ids"}


class ResPartner(models.Model):
    """The lock of registered customers and of the people who belong to them.

    Source: R038, R081, R086; lifecycle 5.7.
    """

    _inherit = "res.partner"

    change_reason = fields.Char(
        store=False,
        help="Why registered data changes; it goes into the change request.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_steward_engine():
            return super(ResPartner, self._as_guarded()).create(vals_list)
        policies = self._get_creation_policies(vals_list)
        if not any(policies):
            return super().create(vals_list)
        # Made, so that nothing typed is lost, and archived until it is approved.
        vals_list = [
            {**vals, "active": False} if policy == "request" else vals
            for vals, policy in zip(vals_list, policies, strict=True)
        ]
        with self._collecting_changes():
            partners = super().create(vals_list)
            partners._capture_creations(policies)
        return partners

    def write(self, vals):
        if self._is_steward_engine():
            return super(ResPartner, self._as_guarded()).write(vals)
        plan = self._guard_write(vals)
        if plan is None:
            if not _LISTS & vals.keys():
                return super().write(vals)
            # What is captured in the lists goes into one request.
            with self._collecting_changes(vals.get("change_reason")):
                return super().write(vals)
        self._write_divided(
            plan,
            lambda partners, kept: super().write(kept),
            reason=vals.get("change_reason"),
        )
        return True

    def unlink(self):
        if not self._is_steward_engine():
            self._check_unregistered()
        return super().unlink()

    def _check_unregistered(self):
        """Check that no customer goes who belongs to the file for good.

        :raise UserError: if one is registered, or belongs to a registered one
        """
        if locked := self._filter_locked():
            raise UserError(
                self.env._(
                    "%(customer)s is registered and stays in the customer file: past "
                    "customers belong to it as well. Archive it instead.",
                    customer=locked[0].display_name,
                )
            )

    def _get_guarded_partner(self):
        return self

    def _get_creation_policies(self, vals_list):
        """Return for each of ``vals_list`` whether it waits, or None.

        :raise UserError: if a rule refuses a contact of a registered customer
        """
        rules = self.env["customer.protected.field"]
        guards_contacts = "child_ids" in rules._get_protected_names("res.partner")
        waits = self.env.company.sudo().customer_creation_policy == "request"
        if not (guards_contacts or waits):
            return [None] * len(vals_list)
        channel = self._get_write_channel()
        if self._is_steward():
            return [None] * len(vals_list)
        default_parent_id = self.env.context.get("default_parent_id")
        parent_ids = [vals.get("parent_id", default_parent_id) for vals in vals_list]
        parents = self.browse(set(filter(None, parent_ids)))._filter_locked()
        by_parent = parents._get_field_policies("res.partner", {"child_ids"}, channel)
        new = self._get_new_customer_policy(channel) if waits else None
        policies = []
        for parent_id in parent_ids:
            policy = by_parent.get(parent_id, {}).get("child_ids")
            if policy == "refuse":
                self.browse(parent_id)._raise_refused(["child_ids"], channel)
            policies.append(policy if parent_id else new)
        return [policy if policy == "request" else None for policy in policies]

    def _get_new_customer_policy(self, channel):
        """Return whether a new customer waits for approval when it comes this way."""
        return None if channel in ("approved", "code", "cron") else "request"

    def _capture_creations(self, policies):
        by_customer = defaultdict(list)
        for partner, policy in zip(self, policies, strict=True):
            if policy == "request":
                customer = partner.sudo()._get_guarded_customer()
                by_customer[customer].append(partner._prepare_creation_line_vals())
        self._capture_lines(by_customer)

    def _prepare_creation_line_vals(self):
        self.ensure_one()
        parts = [self.name, self.function, self.phone, self.email]
        return {
            "operation": "create",
            "res_model": self._name,
            "res_id": self.id,
            "new_value": ", ".join(filter(None, parts)),
        }
