from collections import namedtuple

from odoo import models
from odoo.exceptions import UserError

# How a channel is tried: in words, and by which field if not the sample's.
Way = namedtuple("Way", ["text", "field"], defaults=[None])


class CustomerChannelTest(models.TransientModel):
    """How the self-test goes through each channel: Odoo's own methods.

    ``_write_by_<code>`` writes ``value`` into the field ``name`` of the sample's
    customer; it returns whether the value is there, or None where that is seen by
    reading the field.
    """

    _inherit = "customer.channel.test"

    def _get_ways(self):
        said = self.env._("The address of the request is simulated: %s")
        return {
            "form": Way(self.env._("Saved like a form in the browser.")),
            "list": Way(self.env._("Saved like a list in the browser.")),
            "import": Way(self.env._("Loaded like a file with one row.")),
            "json2": Way(said % "/json/2/res.partner/write"),
            "xmlrpc": Way(said % "/xmlrpc/2/object"),
            "quick_create": Way(
                self.env._("A contact of the customer made by typing a name."),
                "child_ids",
            ),
            "portal": Way(said % "/my/address/submit"),
            "lead": Way(
                self.env._("A lead of the customer gets another e-mail address."),
                "email",
            ),
            "family": Way(
                self.env._("A branch that is no registered customer itself moves."),
                "street",
            ),
            "merge": Way(self.env._("A second contact merged into the customer.")),
            "geolocalize": Way(
                self.env._("Coordinates written as if the map service had answered."),
                "partner_latitude",
            ),
            "automation": Way(
                self.env._("A server action started by the salesperson.")
            ),
            "mail": Way(self.env._("An incoming e-mail updates the customer.")),
            "autocomplete": Way(
                self.env._("Data written as if the outside service had answered.")
            ),
            "cron": Way(self.env._("The server action of a scheduled job.")),
            "code": Way(self.env._("Server code with all rights.")),
        }

    def _tell(self, code, records):
        return self.env["customer.write.channel"]._through(code, records)

    # the browser; the request that runs the test came from there

    def _write_by_form(self, sample, name, value):
        partner = self._tell("form", sample.partner)
        partner.web_save({name: value}, {})

    def _write_by_list(self, sample, name, value):
        partner = self._tell("form", sample.partner)
        partner.web_save_multi([{name: value}], {})

    def _write_by_import(self, sample, name, value):
        partners = self._tell("form", sample.partner.browse())
        answer = partners.load([".id", name], [[str(sample.partner.id), value]])
        self._raise_import_errors(answer)

    def _write_by_quick_create(self, sample, name, value):
        partners = self._tell("form", sample.partner.browse())
        partners = partners.with_context(default_parent_id=sample.partner.id)
        partner_id, _label = partners.name_create(self.env._("Self-Test Contact"))
        return partners.browse(partner_id).sudo().active

    # other doors

    def _write_by_json2(self, sample, name, value):
        self._tell("json2", sample.partner).write({name: value})

    def _write_by_xmlrpc(self, sample, name, value):
        self._tell("xmlrpc", sample.partner).write({name: value})

    def _write_by_portal(self, sample, name, value):
        # As the address page does: with all rights, on the customer's behalf.
        self._tell("portal", sample.partner).sudo().write({name: value})

    def _write_by_mail(self, sample, name, value):
        gateway = self._tell("mail", sample.partner.sudo())
        gateway.message_update({}, {name: value})

    # roads inside the server

    def _write_by_lead(self, sample, name, value):
        lead = sample.partner.env["crm.lead"].create(
            {"name": "Self-Test", "partner_id": sample.partner.id}
        )
        lead.write({"email_from": value})

    def _write_by_family(self, sample, name, value):
        branch = sample.partner.sudo()
        branch = self._tell("code", branch).create(
            {
                "name": self.env._("Self-Test Branch"),
                "is_company": True,
                "parent_id": sample.partner.id,
                "type": "contact",
            }
        )
        branch = branch.with_env(sample.partner.env)
        self._tell("form", branch).web_save({name: value}, {})

    def _write_by_merge(self, sample, name, value):
        double = self._tell("code", sample.partner.sudo()).create(
            {"name": "Self-Test Double", "email": sample.partner.sudo().email}
        )
        merges = sample.partner.env["base.partner.merge.automatic.wizard"]
        merge = merges.create(
            {
                "partner_ids": [(6, 0, (double | sample.partner).ids)],
                "dst_partner_id": sample.partner.id,
                "state": "selection",
            }
        )
        merge.action_merge()
        return not double.exists()

    def _write_by_geolocalize(self, sample, name, value):
        partner = self._tell("geolocalize", sample.partner)
        partner.write({name: 31.5, "partner_longitude": 121.5})
        return abs(sample.partner.sudo()[name] - 31.5) < 0.001

    def _write_by_automation(self, sample, name, value):
        action = self._create_action(sample, name, value)
        action = action.with_env(sample.partner.env).sudo(False)
        self._run_action(self._tell("form", action), sample)

    def _write_by_autocomplete(self, sample, name, value):
        self._tell("autocomplete", sample.partner.sudo()).write({name: value})

    def _write_by_cron(self, sample, name, value):
        action = self._create_action(sample, name, value, usage="ir_cron")
        self._run_action(self._tell("cron", action), sample)

    def _write_by_code(self, sample, name, value):
        self._tell("code", sample.partner.sudo()).write({name: value})

    def _create_action(self, sample, name, value, usage="ir_actions_server"):
        return (
            self.env["ir.actions.server"]
            .sudo()
            .create(
                {
                    "name": "Self-Test",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "usage": usage,
                    "state": "object_write",
                    "update_path": name,
                    "value": value,
                }
            )
        )

    def _run_action(self, action, sample):
        action.with_context(
            active_model="res.partner",
            active_id=sample.partner.id,
            active_ids=sample.partner.ids,
        ).run()

    def _raise_import_errors(self, answer):
        errors = [
            message["message"]
            for message in answer["messages"]
            if message["type"] == "error"
        ]
        if errors:
            raise UserError("\n".join(errors))
