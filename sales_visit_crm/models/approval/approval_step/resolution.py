from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare

MANAGER_GROUP = "sales_visit_crm.group_sales_visit_manager"


class ApprovalStep(models.Model):
    """From a step of a route to people, with the reason why each of them.

    Nobody decides on their own request, and a step that nobody can take never counts
    as approved: superiors and sales managers step in.

    Source: R086; differentiators 15 and 16.
    """

    _inherit = "approval.step"

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
        for nominee, why in self._get_nominees(case):
            user, reason = nominee, why
            if user in case.excluded:
                obstacle = self.env._("%(user)s made the request", user=user.name)
            else:
                obstacle = user._get_approver_obstacle(case.company)
            if obstacle and self.approver_kind == "group":
                notes.append(self.env._("Left out: %s.", obstacle))
                continue
            if obstacle:
                user = self._get_eligible_superior(case, nominee, taken)
                reason = self.env._(
                    "Superior, replaces %(user)s (%(reason)s): %(obstacle)s",
                    user=nominee.name,
                    reason=why,
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
        added, users = [], case.requester.browse()
        asked = users.browse(case.asked)
        taken = users.union(*(user for s in slots for user, _why in s))
        while len(slots) + len(added) < needed:
            user = self._get_eligible_superior(case, case.requester, taken | asked)
            if not user:
                break
            taken |= user
            added.append([(user, self._get_fallback_reason(case))])
        missing = needed - len(slots) - len(added)
        if missing > 0:
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
        # Somebody new where possible: who approved an earlier step counts as approved.
        fresh = managers.filtered(lambda user: user.id not in case.asked)
        managers = fresh if len(fresh) >= missing else managers
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
