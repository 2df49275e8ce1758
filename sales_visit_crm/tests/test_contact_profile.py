from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesVisitCommon
from .customer_audit_common import never_committing

OCCASION = "sales_visit_crm.mail_activity_type_customer_occasion"


class ContactProfileCommon(SalesVisitCommon):
    """A company that keeps private profiles, and who may read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.customer_profile_enabled = True
        cls.keeper = cls._new_user("keeper", "group_private_data")
        cls.second_keeper = cls._new_user("second_keeper", "group_private_data")
        cls.customer.user_id = cls.rep
        cls.startClassPatcher(never_committing(cls.env))

    @classmethod
    def _create_profile(cls, user=None, **vals):
        return (
            cls.env["customer.contact.profile"]
            .with_user(user or cls.keeper)
            .create({"partner_id": cls.contact.id, **vals})
        )


@tagged("post_install", "-at_install")
class TestContactProfile(ContactProfileCommon):
    # who sees it: S014, G27

    def test_only_keepers_see_a_profile(self):
        """S014: private data are for those with the right, not even for managers."""
        profile = self._create_profile(birthday="1980-03-09")
        for user in (self.rep, self.manager, self.steward, self.auditor, self.outsider):
            with self.subTest(user=user.login):
                as_user = profile.with_user(user)
                with self.assertRaises(AccessError):
                    as_user.read(["birthday"])
                with self.assertRaises(AccessError):
                    as_user.search([])
        self.assertEqual(
            profile.with_user(self.second_keeper).birthday, date(1980, 3, 9)
        )

    def test_contact_has_no_private_column(self):
        """S014: nothing of a profile is a stored field of the contact."""
        private = {
            name
            for name, field in self.env["customer.contact.profile"]._fields.items()
            if field._module == "sales_visit_crm" and field.store
        }
        private -= {"partner_id", "company_id", "state", "date_registered"}
        private -= {"collector_id"}  # who collected the file, not the profile
        stored = {
            name
            for name, field in self.env["res.partner"]._fields.items()
            if field.store and field._module == "sales_visit_crm"
        }
        self.assertFalse(private & stored)

    def test_company_that_switched_it_off_shows_and_takes_nothing(self):
        """G27: off by default; switched off, kept data stay and nobody sees them."""
        self.assertFalse(self.other_company.customer_profile_enabled)
        profile = self._create_profile(
            family_ids=[Command.create({"relation": "child"})]
        )
        family = profile.family_ids
        self.company.customer_profile_enabled = False
        self.env.invalidate_all()
        as_keeper = profile.with_user(self.keeper)
        self.assertFalse(as_keeper.search([]))
        with self.assertRaises(AccessError):
            as_keeper.read(["rapport"])
        with self.assertRaises(AccessError):
            family.with_user(self.keeper).read(["relation"])
        with self.assertRaisesRegex(UserError, "keeps no private profiles"):
            self._create_profile(partner_id=self.second_contact.id)
        with self.assertRaises(UserError):
            profile.sudo().write({"rapport": "first"})
        self.assertTrue(profile.exists())
        self.assertEqual(
            self.contact.with_user(self.keeper).private_profile_state, "kept"
        )

    def test_other_company_keeps_its_own(self):
        """S014: what one company knows of a person is none of another's business."""
        self.other_company.customer_profile_enabled = True
        foreign_keeper = self._new_user(
            "foreign_keeper",
            "group_private_data",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        profile = self._create_profile()
        self.assertFalse(profile.with_user(foreign_keeper).search([]))
        theirs = self._create_profile(foreign_keeper)
        self.assertEqual(theirs.company_id, self.other_company)

    def test_one_profile_per_contact(self):
        self._create_profile()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._create_profile()

    def test_profile_belongs_to_a_person(self):
        """R042: persons have personality and family, companies have not."""
        with self.assertRaisesRegex(ValidationError, "is a company"):
            self._create_profile(partner_id=self.customer.id)
        profile = self._create_profile()
        with self.assertRaisesRegex(UserError, "stays with its person"):
            profile.partner_id = self.second_contact

    # content: B07, B21, B40

    def test_form_takes_everything_of_the_paper(self):
        """B07, B21, B40: person, relationship, family, criteria, responsibilities."""
        profiles = self.env["customer.contact.profile"].with_user(self.keeper)
        with Form(profiles.with_context(default_partner_id=self.contact.id)) as form:
            form.birthday = "1980-03-03"
            form.influence = "decider"
            form.personality = "amiable"
            form.marital_status = "married"
            with form.family_ids.new() as member:
                member.relation = "child"
                member.birthday = "2010-03-02"
                member.indulgence = "high"
            with form.responsibility_ids.new() as line:
                line.name = "Purchasing of the group"
            with form.criterion_ids.new() as line:
                line.kind = "commercial"
                line.name = "Payment terms"
        profile = form.record
        # Monday 2 March in Shanghai: 46 tomorrow, the child sixteen today.
        self.assertEqual(profile.age, 45)
        self.assertEqual(profile.family_ids.age, 16)
        self.assertEqual(profile.responsibility_ids.kind, "responsibility")
        self.assertEqual(profile.criterion_ids.kind, "commercial")

    def test_future_birthday_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._create_profile(birthday="2026-03-03")

    # review: S006, S007

    def test_nobody_reviews_what_they_entered(self):
        """S006: reviewer and enterer differ; a later change asks for a new review."""
        profile = self._create_profile()
        self.assertEqual(profile.filled_by_id, self.keeper)
        with self.assertRaisesRegex(UserError, "yourself"):
            profile.action_review()
        profile.with_user(self.second_keeper).action_review()
        self.assertEqual(profile.state, "reviewed")
        self.assertEqual(profile.reviewer_id, self.second_keeper)
        profile.with_user(self.second_keeper).interests = "Fishing"
        self.assertRecordValues(
            profile,
            [
                {
                    "state": "draft",
                    "reviewer_id": False,
                    "filled_by_id": self.second_keeper.id,
                }
            ],
        )

    def test_review_is_not_typed_in(self):
        """S006: reviewer, day and flag come from the button only."""
        profile = self._create_profile()
        for vals in (
            {"state": "reviewed"},
            {"reviewer_id": self.second_keeper.id},
            {"filled_by_id": self.second_keeper.id},
            {"consent_user_id": self.second_keeper.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                profile.write(vals)

    def test_changes_name_fields_but_no_values(self):
        """S007: the list of changes, which itself tells nothing private."""
        profile = self._create_profile(interests="Chess")
        profile.write({"interests": "Fishing", "rapport": False})
        profile.write({"interests": "Fishing"})
        self.assertEqual(
            profile.revision_ids.mapped("description"), ["Interests and Hobbies"]
        )
        self.assertEqual(profile.revision_ids.user_id, self.keeper)
        with self.assertRaises(AccessError):
            profile.revision_ids.write({"description": "Nothing"})

    def test_family_changes_are_noted_and_reviewed_again(self):
        profile = self._create_profile(
            family_ids=[Command.create({"relation": "child"})]
        )
        profile.with_user(self.second_keeper).action_review()
        profile.family_ids.name = "Xiao Ming"
        self.assertEqual(profile.state, "draft")
        self.assertIn("Family Member", profile.revision_ids.mapped("description"))
        profile.with_user(self.second_keeper).action_review()
        profile.family_ids.unlink()
        self.assertEqual(profile.state, "draft")

    def test_consent_is_signed_and_dated(self):
        """G27: who noted the consent, and when."""
        profile = self._create_profile()
        self.assertFalse(profile.consent_user_id)
        profile.consent_note = "Agreed on the phone."
        self.assertEqual(profile.consent_user_id, self.keeper)
        self.assertTrue(profile.date_consent)

    # no file: S014

    def test_profiles_are_never_exported(self):
        """S014: never in a spreadsheet, with whatever right, by whatever way."""
        profile = self._create_profile(
            family_ids=[Command.create({"relation": "child"})]
        )
        self.keeper.group_ids += self.env.ref("base.group_allow_export")
        admin = self.env.ref("base.user_admin")
        for records in (
            profile,
            profile.family_ids,
            profile.with_user(admin).sudo(),
        ):
            with (
                self.subTest(records=records),
                self.assertRaisesRegex(UserError, "paper"),
            ):
                records.export_data(["id", "display_name"])
        with self.assertRaisesRegex(UserError, "paper"):
            profile.with_context(import_compat=False)._export_rows([["partner_id"]])
        names = self.env["sales.ledger.mixin"]._get_ledgers().values()
        self.assertNotIn("customer.contact.profile", [x._ledger_model for x in names])

    def test_print_is_for_keepers_and_on_record(self):
        """S014: printed with the right only, and the log of disclosures says so."""
        profile = self._create_profile(
            political_status="None", family_ids=[Command.create({"relation": "child"})]
        )
        name = "sales_visit_crm.report_customer_contact_profile"
        report = self.env["ir.actions.report"]
        for user in (self.manager, self.steward, self.rep):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user)._render_qweb_html(name, profile.ids)
        log = self.env["customer.disclosure"]
        self.assertFalse(log.search([("partner_ids", "in", self.contact.ids)]))
        html = report.with_user(self.keeper)._render_qweb_html(name, profile.ids)[0]
        self.assertIn("Wang Li", html.decode())
        self.assertIn("Child", html.decode())
        self.assertRecordValues(
            log.search([("partner_ids", "in", self.contact.ids)]),
            [{"kind": "print", "user_id": self.keeper.id}],
        )

    # erasure: G27

    def test_steward_erases_without_reading(self):
        """G27: erased for good with everything that hangs on it; a line remains."""
        profile = self._create_profile(
            birthday="1980-03-03", family_ids=[Command.create({"relation": "child"})]
        )
        family, partner = profile.family_ids, self.contact
        profile.sudo()._cron_remind_occasions()
        notices = profile.sudo().notice_ids
        self.assertTrue(notices)
        self.company.customer_profile_enabled = False
        partner.with_user(self.steward).action_erase_private_data("She asked for it")
        self.assertFalse(profile.exists() or family.exists() or notices.exists())
        line = self.env["customer.contact.erasure"].search(
            [("partner_id", "=", partner.id)]
        )
        self.assertRecordValues(
            line,
            [
                {
                    "contact_name": partner.display_name,
                    "user_id": self.steward.id,
                    "reason": "She asked for it",
                    "company_id": self.company.id,
                }
            ],
        )
        for user in (self.steward, self.keeper, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    line.with_user(user).write({"reason": "x"})
                with self.assertRaises(AccessError):
                    line.with_user(user).unlink()

    def test_erasing_needs_right_and_reason(self):
        """G27: who may erase, and never without a reason."""
        profile = self._create_profile()
        for user in (self.rep, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.contact.with_user(user).action_erase_private_data("Why not")
        with self.assertRaisesRegex(UserError, "Say why"):
            profile.action_erase("  ")
        with self.assertRaisesRegex(UserError, "no private data"):
            self.second_contact.with_user(self.keeper).action_erase_private_data("x")
        with self.assertRaises(AccessError):
            profile.unlink()
        action = profile.action_erase()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.keeper)
            .with_context(**action["context"])
        )
        wizard.reason = "Left the company"
        wizard.save().action_erase()
        self.assertFalse(profile.exists())

    def test_deleted_contact_leaves_a_line(self):
        profile = self._create_profile(partner_id=self.second_contact.id)
        self.second_contact.unlink()
        self.assertFalse(profile.exists())
        self.assertTrue(
            self.env["customer.contact.erasure"].search_count(
                [("contact_name", "ilike", "Chen Jie")]
            )
        )

    def test_merge_does_not_lose_a_profile(self):
        """G27: nothing private is deleted in silence when contacts are merged."""
        self._create_profile()
        self._create_profile(partner_id=self.second_contact.id)
        both = self.contact | self.second_contact
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "private profile"):
            wizard._merge(both.ids, self.contact)
        self.contact.with_user(self.keeper).action_erase_private_data("Entered twice")
        wizard._merge(both.ids, self.contact)
        kept = self.env["customer.contact.profile"].search([])
        self.assertEqual(kept.partner_id, self.contact)

    # the way there

    def test_button_opens_the_profile_of_the_contact(self):
        contact = self.contact.with_user(self.keeper)
        self.assertEqual(contact.private_profile_state, "none")
        self.assertFalse(contact.action_view_private_profile()["res_id"])
        profile = self._create_profile()
        self.env.invalidate_all()
        self.assertEqual(contact.private_profile_state, "kept")
        self.assertEqual(contact.action_view_private_profile()["res_id"], profile.id)
        self.assertEqual(
            self.customer.with_user(self.keeper).private_profile_state, "off"
        )
        with self.assertRaises(AccessError):
            contact.with_user(self.rep).action_view_private_profile()


@tagged("post_install", "-at_install")
class TestContactOccasions(ContactProfileCommon):
    """S014: the day is told to the owner, once, and only the day."""

    def _run(self):
        self.env["customer.contact.profile"]._cron_remind_occasions()
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", self.env.ref(OCCASION).id)], order="id"
        )

    def test_owner_alone_reads_the_day(self):
        self._create_profile(birthday="1980-03-09")
        activity = self._run()
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.rep.id,
                    "date_deadline": date(2026, 3, 9),
                    "summary": "Birthday of Wang Li on March 9",
                    "res_model": False,
                }
            ],
        )
        self.assertNotIn("1980", activity.summary)
        mine = [("id", "=", activity.id)]
        activities = self.env["mail.activity"]
        self.assertTrue(activities.with_user(self.rep).search(mine))
        for user in (self.colleague, self.leader, self.manager, self.keeper):
            with self.subTest(user=user.login):
                self.assertFalse(activities.with_user(user).search(mine))

    def test_once_and_in_the_local_week_only(self):
        self._create_profile(birthday="1980-03-10")
        self.assertFalse(self._run(), "eight days ahead")
        with self._at(days=1):
            self.assertEqual(len(self._run()), 1)
            self.assertEqual(len(self._run()), 1)
        with self._at(days=8):
            self.assertEqual(len(self._run()), 1)
        with self._at(datetime(2027, 3, 5, 23, 30)):
            self.assertEqual(
                self._run().mapped("date_deadline"),
                [date(2026, 3, 10), date(2027, 3, 10)],
            )

    def test_leap_day_and_turn_of_the_year(self):
        self._create_profile(birthday="2000-02-29", wedding_anniversary="2020-01-02")
        with self._at(datetime(2026, 12, 28, 23, 30)):
            self.assertEqual(self._run().mapped("date_deadline"), [date(2027, 1, 2)])
            self.assertIn("Wedding anniversary", self._run().summary)
        with self._at(datetime(2027, 2, 25, 23, 30)):
            self.assertEqual(self._run()[-1].date_deadline, date(2027, 2, 28))
        with self._at(datetime(2028, 2, 25, 23, 30)):
            self.assertEqual(self._run()[-1].date_deadline, date(2028, 2, 29))

    def test_days_ahead_are_a_setting_and_switch_counts(self):
        self._create_profile(birthday="1980-03-09")
        self.company.customer_birthday_notice_days = 6
        self.assertFalse(self._run())
        self.company.customer_birthday_notice_days = 7
        self.company.customer_profile_enabled = False
        self.assertFalse(self._run())
        self.company.customer_profile_enabled = True
        self.assertTrue(self._run())

    def test_without_owner_it_waits_for_one(self):
        self._create_profile(birthday="1980-03-09")
        self.customer.user_id = False
        self.assertFalse(self._run())
        self.contact.user_id = self.colleague
        self.assertEqual(self._run().user_id, self.colleague)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.rep.lang = "zh_CN"
        self._create_profile(birthday="1980-03-09")
        self.assertIn("3月9日", self._run().summary)
