from odoo import fields, models


class SalesVisitCheckin(models.Model):
    """An arrival or a departure: written once, by nobody changed or deleted.

    The phone makes ``client_uid`` before it sends; the same row comes back however
    often a poor connection repeats the call.
    """

    _name = "sales.visit.checkin"
    _description = "Visit Check-in"
    _inherit = ["sales.text.mixin"]
    _order = "date_server desc, id desc"
    _rec_name = "visit_id"

    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        required=True,
        readonly=True,
        index=True,
    )
    client_uid = fields.Char(string="Client UUID", required=True, readonly=True)
    kind = fields.Selection(
        selection=[("in", "Arrival"), ("out", "Departure")],
        required=True,
        readonly=True,
    )
    mode = fields.Selection(
        selection=[("gps", "Position"), ("manual", "By Hand"), ("qr", "QR Code")],
        required=True,
        readonly=True,
    )
    reason = fields.Char(
        readonly=True, help="Why the salesperson checked in without a position."
    )
    # position
    latitude = fields.Float(digits=(10, 7), readonly=True)
    longitude = fields.Float(digits=(10, 7), readonly=True)
    accuracy_m = fields.Float(
        string="Accuracy (m)",
        readonly=True,
        help="Radius in metres of the circle in which the phone believes to be.",
    )
    distance_m = fields.Float(
        string="Distance (m)",
        readonly=True,
        help="Metres between this position and the customer's known one.",
    )
    has_distance = fields.Boolean(
        readonly=True,
        help="Whether both positions were known, so that the distance means something.",
    )
    # time
    date_device = fields.Datetime(string="Phone's Time", readonly=True)
    date_server = fields.Datetime(string="Received On", required=True, readonly=True)

    _client_uid_uniq = models.UniqueIndex(
        "(client_uid)",
        "This check-in was sent before.",
    )
