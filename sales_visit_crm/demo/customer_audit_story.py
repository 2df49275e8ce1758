"""Whether the demo files are true: audits of two quarters, reviews, profiles."""


class AuditStory:
    """Filled in when audits exist."""

    def __init__(self, history):
        self.history = history

    def get_events(self):
        return ()


class ReviewStory(AuditStory):
    pass


class ProfileStory(AuditStory):
    pass
