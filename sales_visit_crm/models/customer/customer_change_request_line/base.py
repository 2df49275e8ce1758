from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# What waits: not applied, and not decided against.
WAITING = SQL(
    """state IN ('draft', 'submitted', 'approved', 'conflict')
       AND decision <> 'rejected'"""
)


class CustomerChangeRequestLine(models.Model):
    """One value of a request: before, after, and what was decided on it.

    Source: R087, 变更项目, 变更前内容, 变更后内容.
    """

    _name = "customer.change.request.line"
    _inherit = ["sales.masking.mixin"]
    _description = "Customer Data Change"
    _order = "request_id desc, id"

    request_id = fields.Many2one(
        comodel_name="customer.change.request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="request_id.partner_id", string="Customer", store=True, index=True
    )
    user_id = fields.Many2one(
        related="request_id.user_id", string="Requester", store=True, index=True
    )
    team_id = fields.Many2one(related="request_id.team_id", store=True)
    state = fields.Selection(related="request_id.state", store=True, index=True)
    operation = fields.Selection(
        selection=[
            ("write", "Change"),
            ("create", "Add"),
            ("unlink", "Remove"),
            ("note", "Note"),
        ],
        default="write",
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    field_id = fields.Many2one(
        comodel_name="ir.model.fields", readonly=True, ondelete="set null", index=True
    )
    field_name = fields.Char(related="field_id.name")
    property_key = fields.Char(readonly=True)
    label = fields.Char(string="Item", compute="_compute_label")
    # The engine's own: people read, masked where need be, the values in words.
    old_json = fields.Json(
        string="Stored Value Before", readonly=True, groups=fields.NO_ACCESS
    )
    new_json = fields.Json(
        string="Stored Value After", readonly=True, groups=fields.NO_ACCESS
    )
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="After", readonly=True)
    attachment_id = fields.Many2one(
        comodel_name="ir.attachment", string="New File", readonly=True
    )
    decision = fields.Selection(
        selection=[
            ("pending", "Open"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
        ],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    decision_reason = fields.Char(readonly=True)
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    is_conflict = fields.Boolean(string="Conflict", readonly=True)
    live_json = fields.Json(
        string="Stored Value at Conflict", readonly=True, groups=fields.NO_ACCESS
    )
    live_value = fields.Text(string="Now", readonly=True)
    resolution = fields.Selection(
        selection=[("live", "Keep What Is There"), ("proposed", "Take the Request")],
        readonly=True,
    )
    is_applied = fields.Boolean(string="Applied", readonly=True)

    # What waits is little among all that ever was: every form of a customer asks.
    _waiting_idx = models.Index(f"(partner_id) WHERE {WAITING.code}")

    @api.depends("field_id", "operation", "property_key", "res_id", "res_model")
    def _compute_label(self):
        for line in self:
            line.label = line._get_label()

    def _get_label(self):
        """Return in words what the line changes: whose field, or which addition."""
        self.ensure_one()
        line = self.sudo()
        if line.operation == "note":
            return self.env._("Note")
        record = line._get_target()
        model = self.env["ir.model"].sudo()._get(line.res_model).name
        field = line.field_id.field_description
        if line.property_key:
            field = f"{field}: {line._get_property_label(record)}"
        if not field:
            operations = dict(
                self._fields["operation"]._description_selection(self.env)
            )
            field = f"{operations[line.operation]}: {model}"
        # What is added names itself: its value follows.
        if record == line.request_id.partner_id or line.operation == "create":
            return field
        # The name of a bank account is its number: nothing for a heading.
        name = model if line.res_model == "res.partner.bank" else record.name
        return f"{name or model}: {field}"

    def _get_property_label(self, record):
        if record:
            for item in record.read([self.field_id.name])[0][self.field_id.name]:
                if item["name"] == self.property_key:
                    return item.get("string") or self.property_key
        return self.property_key

    def _get_target(self):
        """Return the record that the line changes, empty if it is gone."""
        self.ensure_one()
        if self.res_model not in self.env or not self.res_id:
            return self.env["res.partner"]
        return self.env[self.res_model].browse(self.res_id).exists()

    def _get_packet_row(self):
        self.ensure_one()
        return (
            self._get_label(),
            self._get_shown_value("old_value"),
            self._get_shown_value("new_value"),
        )

    @api.model
    def _find_pending_ids(self, partner_ids):
        """Return the ids of what waits for these customers, oldest first."""
        if not partner_ids:
            return []
        fields_asked = (
            self._fields[name] for name in ("partner_id", "state", "decision")
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE partner_id IN %s AND %s ORDER BY id",
                SQL.identifier(self._table),
                tuple(partner_ids),
                SQL(WAITING.code, to_flush=fields_asked),
            )
        )
        return [line_id for (line_id,) in rows]

    # engine: no rights on lines let anybody write them

    @api.model
    def _record(self, vals_list):
        return self.sudo().create(vals_list)

    def _decide(self, decision, reason=None):
        """Decide on lines as the current user.

        :raise UserError: if a rejection has no reason
        """
        if decision not in ("approved", "rejected", "pending"):
            raise UserError(self.env._("Choose to approve or to reject."))
        if decision == "rejected" and not reason:
            raise UserError(
                self.env._(
                    "Say why “%(item)s” is rejected.", item=self[:1]._get_label()
                )
            )
        self.sudo().write(
            {
                "decision": decision,
                "decision_reason": reason,
                "decided_by_id": self.env.uid,
            }
        )
