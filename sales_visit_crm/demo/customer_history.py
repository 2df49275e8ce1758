"""Two quarters of a distributor's customer files, replayed through the real actions.

Files are collected, reviewed, registered and put into the archive; registered data
changes through requests; audits and reviews look whether all of it is true. The dates
count from the day of installation, so that the data is never stale unless it is to be.
"""

from . import customer_tables
from .assess_story import AssessStory
from .customer_audit_story import AuditStory, ProfileStory, ReviewStory
from .customer_change_story import ChangeStory, DelegationStory
from .customer_file_story import FileStory, TwinStory
from .customer_reveal_story import RevealStory
from .replay import Replay


class CustomerHistory(Replay):
    """The demo company's customer files."""

    def __init__(self, env):
        super().__init__(env)
        self.texts = customer_tables.read_texts()
        self.files = customer_tables.read_files()

    def replay(self):
        """Run every moment of the history up to now, in order."""
        self.run([event for story in self._get_stories() for event in story])

    def _get_stories(self):
        """Return the events of each story."""
        for number, entry in enumerate(self.files):
            yield FileStory(self, entry, number).get_events()
        yield self._get_order_events()
        yield DelegationStory(self).get_events()
        for entry in customer_tables.read_changes():
            yield ChangeStory(self, entry).get_events()
        for story in (AuditStory, ReviewStory, ProfileStory, TwinStory, RevealStory):
            yield story(self).get_events()
        yield AssessStory(self).get_events()

    def _get_order_events(self):
        for number, row in enumerate(customer_tables.read_orders()):
            moment = self.at(int(row["day"]), 10 + number % 7)
            yield moment, lambda row=row: self._order(row)

    def _order(self, row):
        customer = self.customer(row["customer"])
        product = self.ref(f"product_product_{row['product']}_demo")
        line = {"product_id": product.id, "product_uom_qty": float(row["quantity"])}
        orders = self.env["sale.order"].with_user(customer.user_id)
        order = orders.create({"partner_id": customer.id, "order_line": [(0, 0, line)]})
        order.action_confirm()


def load(env):
    """Replay the history once; a second call finds it there and does nothing."""
    if not env["customer.change.request"].search_count([], limit=1):
        # Demo data is loaded before the hook that gives companies their sequences.
        env["res.company"].search([])._create_sales_sequences()
        CustomerHistory(env).replay()
