from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPartnerFamily(TransactionCase):
    """``child_of`` on partners finds what Odoo finds, in one query."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.group = partners.create({"name": "Group", "is_company": True})
        cls.branch = partners.create(
            {"name": "Branch", "is_company": True, "parent_id": cls.group.id}
        )
        cls.buyer = partners.create({"name": "Buyer", "parent_id": cls.branch.id})
        cls.retired = partners.create(
            {"name": "Retired", "parent_id": cls.branch.id, "active": False}
        )
        cls.stranger = partners.create({"name": "Stranger"})

    def _search(self, *terms, **context):
        return self.env["res.partner"].with_context(**context).search(list(terms))

    def test_every_level_is_found(self):
        found = self._search(("id", "child_of", self.group.ids))
        self.assertEqual(found, self.group | self.branch | self.buyer)
        self.assertEqual(self._search(("id", "child_of", self.buyer.id)), self.buyer)

    def test_archived_are_found_when_asked_for(self):
        family = self.group | self.branch | self.buyer | self.retired
        term = ("id", "child_of", [self.group.id])
        self.assertEqual(self._search(term, active_test=False), family)

    def test_people_of_an_archived_branch_are_found(self):
        self.buyer.active = False
        self.branch.active = False
        term = ("id", "child_of", [self.group.id])
        found = self._search(term, ("name", "=", "Buyer"), active_test=False)
        self.assertEqual(found, self.buyer)

    def test_condition_goes_with_others(self):
        both = self._search(
            "|", ("id", "child_of", self.branch.ids), ("id", "=", self.stranger.id)
        )
        self.assertEqual(both, self.branch | self.buyer | self.stranger)
        none = self._search("!", ("id", "child_of", self.group.ids))
        self.assertFalse(none & (self.group | self.branch | self.buyer))
        self.assertIn(self.stranger, none)

    def test_names_and_nothing_are_left_to_odoo(self):
        self.assertIn(self.buyer, self._search(("id", "child_of", "Branch")))
        self.assertFalse(self._search(("id", "child_of", [])))
        self.assertFalse(self._search(("id", "child_of", False)))

    def test_moved_partner_is_found_before_it_is_written(self):
        self.stranger.parent_id = self.buyer.parent_id
        self.assertIn(self.stranger, self._search(("id", "child_of", self.group.ids)))

    def test_family_is_one_query(self):
        self.env.flush_all()
        with self.assertQueryCount(1):
            self._search(("id", "child_of", self.group.ids))
