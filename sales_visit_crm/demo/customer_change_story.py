"""One demo change request from the save of the form to its end, and delegations."""

from odoo.fields import Command

# The leader has approved these.
_BY_LEADER = (
    "applied",
    "approved",
    "conflict",
    "partly",
    "rejected_steward",
    "waiting_steward",
)
# What brings a request to its ending: working days later, hour, method.
_ENDINGS = {
    "applied": (2, 9.5, "approve_as_steward"),
    "approved": (2, 9.5, "approve_for_steward"),
    "conflict": (2, 9.5, "approve_as_steward"),
    "partly": (2, 9.5, "approve_as_steward"),
    "rejected_leader": (1, 9, "reject_as_leader"),
    "rejected_steward": (2, 10, "reject_as_steward"),
    "returned": (1, 9, "give_back"),
    "withdrawn": (0, 18.5, "withdraw"),
}


class DelegationStory:
    """Letters of delegation: one in force, one of last week."""

    def __init__(self, history):
        self.history = history

    def get_events(self):
        yield self.history.at(-6, 8), self._delegate_steward
        yield self.history.at(-2, 17), self._delegate_leader

    def _delegate_steward(self):
        """The steward was away for three days; a manager decided in her name."""
        self._delegate("steward", "manager", -6, -4)

    def _delegate_leader(self):
        self._delegate("leader2", "manager", -1, 5)

    def _delegate(self, giver, taker, first, last):
        history = self.history
        history.env["approval.delegation"].with_user(history.user(giver)).create(
            {
                "from_user_id": history.user(giver).id,
                "to_user_id": history.user(taker).id,
                "date_from": history.day_of(history.at(first, 12)),
                "date_to": history.day_of(history.at(last, 12)),
                "reason": history.texts["delegations"][giver.rstrip("2")],
            }
        )


class ChangeStory:
    """What happens to one request, as moments and the actions done at them."""

    def __init__(self, history, entry):
        self.history = history
        self.entry = entry
        self.user = history.user(entry["user"])
        self.leader = self.user.sale_team_id.user_id
        self.steward = history.user("steward")
        self.customer = history.customer(entry["customer"])
        self.request = history.env["customer.change.request"]

    def get_events(self):
        """Return the moments (naive UTC) of this request, each with what happens."""
        ending = self.entry["ending"]
        yield self._at(0, self.entry["hour"]), self.propose
        if ending in _BY_LEADER:
            yield self._at(1, 8.75), self.approve_as_leader
        if ending == "conflict":
            yield self._at(1, 14), self.change_meanwhile
        if ending in _ENDINGS:
            days, hour, name = _ENDINGS[ending]
            yield self._at(days, hour), getattr(self, name)

    def _at(self, days, hour):
        return self.history.at(self.entry["day"] + days, hour)

    def propose(self):
        """Save the customer's form, as its salesperson does."""
        before = self.request.search([("partner_id", "=", self.customer.id)])
        vals = {**self._prepare_vals(), "change_reason": self.entry["reason"]}
        self.customer.with_user(self.user).write(vals)
        requests = self.request.search([("partner_id", "=", self.customer.id)])
        self.request = requests - before

    def _prepare_vals(self):
        vals = dict(self.entry["vals"])
        if user := vals.pop("user", None):
            vals["user_id"] = self.history.user(user).id
        if bank := self.entry.get("bank"):
            vals["bank_ids"] = [
                Command.create(
                    {
                        "bank_name": bank["bank"],
                        "acc_number": bank["number"],
                        "acc_holder_name": bank["holder"],
                    }
                )
            ]
        return vals

    # decisions

    def _as(self, user):
        return self.request.with_user(user)

    def approve_as_leader(self):
        if name := self.entry.get("refused"):
            line = self.request.line_ids.filtered(lambda r: r.field_name == name)
            decision = ("rejected", self.entry["comment"])
            self._as(self.leader).action_decide_lines({line.id: decision})
        self._as(self.leader).action_approve()

    def approve_as_steward(self):
        self._as(self.steward).action_approve(self.entry.get("comment"))

    def approve_for_steward(self):
        """Decide in the name of the steward, who is away; she carries it out later."""
        self._as(self.history.user("manager")).action_approve()

    def reject_as_steward(self):
        self._as(self.steward).action_reject(self.entry["comment"])

    def reject_as_leader(self):
        self._as(self.leader).action_reject(self.entry["comment"])

    def give_back(self):
        self._as(self.leader).action_return(self.entry["comment"])

    def withdraw(self):
        self._as(self.user).action_cancel()

    def change_meanwhile(self):
        """Let the steward change the same value directly: a conflict comes of it."""
        self.customer.with_user(self.steward).write(self.entry["meanwhile"])
