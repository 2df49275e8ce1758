"""Masked values that were shown: who needed which telephone number, and what for."""

# Who asked for whose number, on which working day and at what hour.
_REVEALS = (
    ("rep2", "hz_xinghe", -11, 10.5),
    ("rep", "nb_haishu", -5, 14),
    ("rep2", "hz_lvyuan", -3, 14.5),
    ("rep", "wz_lucheng", -1, 16),
)


class RevealStory:
    """Salespeople who help a colleague out see the number once, for a purpose."""

    def __init__(self, history):
        self.history = history

    def get_events(self):
        """Return the moments (naive UTC), each with what happens."""
        for user, customer, day, hour in _REVEALS:
            yield (
                self.history.at(day, hour),
                lambda user=user, customer=customer: self._reveal(user, customer),
            )

    def _reveal(self, user, customer):
        partner = self.history.customer(customer).with_user(self.history.user(user))
        partner.action_reveal("phone", self.history.take("purposes"))
