from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .customer_assessment_common import CustomerAssessmentCommon


@tagged("post_install", "-at_install")
class TestCustomerAssessmentForm(CustomerAssessmentCommon):
    """Versions of the forms: fixed, explained, tried out. Differentiator 11."""

    def _new_version(self, template):
        action = template.with_user(self.manager).action_new_version()
        return self.templates.browse(action["res_id"]).with_user(self.manager)

    # publishing: S035

    def test_weights_are_exactly_100(self):
        """S035: neither 99.99 nor 100.01 %."""
        form = self._create_form({"A": 16, "B": 2})
        for weight in (49.99, 50.01, 40):
            form.indicator_ids[0].weight = weight
            with (
                self.subTest(weight=weight),
                self.assertRaisesRegex(ValidationError, "exactly 100"),
            ):
                form.action_publish()
        form.indicator_ids[0].weight = 50
        form.action_publish()
        self.assertEqual(form.state, "published")

    def test_every_total_means_something(self):
        form = self._create_form({"A": 16, "B": 10})
        with self.assertRaisesRegex(ValidationError, "smallest total, which is 2"):
            form.action_publish()
        form.band_ids.filtered(lambda band: band.code == "B").grade_id = False
        form.band_ids[-1].score_min = 2
        with self.assertRaisesRegex(ValidationError, "what it means"):
            form.action_publish()

    def test_quadrant_needs_two_axes(self):
        form = self._create_form(
            {"A": 16, "B": 10, "C": 2}, axes=("value", False), method="quadrant"
        )
        with self.assertRaisesRegex(ValidationError, "one for willingness"):
            form.action_publish()

    def test_published_version_never_changes(self):
        """Neither the form nor any part of it, by any door."""
        form = self.credit.with_user(self.manager)
        indicator = form.indicator_ids.filtered("choice_ids")[0]
        attempts = [
            lambda: form.write({"name": "Other"}),
            lambda: form.write({"method": "sum"}),
            lambda: form.write({"state": "draft"}),
            lambda: indicator.write({"weight": 1}),
            lambda: indicator.choice_ids[0].write({"score": 2}),
            lambda: form.band_ids[0].write({"score_min": 1.5}),
            form.band_ids[0].unlink,
            lambda: indicator.copy({"name": "Twin", "code": "twin"}),
            lambda: form.write({"band_ids": [(5,)]}),
            form.unlink,
        ]
        for number, attempt in enumerate(attempts):
            with (
                self.subTest(number=number),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                attempt()

    def test_new_version_is_a_draft_with_all_parts(self):
        draft = self._new_version(self.comprehensive)
        self.assertRecordValues(
            draft,
            [
                {
                    "code": "comprehensive",
                    "version": 2,
                    "state": "draft",
                    "previous_id": self.comprehensive.id,
                    "name": self.comprehensive.name,
                }
            ],
        )
        self.assertEqual(
            draft.indicator_ids.mapped("code"),
            self.comprehensive.indicator_ids.mapped("code"),
        )
        self.assertEqual(draft.indicator_ids.group_id, draft.group_ids)
        self.assertEqual(self._new_version(self.comprehensive), draft)
        draft.action_publish()
        self.assertEqual(self.comprehensive.state, "retired")
        self.assertEqual(draft.published_by_id, self.manager)

    def test_version_is_not_typed_in(self):
        with self.assertRaises(AccessError):
            self.templates.with_user(self.manager).create(
                {"name": "X", "code": "x", "version": 7}
            )
        copied = self.credit.with_user(self.manager).copy()
        self.assertEqual(copied.version, 1)
        self.assertNotEqual(copied.code, "credit")
        self.assertEqual(len(copied.indicator_ids), 6)

    def test_draft_form_assesses_nobody(self):
        form = self._create_form({"A": 16, "B": 2})
        with self.assertRaisesRegex(ValidationError, "is a draft"):
            self._assess(template=form)

    # reproduced

    def test_old_version_gives_identical_grades(self):
        """Differentiator 11: re-run on stored inputs, after the rules have changed."""
        runs = [
            self._sign(scores, partner=partner)
            for scores, partner in [
                ((8, 9), self.customer),
                ((5, 6), self.other_customer.copy({"user_id": self.rep.id})),
                ((2, 2), self.other_customer.copy({"user_id": self.rep.id})),
            ]
        ]
        before = [(run.total_score, run.grade_id) for run in runs]
        draft = self._new_version(self.grade)
        draft.band_ids.filtered(lambda band: band.code == "A").score_min = 19
        draft.band_ids.filtered(lambda band: band.code == "C").score_min = 1
        draft.indicator_ids[0].weight = 60
        draft.indicator_ids[1].weight = 40
        draft.method = "weighted"
        draft.action_publish()
        self.env.invalidate_all()
        for run, (total, grade) in zip(runs, before, strict=True):
            again, band = run._get_result()
            self.assertEqual((again, band.grade_id), (total, grade))
            self.assertEqual((run.total_score, run.grade_id), (total, grade))
            action = run.action_rerun()
            self.assertEqual(action["params"]["type"], "success")

    def test_draft_by_a_replaced_version_is_not_confirmed(self):
        assessment = self._assess((8, 9))
        draft = self._new_version(self.grade)
        draft.action_publish()
        with self.assertRaisesRegex(UserError, "was replaced"):
            assessment.action_confirm()
        assessment.template_id = draft
        self.assertEqual(assessment.line_ids.mapped("score"), [8, 9])
        assessment.action_confirm()
        self.assertEqual(assessment.state, "confirmed")

    # explained

    def test_explanation_names_points_lost_and_missing(self):
        """Differentiator 11: why B and not A."""
        first = self._sign((8, 9))
        second = self._sign((8, 5))
        self.env.invalidate_all()
        text = second.explanation
        self.assertIn("13 points: Grade B.", text)
        self.assertIn("3 points are missing to Grade A, which begins at 16.", text)
        self.assertIn(f"Since {first.name}", text)
        self.assertIn("Willingness to Cooperate: 9 → 5 (-4)", text)
        self.assertNotIn("Purchasing Potential: 8", text)
        self.assertEqual(self.customer.with_user(self.rep).grade_explanation, text)

    # simulated

    def test_simulation_lists_who_would_change(self):
        """Differentiator 11: on stored inputs, before publishing, nothing changed."""
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "user_id": self.rep.id} for n in range(3)]
        )
        scores = [(8, 9), (5, 6), (2, 2)]
        for partner, score in zip(partners, scores, strict=True):
            self._sign(score, partner=partner)
        self._sign((9,) * 3, partner=partners[0], template=self.tier)
        draft = self._new_version(self.grade)
        for band in draft.band_ids:
            band.score_min = {"A": 18, "B": 4, "C": 2}[band.code]
        action = draft.action_simulate()
        simulation = self.env[action["res_model"]].browse(action["res_id"])
        lines = simulation.line_ids.filtered(lambda line: line.partner_id in partners)
        found = {
            line.partner_id: (line.old_band_name, line.new_band_id.code, line.change)
            for line in lines
        }
        self.assertEqual(
            found,
            {
                partners[0]: ("Grade A", "B", "down"),
                partners[1]: ("Grade B", "B", "same"),
                partners[2]: ("Grade C", "B", "up"),
            },
        )
        self.assertEqual(partners.mapped("customer_grade_id.code"), ["A", "B", "C"])
        # what was shown comes true
        draft.action_publish()
        for partner, score in zip(partners, scores, strict=True):
            run = self._sign(score, partner=partner, template=draft)
            self.assertEqual(run.grade_id.code, found[partner][1])

    def test_simulation_by_weights_and_quadrant(self):
        self._sign((9, 2))
        draft = self._new_version(self.grade)
        draft.method = "quadrant"
        line = self._simulate_one(draft)
        self.assertEqual((line.new_band_id.code, line.change), ("B", "same"))
        draft.method = "weighted"
        draft.indicator_ids[0].weight = 100
        draft.indicator_ids[1].weight = 0
        for band in draft.band_ids:
            band.score_min = {"A": 9, "B": 5, "C": 1}[band.code]
        line = self._simulate_one(draft)
        self.assertEqual(line.new_total, 9)
        self.assertEqual((line.new_band_id.code, line.change), ("A", "up"))

    def test_simulation_admits_what_it_cannot_know(self):
        self._sign((9, 2))
        draft = self._new_version(self.grade)
        draft.indicator_ids[0].weight = 25
        draft.write({"indicator_ids": [(0, 0, {"name": "New", "weight": 25})]})
        self.assertEqual(self._simulate_one(draft).change, "untold")

    def _simulate_one(self, draft):
        simulation = self.env["customer.assessment.simulation"].browse(
            draft.action_simulate()["res_id"]
        )
        return simulation.line_ids.filtered(
            lambda line: line.partner_id == self.customer
        )

    def test_simulation_costs_the_same_for_many(self):
        draft = self._new_version(self.grade)
        counts = []
        for size in (1, 1, 30):
            for _number in range(size):
                partner = self.env["res.partner"].create({"name": "P"})
                self._sign((5, 6), partner=partner)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            draft.action_simulate()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 1, counts)

    def test_salesperson_changes_no_form(self):
        for user in (self.rep, self.leader, self.steward):
            form = self.grade.with_user(user)
            for action in ("action_new_version", "action_retire", "action_simulate"):
                with (
                    self.subTest(user=user.login, action=action),
                    self.assertRaises(AccessError),
                ):
                    getattr(form, action)()
