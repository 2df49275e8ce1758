from odoo import fields, models


class SalesVisitPurpose(models.Model):
    """Why we visit: decides appointment, materials and the report's mandatory part.

    Source: P01, R002, R003, R008; 分销商拜访涉及的常规工作.
    """

    _name = "sales.visit.purpose"
    _description = "Visit Purpose"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="Leave empty to offer the purpose in every company.",
    )
    requires_appointment = fields.Boolean(
        default=True,
        help="The customer is phoned before the visit. Switch it off for terminal "
        "inspections and the like, which need no appointment.",
    )
    duration_hours = fields.Float(
        default=1.0, help="Usual length of such a visit in hours; sets its planned end."
    )
    item_ids = fields.One2many(
        comodel_name="sales.visit.purpose.item",
        inverse_name="purpose_id",
        string="Materials",
        copy=True,
        help="What the salesperson packs; each visit gets this list to tick.",
    )
    requirement_ids = fields.Many2many(
        comodel_name="sales.visit.requirement",
        string="Mandatory in the Report",
        help="Filled in before a report with this purpose can be submitted, beside "
        "what every report needs.",
    )

    _check_duration = models.Constraint(
        "CHECK(duration_hours > 0 AND duration_hours <= 24)",
        "A visit lasts more than nothing and at most 24 hours.",
    )
