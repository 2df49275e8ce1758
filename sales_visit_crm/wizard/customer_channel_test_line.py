from odoo import fields, models


class CustomerChannelTestLine(models.TransientModel):
    """What one channel did with the protected value."""

    _name = "customer.channel.test.line"
    _description = "Self-Test of a Channel"

    test_id = fields.Many2one(
        comodel_name="customer.channel.test",
        required=True,
        ondelete="cascade",
        index=True,
    )
    channel_id = fields.Many2one(
        comodel_name="customer.write.channel", required=True, ondelete="cascade"
    )
    policy = fields.Selection(
        selection=[
            ("apply", "Apply"),
            ("request", "Turn into Request"),
            ("refuse", "Refuse"),
        ]
    )
    expected = fields.Selection(
        selection=[
            ("applied", "Applied"),
            ("requested", "Requested"),
            ("refused", "Refused"),
        ],
        help="What the rule of the field says for this channel, else its policy.",
    )
    outcome = fields.Selection(
        selection=[
            ("applied", "Applied"),
            ("requested", "Requested"),
            ("refused", "Refused"),
            ("lost", "Lost"),
            ("broken", "Error"),
        ]
    )
    result = fields.Selection(
        selection=[
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("missing", "Not Installed"),
        ]
    )
    note = fields.Text(string="Explanation")
