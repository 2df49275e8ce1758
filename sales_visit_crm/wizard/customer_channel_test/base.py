from contextlib import closing

from odoo import api, fields, models
from odoo.fields import Command, Domain


class CustomerChannelTest(models.TransientModel):
    """Writes protected data through every channel and says what became of it.

    Everything happens behind a savepoint that is rolled back: a salesperson and a
    registered customer appear for the test, each channel gets its attempt, and only
    the results stay, here and on the channels.

    Source: differentiator 13, channel policy matrix with a self-test.
    """

    _name = "customer.channel.test"
    _description = "Self-Test of Channels"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        domain=[("is_registered", "=", True)],
        help="Leave empty to try with a customer that exists during the test only. "
        "Nothing changes in the customer chosen.",
    )
    date_tested = fields.Datetime(string="Tested on", readonly=True)
    line_ids = fields.One2many(
        comodel_name="customer.channel.test.line",
        inverse_name="test_id",
        string="Results",
        readonly=True,
    )
    passed_count = fields.Integer(string="Passed", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for test in self:
            results = test.line_ids.mapped("result")
            test.passed_count = results.count("passed")
            test.failed_count = results.count("failed")

    def action_run(self):
        """Try every channel, keep the results and show them."""
        self.ensure_one()
        channels = self.env["customer.write.channel"].search(Domain.TRUE)
        results = self._try_channels(channels)
        now = fields.Datetime.now()
        self.write(
            {
                "date_tested": now,
                "line_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in results),
                ],
            }
        )
        for line in self.line_ids:
            line.channel_id.sudo().write(
                {
                    "date_tested": now,
                    "test_result": line.result,
                    "test_note": line.note,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "name": self.env._("Self-Test of Channels"),
            "view_mode": "form",
            "target": "new",
        }

    def _try_channels(self, channels):
        """Return the values of a line for each of ``channels``; change nothing."""
        later = self.env.cr.postcommit
        before = list(later._funcs)
        with closing(self.env.cr.savepoint()):
            # Neither e-mails nor messages of the attempts may leave the house.
            quiet = self.with_context(
                mail_notify_force_send=False, no_reset_password=True
            )
            sample = quiet._create_sample()
            results = [quiet._try_channel(channel, sample) for channel in channels]
        later._funcs.clear()
        later._funcs.extend(before)
        return results
