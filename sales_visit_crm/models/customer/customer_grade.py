from odoo import fields, models


class CustomerGrade(models.Model):
    """How much a customer is worth and wants, and what each grade gets.

    Apart from the class of the master data, the file class, the key-account tier, the
    share tier and the credit colour: none is computed from another (G08).

    Source: P03, 客户分级; S021-S024, S033, S034.
    """

    _name = "customer.grade"
    _description = "Customer Grade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="The letter that assessments and integrations name: A to D.",
    )
    sequence = fields.Integer(default=10, help="The best grade comes first.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    # what customers of this grade get
    strategy = fields.Text(translate=True, help="Proposed with every new assessment.")
    resource_policy = fields.Text(translate=True)
    requires_senior = fields.Boolean(
        string="Senior Salesperson",
        help="Warn when the salesperson of such a customer is no senior.",
    )
    is_nurture = fields.Boolean(
        string="Long-term Nurture", help="Customers of this grade wait in the pool."
    )
    # rhythm
    deep_contact_days = fields.Integer(
        string="Deep Contact Every (days)",
        help="At least one thorough talk in so many days; 0: none is asked for.",
    )
    contact_interval_days = fields.Integer(
        string="Contact Every (days)",
        help="Regular maintenance; 0: the status of the customer decides.",
    )
    monthly_contact_cap = fields.Integer(
        string="Contacts per Month at Most",
        help="More than that in a calendar month needs a reason; 0: no limit.",
    )
    pool_days = fields.Integer(
        string="To the Pool After (days)",
        help="Days without recorded follow-up after which such a customer is released, "
        "if that is longer than the company's; 0: the company's.",
    )
    regrade_days = fields.Integer(
        string="Assess Again After (days)",
        help="Days after the last assessment when the next one is due; 0: never.",
    )

    _code_uniq = models.UniqueIndex(
        "(code)", "There is a grade with this letter already."
    )
