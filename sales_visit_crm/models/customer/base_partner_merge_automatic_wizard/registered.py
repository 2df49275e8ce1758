from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

STEWARD_GROUP = "sales_visit_crm.group_data_steward"


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Registered customers are merged by those who keep the file, and on record.

    Odoo merges in the database itself: there is nothing to hold back and propose, so
    the decision falls before it begins.

    Source: R086, one customer one file.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        locked = partners._filter_locked()
        if len(partners) < 2 or not locked:
            return super()._merge(partner_ids, dst_partner, extra_checks)
        self._check_merge_policy(locked)
        keeper = self._get_kept_partner(partners, dst_partner)
        merged = partners - keeper
        report = self._prepare_merge_report(merged, keeper)
        # Each row of the merge is part of the one decision that has fallen.
        trusted = self.with_env(partners._as_steward_engine().env)
        result = super(BasePartnerMergeAutomaticWizard, trusted)._merge(
            partners.ids, keeper.with_env(trusted.env), extra_checks
        )
        keeper.sudo().message_post(body=report, author_id=self.env.user.partner_id.id)
        return result

    def _check_merge_policy(self, locked):
        """Check that this user may merge registered customers.

        :raise UserError: if the policy of the channel reserves it to others
        """
        policy = self.env["customer.write.channel"]._get_policy("merge")
        is_steward = self.env.user.has_group(STEWARD_GROUP)
        if (
            policy == "apply"
            or (policy == "request" and is_steward)
            or self.env.is_superuser()
        ):
            return
        names = ", ".join(locked[:3].sudo().mapped("display_name"))
        if policy == "request":
            raise UserError(
                self.env._(
                    "%(customers)s: registered customers and their contacts are merged "
                    "by a data steward. Nothing has changed; ask a data steward and "
                    "name the contacts that are one.",
                    customers=names,
                )
            )
        raise UserError(
            self.env._(
                "%(customers)s: registered customers and their contacts are not "
                "merged here. Nothing has changed; archive the one that is not "
                "used, or ask a manager to open the channel “Merging Contacts”.",
                customers=names,
            )
        )

    @api.model
    def _get_kept_partner(self, partners, dst_partner):
        """Return the contact that stays.

        :raise UserError: if a registered customer would vanish into another contact
        """
        registered = partners.sudo().filtered("is_registered").with_env(self.env)
        if not dst_partner or dst_partner not in partners:
            ids = (registered or partners).ids
            return self._get_ordered_partner(ids)[-1]
        if registered and dst_partner not in registered:
            raise UserError(
                self.env._(
                    "“%(customer)s” is registered and would vanish: choose it as the "
                    "contact to keep.",
                    customer=registered[0].sudo().display_name,
                )
            )
        return dst_partner

    def _prepare_merge_report(self, merged, keeper):
        """Return what the history of ``keeper`` says of the merge: who and what."""
        report = [self.env._("Registered data: contacts merged into this one.")]
        for partner in merged.sudo():
            parts = (partner.display_name, partner.vat, partner.phone, partner.email)
            values = " · ".join(filter(None, (*parts, partner.contact_address_inline)))
            report.append(f"{values} (ID {partner.id})")
        moved = ", ".join(self._count_merged_rows(merged))
        report.append(self.env._("Moved: %(rows)s", rows=moved or "0"))
        return Markup("<br/>").join(report)

    def _count_merged_rows(self, merged):
        """Return how many records of which kind belong to ``merged``, as texts."""
        tables = {
            model._table: model
            for model in map(self.env.__getitem__, self.env.registry)
            if model._auto and not model._transient and not model._abstract
        }
        self.env.flush_all()
        counts = {}
        for table, column in self._get_fk_on("res_partner"):
            model = tables.get(table)
            field = model is not None and model._fields.get(column)
            if field and field.type == "many2one" and not field.compute:
                rows = model.sudo().with_context(active_test=False)
                count = rows.search_count([(column, "in", merged.ids)])
                counts[model._name] = max(count, counts.get(model._name, 0))
        names = self.env["ir.model"]
        return [
            f"{names._get(name).name} {count}"
            for name, count in sorted(counts.items())
            if count
        ]
