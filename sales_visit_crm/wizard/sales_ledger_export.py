from urllib.parse import urlencode

from odoo import api, fields, models


class SalesLedgerExport(models.TransientModel):
    """Which ledger, of which period: answers with its download."""

    _name = "sales.ledger.export"
    _description = "Download Ledger"

    ledger = fields.Selection(
        selection="_selection_ledger", required=True, default="visits"
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.start_of(
            self.env.user._get_sales_today(), "month"
        ),
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.end_of(
            self.env.user._get_sales_today(), "month"
        ),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        domain=[("share", "=", False)],
        help="Leave empty for everyone whose records you may read.",
    )
    team_id = fields.Many2one(comodel_name="crm.team", string="Sales Team")

    @api.model
    def _selection_ledger(self):
        ledgers = self.env["sales.ledger.mixin"]._get_ledgers()
        return [(name, ledger._get_title()) for name, ledger in ledgers.items()]

    def action_export(self):
        self.ensure_one()
        params = {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
        }
        # Wrong input is told here, in the dialog, rather than on a page of its own.
        self.env["sales.ledger.mixin"]._prepare_options(params)
        params["company_ids"] = ",".join(map(str, self.env.companies.ids))
        query = urlencode({name: value for name, value in params.items() if value})
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_visit_crm/ledger/{self.ledger}?{query}",
            # Not a new tab: phones block those as pop-ups.
            "target": "self",
        }
