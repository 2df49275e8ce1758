from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesMaskingMixin(models.AbstractModel):
    """Questions: what is masked is not found out by searching, ordering, counting."""

    _inherit = "sales.masking.mixin"

    def _field_to_sql(self, alias, field_expr, query=None):
        """Return nothing for masked values, whatever the expression is made for.

        Only the server's own memory gets the column itself: see ``_fetch_query``.
        """
        sql = super()._field_to_sql(alias, field_expr, query)
        if (
            field_expr not in self._masked_kinds
            or getattr(query, "sales_fills_memory", False)
            or field_expr not in self._get_masked_fields()
        ):
            return sql
        return SQL("CASE WHEN %s THEN %s END", self._sql_unmasked(alias), sql)

    def _fetch_query(self, query, fields):
        # An attribute of the query, not of the context: no client can send it.
        query.sales_fills_memory = True
        try:
            return super()._fetch_query(query, fields)
        finally:
            query.sales_fills_memory = False

    def _search(self, domain, *args, **kwargs):
        if (names := self._get_masked_fields()) and _asks_for(domain, names):
            domain = self._mask_domain(domain, names)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _mask_domain(self, domain, names):
        """Return ``domain`` such that masked records match no condition on ``names``.

        The condition itself stays as it is, for the index of the column to serve it.
        """

        def restrict(leaf):
            if leaf.field_expr not in names:
                return leaf

            def to_sql(model, alias, query):
                trusted = model.sudo()
                plain = Domain(leaf).optimize_full(trusted)
                plain = plain._to_sql(trusted, alias, query)
                if _asks_for_presence(leaf):
                    return plain
                return SQL("(%s AND %s)", plain, self._sql_unmasked(alias))

            return Domain.custom(to_sql=to_sql)

        return Domain(domain).map_conditions(restrict)

    @api.model
    def _mask_search(self, domain):
        """Return ``domain`` without matches by what the user sees masked."""
        names = self._get_masked_fields()
        if not names or domain is NotImplemented:
            return domain
        return self._mask_domain(domain, names)

    @api.model
    def _mask_found(self, domain):
        """Return ``domain``, found by numbers, without what the user sees masked."""
        names = self._get_masked_fields()
        if not names or domain is NotImplemented:
            return domain
        domain = Domain(domain)
        if domain.is_false() or not any(
            leaf.field_expr == "id" for leaf in domain.iter_conditions()
        ):
            return domain
        return domain & Domain.custom(
            to_sql=lambda model, alias, query: self._sql_unmasked(alias)
        )

    @api.model
    def _sql_unmasked(self, alias):
        """Return whether the user sees the row ``alias`` in full, as SQL."""
        partners = self.env["res.partner"]
        if not self._masking_partner:
            return partners._sql_contact_visible(alias)
        field = self._fields[self._masking_partner]
        if field.store:
            partner = SQL.identifier(alias, field.name, to_flush=field)
        else:
            partner = self.sudo()._field_to_sql(alias, field.name)
        return SQL(
            """NOT EXISTS (
                SELECT FROM res_partner masked_partner
                 WHERE masked_partner.id = %s AND NOT %s
            )""",
            partner,
            partners._sql_contact_visible("masked_partner"),
        )


def _asks_for_presence(leaf):
    """Return whether a condition asks no more than whether there is a value."""
    values = leaf.value if isinstance(leaf.value, (list, tuple, set)) else [leaf.value]
    return leaf.operator in ("=", "!=", "in", "not in") and not any(values)


def _asks_for(domain, names):
    """Return whether a domain has a condition on one of the fields ``names``.

    A list is looked at as it is: each search of a partner passes here.
    """
    if isinstance(domain, Domain):
        return any(leaf.field_expr in names for leaf in domain.iter_conditions())
    return any(
        _asks_for(term, names) if isinstance(term, Domain) else term[0] in names
        for term in domain
        if not isinstance(term, str)
    )
