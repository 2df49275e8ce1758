from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

POLICIES = [
    ("apply", "Apply at Once"),
    ("request", "Turn into a Request"),
    ("refuse", "Refuse"),
]
# What a request can carry and compare; files travel as attachments of their own.
FIELD_TYPES = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "one2many",
    "properties",
    "selection",
    "text",
)
GUARDED_MODELS = ("res.partner", "res.partner.bank", "ir.attachment")


class CustomerProtectedField(models.Model):
    """What happens to a change of one field of a registered customer, per channel.

    The first rule that fits decides. A rule on contacts or bank accounts themselves
    (a list of records) speaks of adding and removing them.

    Source: R086; G28, protected list configurable.
    """

    _name = "customer.protected.field"
    _inherit = ["sales.cached.mixin"]
    _description = "Protected Customer Field"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model_id = fields.Many2one(
        comodel_name="ir.model",
        domain=[("model", "in", GUARDED_MODELS)],
        required=True,
        ondelete="cascade",
    )
    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        domain="[('model_id', '=', model_id)]",
        required=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="Leave empty for every company.",
    )
    domain = fields.Char(
        string="Only for Customers",
        default="[]",
        help="Which registered customers the rule concerns.",
    )
    policy = fields.Selection(
        selection=POLICIES,
        help="Leave empty to go by the policy of the channel.",
    )
    exception_ids = fields.One2many(
        comodel_name="customer.protected.field.channel",
        inverse_name="rule_id",
        string="Exceptions",
    )

    @api.depends("field_id", "model_id")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.field_id.sudo().display_name or ""

    @api.constrains("field_id", "model_id")
    def _check_field(self):
        for rule in self.sudo():
            field = rule.field_id
            fits = field.model_id == rule.model_id and field.store
            if field.model == "ir.attachment":
                fits = fits or field.name in ("name", "datas", "raw")
            elif field.ttype not in FIELD_TYPES:
                fits = False
            if not fits or field.model not in GUARDED_MODELS:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” cannot be protected: choose a stored field of the "
                        "customer, of its bank accounts or of its files.",
                        field=field.display_name,
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        partners = self.env["res.partner"]
        try:
            for domain in self.mapped("domain"):
                partners.search(Domain(safe_eval(domain or "[]")), limit=1)
        except (NameError, SyntaxError, TypeError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    "The condition %(domain)s cannot be read (%(error)s). Choose it "
                    "with the editor.",
                    domain=domain,
                    error=error,
                )
            ) from error

    def _get_domain(self):
        return Domain(safe_eval(self.domain or "[]"))

    @api.model
    @tools.ormcache("model_name")
    def _get_rules(self, model_name):
        """Return the rules of a model, the first that fits first.

        :return: tuple of (field name, company id or False, domain as a list or None,
            policy or False, ((channel code, policy), …), rule id)
        """
        rules = self.sudo().search([("model_id.model", "=", model_name)])
        return tuple(
            (
                rule.field_id.name,
                rule.company_id.id,
                rule.domain if rule._get_domain() != Domain.TRUE else None,
                rule.policy,
                tuple((item.channel, item.policy) for item in rule.exception_ids),
            )
            for rule in rules
        )

    @api.model
    @tools.ormcache("model_name")
    def _get_protected_names(self, model_name):
        """Return the names of the fields that a rule speaks of."""
        return frozenset(rule[0] for rule in self._get_rules(model_name))
