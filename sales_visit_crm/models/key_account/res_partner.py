from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.customer_file import GROUPS

ENGINE_KEY = "key_account_engine"
LEADER_GROUP = "sales_visit_crm.group_sales_visit_leader"
KEPT = {
    "prefetch": "key_account",
    "groups": GROUPS,
    "copy": False,
}
PERSON = {
    "comodel_name": "res.users",
    "domain": "[('share', '=', False)]",
    "index": "btree_not_null",
    "tracking": True,
    **KEPT,
}
ENGINE_FIELDS = frozenset(
    {
        "key_account_tier_id",
        "key_account_company_id",
        "key_account_date_from",
        "key_account_date_review",
    }
)
PEOPLE = frozenset(
    {
        "key_account_manager_id",
        "key_account_develop_user_id",
        "key_account_maintain_user_id",
        "key_account_service_user_id",
        "key_account_sell_user_id",
    }
)

# A client may put these into the context of a new customer.
FORGED = frozenset(f"default_{name}" for name in ENGINE_FIELDS | PEOPLE)


class ResPartner(models.Model):
    """The key account: its tier, which only a nomination changes, and its people.

    The guard stands in ``create`` and ``write`` and costs nothing where none of the
    fields is written.

    Source: S101, S104, S105, S121, S122; 大客户管理部门 (开发/维护/服务/销售).
    """

    _inherit = "res.partner"

    _KEY_ACCOUNT_TOKEN = object()

    key_account_tier_id = fields.Many2one(
        comodel_name="key.account.tier",
        string="Key-Account Tier",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Set by the nomination that is in force.",
        **KEPT,
    )
    key_account_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Key Account Of",
        readonly=True,
        index="btree_not_null",
        **KEPT,
    )
    key_account_date_from = fields.Date(
        string="Key Account Since", readonly=True, **KEPT
    )
    key_account_date_review = fields.Date(
        string="Review Tier On", readonly=True, index="btree_not_null", **KEPT
    )
    # responsible people
    key_account_manager_id = fields.Many2one(string="Account Manager", **PERSON)
    key_account_develop_user_id = fields.Many2one(
        string="Account Development", **PERSON
    )
    key_account_maintain_user_id = fields.Many2one(string="Maintenance", **PERSON)
    key_account_service_user_id = fields.Many2one(string="Service", **PERSON)
    key_account_sell_user_id = fields.Many2one(string="Sales", **PERSON)
    # history and figures
    key_account_log_ids = fields.One2many(
        comodel_name="key.account.tier.log",
        inverse_name="partner_id",
        string="Tier History",
        groups=GROUPS,
    )
    key_account_task_ids = fields.One2many(
        comodel_name="key.account.service.task",
        inverse_name="partner_id",
        string="Service Plan",
        groups=GROUPS,
    )
    key_account_nomination_id = fields.Many2one(
        comodel_name="key.account.nomination",
        string="Open Nomination",
        compute="_compute_key_account_nomination_id",
        groups=GROUPS,
    )
    key_account_share_rate = fields.Float(
        string="Share of Sales", compute="_compute_key_account_share", groups=GROUPS
    )
    key_account_share_class = fields.Selection(
        selection=[("a", "A"), ("b", "B"), ("c", "C")],
        string="Share Tier",
        compute="_compute_key_account_share",
        groups=GROUPS,
    )

    def _compute_key_account_nomination_id(self):
        nominations = self.env["key.account.nomination"]
        found = nominations.browse()
        if nominations.has_access("read"):
            states = ("draft", "assessed", "submitted", "approved")
            found = nominations.search(
                [("partner_id", "in", self.ids), ("state", "in", states)]
            )
        by_partner = {nomination.partner_id: nomination for nomination in found}
        for partner in self:
            partner.key_account_nomination_id = by_partner.get(partner._origin, False)

    @api.depends_context("company", "uid")
    def _compute_key_account_share(self):
        """Read the share of the last analysis, as far as the user may see it."""
        lines = self.env["key.account.pareto.line"]
        found = lines.browse()
        if lines.has_access("read"):
            run = self.env["key.account.pareto.run"].sudo()._get_last(self.env.company)
            found = lines.search(
                [("run_id", "=", run.id), ("partner_id", "in", self.ids)]
            )
        by_partner = {line.partner_id: line for line in found}
        for partner in self:
            line = by_partner.get(partner._origin, lines)
            partner.key_account_share_rate = line.share_rate
            partner.key_account_share_class = line.share_class

    @api.constrains(
        "key_account_tier_id", "key_account_manager_id", "key_account_service_user_id"
    )
    def _check_key_account_people(self):
        names = {
            "manager": "key_account_manager_id",
            "specialist": "key_account_service_user_id",
        }
        for partner in self.sudo():
            name = names.get(partner.key_account_tier_id.named_role)
            if name and not partner[name]:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is in the tier “%(tier)s”, which asks for a "
                        "named person: choose somebody else as “%(field)s”.",
                        customer=partner.display_name,
                        tier=partner.key_account_tier_id.name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    # guard

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._check_key_account_vals(vals) for vals in vals_list]
        context = self.env.context
        if context.keys().isdisjoint(FORGED):
            return super().create(vals_list)
        kept = {key: value for key, value in context.items() if key not in FORGED}
        # pylint: disable-next=context-overridden
        return super(ResPartner, self.with_context(kept)).create(vals_list)

    def write(self, vals):
        if self.env.context.get(ENGINE_KEY) is self._KEY_ACCOUNT_TOKEN:
            context = dict(self.env.context)
            del context[ENGINE_KEY]
            # pylint: disable-next=context-overridden
            return super(ResPartner, self.with_context(context)).write(vals)
        people = PEOPLE & vals.keys()
        result = super().write(self._check_key_account_vals(vals))
        if people and not self.env.context.get("customer_file_merge"):
            self._hand_over_services()
        return result

    def _check_key_account_vals(self, vals):
        """Return ``vals`` without what the merge of contacts moves by itself.

        :raise AccessError: if ``vals`` claim a tier, or people without the right to
        """
        owned = ENGINE_FIELDS & vals.keys()
        people = PEOPLE & vals.keys()
        if not (owned or people):
            return vals
        if self.env.context.get("customer_file_merge"):
            dropped = owned | people
            return {name: val for name, val in vals.items() if name not in dropped}
        if any(vals[name] for name in owned) or (owned and self):
            raise AccessError(
                self.env._(
                    "The tier of a key account cannot be typed in or imported: "
                    "nominate the customer, the approval brings it into force."
                )
            )
        if any(vals[name] for name in people) or (people and self):
            self._check_may_assign()
        return vals

    def _check_may_assign(self):
        if not (self.env.su or self.env.user.has_group(LEADER_GROUP)):
            raise AccessError(
                self.env._(
                    "The people of a key account are named by its team leader or a "
                    "sales manager. Ask one of them."
                )
            )

    def _key_account_engine_write(self, vals):
        """Write what only a nomination changes; the rights have been checked."""
        context = {ENGINE_KEY: self._KEY_ACCOUNT_TOKEN}
        self.sudo().with_context(**context).write(vals)

    # services

    def _get_service_lines(self):
        """Return the service items that the tier of the customer promises."""
        self.ensure_one()
        return self.key_account_tier_id.service_policy_id.line_ids

    def _get_service_owner(self, role):
        """Return who answers for a role: the one named, else the next best."""
        self.ensure_one()
        named = {
            "manager": self.key_account_manager_id,
            "develop": self.key_account_develop_user_id,
            "maintain": self.key_account_maintain_user_id,
            "service": self.key_account_service_user_id,
            "sell": self.key_account_sell_user_id,
        }[role]
        return (named or self.key_account_manager_id or self.user_id)[:1]

    def _prepare_service_vals(self, line, last):
        """Return the values of the next task of ``line``.

        :param last: the day on which it was done last, None for never
        """
        company = self.key_account_company_id
        days = line.interval_days if last else line.first_days
        begin = last or company._get_sales_today()
        owner = self._get_service_owner(line.role)
        return {
            "partner_id": self.id,
            "company_id": company.id,
            "tier_id": self.key_account_tier_id.id,
            "line_id": line.id,
            "name": line.with_context(lang=owner.lang).name,
            "user_id": owner.id,
            "date_deadline": begin + timedelta(days=days),
        }

    def _hand_over_services(self):
        """Give the open services to the people who answer for them now."""
        tasks = self.env["key.account.service.task"].sudo()
        for task in tasks.search(
            [
                ("partner_id", "in", self.ids),
                ("state", "=", "open"),
                ("line_id", "!=", False),
            ]
        ):
            owner = task.partner_id._get_service_owner(task.line_id.role)
            if task.user_id != owner:
                task.user_id = owner

    # merge

    def _get_kept_key_account(self, destination):
        """Return which of these merged customers gives its tier, if any has one."""
        tiered = self.filtered("key_account_tier_id")
        if destination.sudo() in tiered:
            return destination.sudo()
        return tiered.sorted(lambda p: p.key_account_tier_id._get_rank())[:1]

    def _get_key_account_vals(self):
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in ENGINE_FIELDS | PEOPLE
        }

    # actions

    def action_nominate_key_account(self):
        """Open the customer's open nomination, or a new one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.key_account_nomination_action"
        )
        customer = self.commercial_partner_id
        opened = customer.key_account_nomination_id
        return {
            **action,
            "views": [(False, "form")],
            "res_id": opened.id,
            "context": {"default_partner_id": customer.id},
        }

    def action_view_key_account_services(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.key_account_service_task_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {},
        }
