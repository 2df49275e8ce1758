from odoo import api, fields, models

from ....tools.customer_file import GROUPS

FILE = {"prefetch": "customer_file", "groups": GROUPS}


class ResPartner(models.Model):
    """Who gave the data of a file, who answers for it, and how the file is kept.

    Source: R085, S016, S130; 信息采集人, B79; B81, 档案档次.
    """

    _inherit = "res.partner"

    data_source = fields.Selection(
        selection=[
            ("visit", "Visits and Surveys"),
            ("customer", "Sheet Filled in by the Customer"),
            ("agency", "Agency"),
        ],
        tracking=True,
        **FILE,
    )
    collector_id = fields.Many2one(
        comodel_name="res.users",
        string="Collected By",
        domain=[("share", "=", False)],
        tracking=True,
        **FILE,
    )
    provided_by_id = fields.Many2one(
        comodel_name="res.users",
        domain=[("share", "=", False)],
        index="btree_not_null",
        help="First responsible for truth and timeliness.",
        tracking=True,
        **FILE,
    )
    provided_team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Providing Team",
        index="btree_not_null",
        **FILE,
    )
    provided_department = fields.Char(
        string="Providing Department",
        help="Where the data comes from another department than a sales team.",
        **FILE,
    )
    file_responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible for the File",
        domain=[("share", "=", False)],
        index="btree_not_null",
        help="The one person who keeps the file up to date.",
        tracking=True,
        **FILE,
    )
    file_class = fields.Selection(
        selection=[
            ("important", "Important"),
            ("special", "Special"),
            ("general", "General"),
        ],
        help="Given at the review of the file.",
        tracking=True,
        **FILE,
    )
    is_watched = fields.Boolean(string="Under Observation", tracking=True, **FILE)

    @api.onchange("provided_by_id")
    def _onchange_provided_by_id(self):
        self.provided_team_id = self.provided_by_id.sudo().sale_team_id
