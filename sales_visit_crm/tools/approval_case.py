"""What an approval route is asked about.

The steps of a route are planned one after the other; each knows whom the earlier
ones ask:

>>> case = ApprovalCase(None, {"rep"}, {"clerk"}, None)
>>> sorted(case.excluded)
['clerk', 'rep']
>>> case.after({"approver_ids": [(0, 0, {"user_id": 7})]}).asked
(7,)
"""

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class ApprovalCase:
    """What a route is asked about: a document, or the idea of one in a dry run."""

    document: Any  # one record or none
    requester: Any
    submitter: Any
    company: Any
    amount: float = 0.0

    asked: tuple = ()  # ids of the users that earlier steps ask

    def after(self, vals):
        """Return the case for the step that follows one with the values ``vals``."""
        seats = vals.get("approver_ids", ())
        ids = tuple(seat["user_id"] for _command, _id, seat in seats)
        return replace(self, asked=self.asked + ids)

    @property
    def excluded(self):
        """Return those who may not decide, whoever asks them to."""
        return self.requester | self.submitter
