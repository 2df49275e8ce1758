from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# Which input of the wizard takes the values of which type of field.
INPUTS = {
    "boolean": "is_value",
    "char": "value_char",
    "date": "value_date",
    "float": "value_number",
    "html": "value_text",
    "integer": "value_number",
    "monetary": "value_number",
    "selection": "value_selection",
    "text": "value_text",
}
RELATIONS = {
    "res.country": "value_country_id",
    "res.country.state": "value_state_id",
    "res.partner": "value_partner_id",
    "res.partner.industry": "value_industry_id",
    "res.users": "value_user_id",
}
TAGS = ("res.partner.category", "value_category_ids")


class CustomerChangeBulk(models.TransientModel):
    """One protected value of many customers, asked for by one reason.

    Written through the same door as by hand: registered customers get a request
    each, with a common batch for the approvers; the others change at once.

    Source: R086, 客户数据变更申请表.
    """

    _name = "customer.change.bulk"
    _description = "Change Data of Many Customers"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="customer_change_bulk_partner_rel",
        string="Customers",
        required=True,
        default=lambda self: self._default_partner_ids(),
    )
    field_name = fields.Selection(
        selection="_selection_field_name", string="What Changes", required=True
    )
    input_name = fields.Char(compute="_compute_input_name")
    choices = fields.Json(compute="_compute_input_name")
    is_value = fields.Boolean(string="New Value: Yes")  # a box to tick
    value_char = fields.Char(string="New Value")
    value_text = fields.Text(string="New Text")
    value_date = fields.Date(string="New Date")
    value_number = fields.Float(string="New Number")
    value_selection = fields.Selection(
        selection="_selection_value_selection", string="New Choice"
    )
    value_country_id = fields.Many2one(comodel_name="res.country", string="New Country")
    value_state_id = fields.Many2one(
        comodel_name="res.country.state", string="New State"
    )
    value_partner_id = fields.Many2one(comodel_name="res.partner", string="New Company")
    value_industry_id = fields.Many2one(
        comodel_name="res.partner.industry", string="New Industry"
    )
    value_user_id = fields.Many2one(
        comodel_name="res.users",
        string="New Salesperson",
        domain=[("share", "=", False)],
    )
    value_category_ids = fields.Many2many(
        comodel_name="res.partner.category",
        relation="customer_change_bulk_category_rel",
        string="Tags",
    )
    tag_mode = fields.Selection(
        selection=[("add", "Add"), ("remove", "Remove"), ("set", "Replace All")],
        default="add",
        required=True,
    )
    reason = fields.Text(required=True)
    # the result
    state = fields.Selection(
        selection=[("choose", "Choose"), ("done", "Done")],
        default="choose",
        readonly=True,
    )
    request_ids = fields.Many2many(
        comodel_name="customer.change.request",
        relation="customer_change_bulk_request_rel",
        readonly=True,
    )
    waiting_count = fields.Integer(string="Wait for Approval", readonly=True)
    logged_count = fields.Integer(string="Changed and Logged", readonly=True)
    free_count = fields.Integer(
        string="Changed or Unchanged, Not Registered",
        readonly=True,
    )

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids", []))

    @api.model
    def _get_input(self, field):
        """Return the name of the input for values of ``field``, None without one."""
        if field.type == "many2one":
            return RELATIONS.get(field.comodel_name)
        if field.type == "many2many":
            return TAGS[1] if field.comodel_name == TAGS[0] else None
        return INPUTS.get(field.type)

    @api.model
    def _get_protected_fields(self):
        """Return the protected fields that the user may write and the wizard can."""
        partners = self.env["res.partner"]
        names = self.env["customer.protected.field"]._get_protected_names("res.partner")
        fields_ = [partners._fields[name] for name in names if name in partners._fields]
        return [
            field
            for field in fields_
            if self._get_input(field) and partners._has_field_access(field, "write")
        ]

    @api.model
    def _selection_field_name(self):
        labels = [
            (field.name, field._description_string(self.env))
            for field in self._get_protected_fields()
        ]
        return sorted(labels, key=lambda item: item[1])

    @api.model
    def _selection_value_selection(self):
        """Return the choices of every field that has some; the form shows its own."""
        return [
            (f"{field.name}:{key}", label)
            for field in self._get_protected_fields()
            if field.type == "selection"
            for key, label in field._description_selection(self.env)
        ]

    @api.depends("field_name")
    def _compute_input_name(self):
        keys = [key for key, _label in self._selection_value_selection()]
        for wizard in self:
            field = self.env["res.partner"]._fields.get(wizard.field_name)
            wizard.input_name = field and self._get_input(field)
            prefix = f"{wizard.field_name}:"
            wizard.choices = [key for key in keys if key.startswith(prefix)]

    def action_apply(self):
        """Write the value; what is protected becomes a request per customer.

        :raise AccessError: if the user may not write one of the customers
        :raise UserError: if the field cannot be changed this way
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the customers' data changes."))
        partners = self.partner_ids._with_write_channel("list")
        vals = {self.field_name: self._get_value(), "change_reason": self.reason}
        with partners._collecting_changes():
            partners.write(vals)
            collected = partners._get_collection()["requests"].values()
            requests = self.env["customer.change.request"].union(*collected)
        waiting = requests.sudo().filtered(lambda request: not request.is_direct)
        self.write(
            {
                "state": "done",
                "request_ids": [Command.set(requests.ids)],
                "waiting_count": len(waiting),
                "logged_count": len(requests) - len(waiting),
                "free_count": len(partners._origin) - len(requests),
            }
        )
        return self._get_records_action(target="new", name=self.env._("Result"))

    def _get_value(self):
        """Return the new value as ``write`` takes it.

        :raise UserError: if the wizard has no input for the field
        """
        allowed = {field.name for field in self._get_protected_fields()}
        if self.field_name not in allowed:
            raise UserError(self.env._("Choose what changes."))
        field = self.env["res.partner"]._fields[self.field_name]
        value = self[self._get_input(field)]
        if field.type == "many2many":
            return self._get_tag_commands()
        if field.type == "many2one":
            return value.id
        if field.type == "selection":
            return self._get_choice()
        return int(value) if field.type == "integer" else value

    def _get_tag_commands(self):
        tags = self.value_category_ids
        if self.tag_mode == "set":
            return [Command.set(tags.ids)]
        command = Command.link if self.tag_mode == "add" else Command.unlink
        return [command(tag.id) for tag in tags]

    def _get_choice(self):
        name, _colon, key = (self.value_selection or "").partition(":")
        if key and name != self.field_name:
            raise UserError(self.env._("Choose the new value again."))
        return key or False

    def action_open_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_visit_crm.customer_change_request_action"
        )
        domain = [("id", "in", self.request_ids.ids)]
        return {**action, "domain": domain, "context": {}}
