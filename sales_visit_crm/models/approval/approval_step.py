from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import float_compare

MANAGER_GROUP = "sales_visit_crm.group_sales_visit_manager"


@dataclass(frozen=True)
class ApprovalCase:
    """What a route is asked about: a document, or the idea of one in a dry run."""

    document: models.Model  # one record or none
    requester: models.Model
    submitter: models.Model
    company: models.Model
    amount: float = 0.0

    @property
    def excluded(self):
        """Return those who may not decide, whoever asks them to."""
        return self.requester | self.submitter


class ApprovalStep(models.Model):
    """A step of a route: who decides there, and how many of them."""

    _name = "approval.step"
    _description = "Approval Step"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one(
        comodel_name="approval.route", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="route_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    model_id = fields.Many2one(related="route_id.model_id")
    model = fields.Char(related="route_id.model", string="Document Model")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_parallel = fields.Boolean(
        string="Together",
        help="Asked together with the step before, not after it.",
    )
    # who
    approver_kind = fields.Selection(
        selection=[
            ("leader", "Team Leader of the Requester"),
            ("superior", "Superior of the Requester"),
            ("user", "Named Persons"),
            ("group", "Members of a Group"),
            ("field", "Persons on the Document"),
        ],
        string="Who",
        default="leader",
        required=True,
    )
    superior_level = fields.Integer(
        string="Level",
        default=1,
        help="1: the next superior, 2: the superior's superior, and so on.",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Persons",
        # As text: a list would be searched, and users written, in their creation.
        domain="[('share', '=', False)]",
    )
    group_id = fields.Many2one(comodel_name="res.groups", ondelete="restrict")
    field_ids = fields.Many2many(
        comodel_name="ir.model.fields",
        string="Fields",
        domain="[('model_id', '=', model_id), ('relation', '=', 'res.users')]",
        help="Fields of the document that name the persons.",
    )
    # how many
    rule = fields.Selection(
        selection=[("any", "One of Them"), ("all", "All"), ("count", "At Least")],
        string="Approvals Needed",
        default="any",
        required=True,
    )
    required_count = fields.Integer(string="Count", default=2)
    is_in_turn = fields.Boolean(
        string="In Turn", help="Ask one after the other instead of all at once."
    )
    # when
    amount_min = fields.Monetary(
        string="Amount Above", help="0: whatever the amount. In company currency."
    )
    amount_max = fields.Monetary(
        string="Amount Up To", help="0: without limit. In company currency."
    )
    domain = fields.Char(
        string="Condition", default="[]", help="Which documents take this step."
    )
    escalation_days = fields.Integer(
        string="Escalate (days)",
        default=lambda self: self.env.company.sudo().approval_escalation_days,
        help="Days after which the approver's superior may decide as well. 0: never.",
    )

    _check_level = models.Constraint(
        "CHECK(superior_level >= 1)", "The level of a superior counts from 1."
    )
    _check_count = models.Constraint(
        "CHECK(required_count >= 1)", "A step needs at least one approval."
    )
    _check_escalation = models.Constraint(
        "CHECK(escalation_days >= 0)",
        "Escalation takes place after a number of days; write 0 for never.",
    )
    _check_amounts = models.Constraint(
        "CHECK(amount_min >= 0 AND (amount_max = 0 OR amount_max > amount_min))",
        "The upper amount of a step lies above the lower one; write 0 for no limit.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for step in self:
            company = step.company_id or self.env.company
            step.currency_id = company.sudo().currency_id

    @api.constrains("approver_kind", "user_ids", "group_id", "field_ids")
    def _check_approvers(self):
        sources = {"user": "user_ids", "group": "group_id", "field": "field_ids"}
        for step in self:
            name = sources.get(step.approver_kind)
            if name and not step[name]:
                raise ValidationError(
                    self.env._(
                        "Step “%(step)s”: say under “%(field)s” who decides.",
                        step=step.name,
                        field=step._fields[name]._description_string(self.env),
                    )
                )
            for field in step.sudo().field_ids:
                if field.model != step.sudo().model or field.relation != "res.users":
                    raise ValidationError(
                        self.env._(
                            "Step “%(step)s”: “%(field)s” names no user of the "
                            "document. Choose another field.",
                            step=step.name,
                            field=field.field_description,
                        )
                    )

    @api.constrains("domain", "route_id")
    def _check_domain(self):
        for step in self:
            step.route_id._parse_domain(step.domain, step.name)

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.route_id._raise_by_one()
        return steps

    def write(self, vals):
        routes = self.route_id
        result = super().write(vals)
        (routes | self.route_id)._raise_by_one()
        return result

    def unlink(self):
        routes = self.route_id
        result = super().unlink()
        routes.exists()._raise_by_one()
        return result

    # planning

    def _plan(self, case):
        """Return the values of the request's step for ``case``."""
        vals = self._prepare_step_vals()
        if note := self._get_needless_note(case):
            return {**vals, "state": "skipped", "note": note}
        slots, notes = self._resolve(case)
        needed = {"any": 1, "all": len(slots)}.get(self.rule, self.required_count)
        slots += self._get_fallback_slots(case, slots, max(needed, 1), notes)
        return {
            **vals,
            "required_count": len(slots) if self.rule == "all" else needed,
            "note": "\n".join(notes),
            "approver_ids": self._prepare_approver_commands(slots),
        }

    def _prepare_step_vals(self):
        return {
            "name": self.name,
            "template_id": self.id,
            "rule": self.rule,
            "required_count": self.required_count,
            "is_in_turn": self.is_in_turn,
            "escalation_days": self.escalation_days,
            "state": "waiting",
        }

    def _plan_fallback(self, case):
        """Return the values of a step for a route that holds none for ``case``."""
        notes = [self.env._("No step of the route applies: the superior decides.")]
        slots = self._get_fallback_slots(case, [], 1, notes)
        return {
            "name": self.env._("Superior"),
            "rule": "any",
            "required_count": 1,
            "escalation_days": case.company.approval_escalation_days,
            "state": "waiting",
            "note": "\n".join(notes),
            "approver_ids": self._prepare_approver_commands(slots),
        }

    def _prepare_approver_commands(self, slots):
        return [
            Command.create({"user_id": user.id, "reason": reason, "slot": number})
            for number, slot in enumerate(slots, 1)
            for user, reason in slot
        ]

    def _get_needless_note(self, case):
        """Return why the step does not concern ``case``, or None."""
        if not self._is_amount_covered(case):
            return self.env._(
                "Not needed: the step is for amounts above %(low)s up to %(high)s.",
                low=self.amount_min,
                high=self.amount_max or "∞",
            )
        domain = self.route_id._parse_domain(self.domain, self.name)
        if case.document and not case.document.filtered_domain(domain):
            return self.env._("Not needed: the document does not meet the condition.")
        return None

    def _is_amount_covered(self, case):
        def compare(limit):
            rounding = case.company.currency_id.rounding
            return float_compare(case.amount, limit, precision_rounding=rounding)

        above = not self.amount_min or compare(self.amount_min) > 0
        return above and (not self.amount_max or compare(self.amount_max) <= 0)

    def _resolve(self, case):
        """Return the slots of the step and the notes on who was left out.

        A slot is a list of (user, reason): one approval of any of them fills it.
        """
        slots, notes = [], []
        taken = case.requester.browse()
        for user, reason in self._get_nominees(case):
            if user in case.excluded:
                obstacle = self.env._("%(user)s made the request", user=user.name)
            else:
                obstacle = user._get_approver_obstacle(case.company)
            if obstacle and self.approver_kind == "group":
                notes.append(self.env._("Left out: %s.", obstacle))
                continue
            if obstacle:
                original = user
                user = self._get_eligible_superior(case, original, taken)
                reason = self.env._(
                    "Superior, replaces %(user)s (%(reason)s): %(obstacle)s",
                    user=original.name,
                    reason=reason,
                    obstacle=obstacle,
                )
                notes.append(self.env._("Replaced: %s.", obstacle))
            if user and user not in taken:
                taken |= user
                slots.append([(user, reason)])
        return slots, notes

    def _get_nominees(self, case):
        """Return (user, reason) for everyone that the step names."""
        method = getattr(self, f"_get_{self.approver_kind}_nominees")
        return method(case)

    def _get_user_nominees(self, case):
        users = self.with_context(active_test=False).user_ids
        return [(user, self.env._("Named in the step")) for user in users]

    def _get_group_nominees(self, case):
        reason = self.env._("Member of “%s”", self.group_id.full_name)
        users = self.group_id.all_user_ids.sorted("id")
        return [(user, reason) for user in users if not user.share]

    def _get_leader_nominees(self, case):
        team = case.requester.sale_team_id
        reason = self.env._(
            "Leader of %(team)s, the team of %(user)s",
            team=team.name,
            user=case.requester.name,
        )
        return [(user, reason) for user in team.user_id]

    def _get_superior_nominees(self, case):
        chain = case.requester._get_sales_superiors()
        reason = self.env._(
            "Superior no. %(level)s of %(user)s",
            level=self.superior_level,
            user=case.requester.name,
        )
        number = self.superior_level - 1
        return [(user, reason) for user in chain[number : number + 1]]

    def _get_field_nominees(self, case):
        return [
            (
                user,
                self.env._("“%s” on the document", field.field_description),
            )
            for field in self.field_ids
            for user in case.document[field.name]
        ]

    def _get_eligible_superior(self, case, user, taken):
        """Return the nearest superior of ``user`` who may decide, or no one."""
        barred = case.excluded | taken
        for superior in user._get_sales_superiors():
            if superior not in barred and not superior._get_approver_obstacle(
                case.company
            ):
                return superior
        return user.browse()

    def _get_fallback_slots(self, case, slots, needed, notes):
        """Return further slots until ``needed`` can be reached.

        First the requester's superiors, then the sales managers: a step that nobody
        can take never counts as approved.

        :raise UserError: if there is no one left
        """
        added = []
        taken = case.requester.browse().union(
            *(user for s in slots for user, _why in s)
        )
        while len(slots) + len(added) < needed:
            user = self._get_eligible_superior(case, case.requester, taken)
            if not user:
                break
            taken |= user
            added.append([(user, self._get_fallback_reason(case))])
        missing = needed - len(slots) - len(added)
        if missing:
            added += self._get_manager_slots(case, taken, missing)
        if added:
            notes.append(self.env._("Too few people: superiors or managers step in."))
        return added

    def _get_fallback_reason(self, case):
        return self.env._(
            "Superior of %(user)s: the step names nobody who may decide",
            user=case.requester.name,
        )

    def _get_manager_slots(self, case, taken, missing):
        managers = self.env.ref(MANAGER_GROUP).sudo().all_user_ids - taken
        managers = (managers - case.excluded).sorted("id")
        managers = managers.filtered(
            lambda user: not user._get_approver_obstacle(case.company)
        )
        if len(managers) < missing:
            raise UserError(
                self.env._(
                    "Step “%(step)s” lacks people who may decide on a request of "
                    "%(user)s. Name somebody else in the step, set a superior of "
                    "%(user)s, or appoint another sales manager.",
                    step=self.name or self.env._("Superior"),
                    user=case.requester.name,
                )
            )
        reason = self.env._("Sales manager: nobody else may decide")
        if missing == 1:
            return [[(user, reason) for user in managers]]
        return [[(user, reason)] for user in managers]
