from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....tools import yearly_day


class CustomerContactProfile(models.Model):
    """What is known about a person beyond business: one profile per contact.

    A model of its own, so that a contact has no private column: nobody reads one by
    accident, in a list, a filter, a copy or an export.

    Source: B07 联系人基本信息表, B21 关键决策人基本信息表, B40 个人档案, B56, A11, P27,
    R042, S014, G27.
    """

    _name = "customer.contact.profile"
    _description = "Private Profile"
    _inherit = [
        "customer.private.mixin",
        "sales.text.mixin",
        "sales.transition.mixin",
    ]
    _order = "id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        copy=False,
        check_company=True,
        ondelete="cascade",
        domain=[("is_company", "=", False)],
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    function = fields.Char(related="partner_id.function", string="Position")
    employer_id = fields.Many2one(
        related="partner_id.parent_id", string="Customer", depends=["partner_id"]
    )
    # relationship
    rapport = fields.Selection(
        selection=[
            ("first", "First Contact"),
            ("talking", "Able to Talk"),
            ("congenial", "Congenial"),
            ("excellent", "Very Good"),
        ],
        help="How well we get on with this person.",
    )
    influence = fields.Selection(
        selection=[
            ("member", "Ordinary Member"),
            ("core", "Core Member"),
            ("organizer", "Organizer"),
            ("decider", "Decision Maker"),
        ],
    )
    relation_nature = fields.Selection(
        selection=[
            ("target", "Target Customer"),
            ("business", "Business Friend"),
            ("contact", "Friend of a Contact"),
            ("private", "Private Friend"),
        ],
        string="Nature of Relationship",
    )
    relation_status = fields.Selection(
        selection=[
            ("none", "Not in Touch"),
            ("nodding", "Nodding Acquaintance"),
            ("regular", "Regular Contact"),
            ("close", "Very Close"),
        ],
        string="Status of Relationship",
    )
    # person
    gender = fields.Selection(
        selection=[("female", "Female"), ("male", "Male"), ("other", "Other")]
    )
    birthday = fields.Date()
    age = fields.Integer(
        compute="_compute_age", help="Full years, where the birthday is known."
    )
    age_noted = fields.Integer(
        string="Estimated Age", help="Where the birthday is not known."
    )
    birthplace = fields.Char()
    political_status = fields.Char()
    home_address = fields.Text()
    home_zip = fields.Char(string="Home ZIP")
    marital_status = fields.Selection(
        selection=[
            ("single", "Single"),
            ("married", "Married"),
            ("divorced", "Divorced"),
            ("widowed", "Widowed"),
        ],
    )
    wedding_anniversary = fields.Date()
    family_ids = fields.One2many(
        comodel_name="customer.contact.family", inverse_name="profile_id"
    )
    family_note = fields.Text(string="Other Family")
    # education and character
    education = fields.Selection(
        selection=[
            ("primary", "Primary School"),
            ("secondary", "Secondary School"),
            ("college", "College"),
            ("bachelor", "Bachelor"),
            ("master", "Master"),
            ("doctor", "Doctor"),
        ],
        string="Level of Education",
    )
    school = fields.Char()
    major = fields.Char()
    education_note = fields.Text(string="Educational Background")
    personality = fields.Selection(
        selection=[
            ("analytical", "Analytical"),
            ("expressive", "Expressive"),
            ("controlling", "Controlling"),
            ("amiable", "Amiable"),
            ("unknown", "Not Known Yet"),
        ],
    )
    personality_note = fields.Text(string="Personality and Style")
    ability = fields.Text()
    interests = fields.Text(string="Interests and Hobbies")
    sports = fields.Char(string="Favourite Sports")
    associations = fields.Char()
    social_circle = fields.Text()
    topics_of_interest = fields.Text()
    manner_of_speaking = fields.Text()
    personal_credit = fields.Text()
    # career
    work_history = fields.Text(help="Earlier work, companies, background.")
    secretary = fields.Char()
    reports_to_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    recent_decisions = fields.Text(string="Recent Decisions, Projects, Achievements")
    responsibility_ids = fields.One2many(
        comodel_name="customer.contact.criterion",
        inverse_name="profile_id",
        string="Recent Responsibilities",
        domain=[("kind", "=", "responsibility")],
    )
    criterion_ids = fields.One2many(
        comodel_name="customer.contact.criterion",
        inverse_name="profile_id",
        string="Decision Criteria",
        domain=[("kind", "!=", "responsibility")],
    )

    # Per company: what one company knows of a person is none of another's business.
    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)",
        "This contact has a profile already. Open that one instead.",
    )
    _check_age_noted = models.Constraint(
        "CHECK(age_noted BETWEEN 0 AND 130)", "An age lies between 0 and 130 years."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Told before the rules tell it in their own words.
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            company = self.env["res.company"].browse(company_id)
            company._check_customer_profile_enabled()
        return super().create(vals_list)

    @api.depends("birthday")
    @api.depends_context("uid")
    def _compute_age(self):
        today = self.env.user._get_sales_today()
        for profile in self:
            profile.age = yearly_day.years(profile.birthday, today)

    @api.constrains("partner_id")
    def _check_partner_id(self):
        for profile in self.filtered("partner_id.is_company"):
            raise ValidationError(
                self.env._(
                    "%s is a company. A private profile belongs to a person: choose "
                    "one of its contacts.",
                    profile.partner_id.display_name,
                )
            )

    @api.constrains("birthday", "wedding_anniversary")
    def _check_past(self):
        for profile in self:
            today = profile.company_id._get_sales_today()
            for name in ("birthday", "wedding_anniversary"):
                if profile[name] and profile[name] > today:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of %(contact)s lies in the future. Correct "
                            "the year.",
                            field=self._get_field_labels([name]),
                            contact=profile.partner_id.display_name,
                        )
                    )

    @api.constrains("partner_id", "reports_to_id")
    def _check_reports_to_id(self):
        for profile in self:
            if profile.reports_to_id == profile.partner_id:
                raise ValidationError(
                    self.env._(
                        "%s cannot report to themselves. Choose another contact.",
                        profile.partner_id.display_name,
                    )
                )
