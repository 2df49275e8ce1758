from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """A company with all of its people, found in one query.

    Odoo asks level by level, in a query each, and does so for every figure of a
    partner's form that counts what belongs to the whole family.
    """

    _inherit = "res.partner"

    def _search(self, domain, *args, **kwargs):
        if not isinstance(domain, Domain) and any(_is_family(term) for term in domain):
            domain = Domain(domain).map_conditions(self._find_family)
        return super()._search(domain, *args, **kwargs)

    def _find_family(self, leaf):
        """Return the condition with the descendants of partners as a subquery."""
        term = (leaf.field_expr, leaf.operator, leaf.value)
        if not _is_family(term):
            return leaf
        ids = [leaf.value] if isinstance(leaf.value, int) else list(leaf.value)
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """%(id)s IN (
                    WITH RECURSIVE family (id) AS (
                        SELECT unnest(%(ids)s)
                         UNION
                        SELECT child.id FROM res_partner child
                          JOIN family ON family.id = child.parent_id
                    ) SELECT id FROM family)""",
                id=SQL.identifier(alias, "id", to_flush=self._fields["parent_id"]),
                ids=ids,
            )
        )


def _is_family(term):
    """Return whether a condition asks for the descendants of partners known by id."""
    if isinstance(term, (str, Domain)) or term[0] != "id" or term[1] != "child_of":
        return False
    value = term[2]
    if isinstance(value, (list, tuple, set)):
        return bool(value) and all(type(one) is int for one in value)
    return type(value) is int
