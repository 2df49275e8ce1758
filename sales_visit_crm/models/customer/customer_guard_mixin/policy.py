from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

STEWARD_GROUP = "sales_visit_crm.group_data_steward"


class CustomerGuardMixin(models.AbstractModel):
    """Which records are locked, and what the rules say of their fields."""

    _inherit = "customer.guard.mixin"

    def _get_guarded_partner(self):
        """Return the partner whose registration locks the record."""
        raise NotImplementedError

    def _get_guarded_customer(self):
        """Return the registered customer that a locked record belongs to."""
        partner = self._get_guarded_partner()
        return partner if partner.is_registered else partner.commercial_partner_id

    def _filter_locked(self):
        """Return the records of registered customers, whoever may see them."""
        return (
            self.sudo().filtered(lambda record: record._is_locked()).with_env(self.env)
        )

    def _is_locked(self):
        partner = self._get_guarded_partner()
        return partner.is_registered or partner.commercial_partner_id.is_registered

    def _get_protected_names(self):
        rules = self.env["customer.protected.field"]
        return rules._get_protected_names(self._name)

    def _get_field_policies(self, model_name, names, channel):
        """Return what to do with each of the fields, per locked record.

        :param str model_name: model of the rules
        :param set names: fields that the change concerns
        :param str channel: code of the channel by which the change comes
        :return: ``{record id: {field name: "apply", "request" or "refuse"}}``
        """
        default = self.env["customer.write.channel"]._get_policy(channel)
        policies = {record.id: {} for record in self}
        rules = self.env["customer.protected.field"]._get_rules(model_name)
        for name, company_id, domain, policy, exceptions in rules:
            if name not in names:
                continue
            chosen = dict(exceptions).get(channel) or policy or default
            for record in self._filter_by_rule(company_id, domain):
                policies[record.id].setdefault(name, chosen)
        return policies

    def _filter_by_rule(self, company_id, domain):
        records = self
        if company_id:
            records = records.filtered(
                lambda record: record._get_guard_company().id == company_id
            )
        if not domain:
            return records
        customers = self.env["res.partner"].union(
            *(record._get_guarded_customer() for record in records.sudo())
        )
        fitting = customers.sudo().filtered_domain(Domain(safe_eval(domain)))
        return records.filtered(
            lambda record: record.sudo()._get_guarded_customer() in fitting
        )

    def _get_guard_company(self):
        return self.sudo()._get_guarded_customer().company_id or self.env.company

    def _is_steward(self):
        """Return whether the current user executes changes: their hand is the log's."""
        if self.env.su or not self.env.user.has_group(STEWARD_GROUP):
            return False
        return self.env.company.customer_steward_policy == "apply"

    def _raise_refused(self, field_names, channel):
        """Refuse a change of the first of the records.

        :raise UserError: always
        """
        labels = self.fields_get(list(field_names), ["string"])
        raise UserError(
            self.env._(
                "%(customer)s is a registered customer: %(fields)s cannot be changed "
                "this way (%(channel)s). Open the customer, change it there and save: "
                "a change request goes to the data steward.",
                customer=self[:1].sudo()._get_guarded_customer().display_name,
                fields=", ".join(
                    labels.get(name, {}).get("string", name) for name in field_names
                ),
                channel=self.env["customer.write.channel"]._get_label(channel),
            )
        )
