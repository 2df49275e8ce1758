from odoo import fields, models
from odoo.exceptions import UserError


class SalesVisit(models.Model):
    """The customer's data looked at together; what is wrong goes to the data steward.

    Source: R024, S132; 客户 → 收集 → 业务员传递 → 档案管理员 → 反馈.
    """

    _inherit = "sales.visit"

    _data_check_fields = frozenset({"change_request_id"})

    data_note = fields.Text(
        string="What Must Change",
        copy=False,
        help="Which of the customer's data is wrong, and what it should be. For a "
        "registered customer it becomes a change request with the report.",
    )
    change_request_id = fields.Many2one(
        comodel_name="customer.change.request",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _request_data_changes(self):
        """Tell the data stewards once what the reports say is no longer correct.

        The data of customers without a registered file is the salesperson's to mend.
        """
        for visit in self:
            if visit.data_confirmed != "no" or visit.change_request_id:
                continue
            if visit.commercial_partner_id.sudo().is_registered:
                visit._open_data_request()

    def _open_data_request(self):
        """Open the request; that nobody may decide on it stops no report."""
        self.ensure_one()
        note = self.data_note or self.env._("The visit report says the data is wrong.")
        origin = self.env._("Visit report %(visit)s", visit=self.name)
        requests = self.env["customer.change.request"]
        try:
            with self.env.cr.savepoint():
                request = requests._open_from_note(
                    self.commercial_partner_id, note, origin
                )
        except UserError as error:
            self.message_post(
                body=self.env._(
                    "No change request was made of “%(note)s”: %(error)s",
                    note=note,
                    error=error,
                )
            )
        else:
            self._engine_write({"change_request_id": request.id})
