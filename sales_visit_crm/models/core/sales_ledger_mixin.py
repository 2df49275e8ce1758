from odoo import models


class SalesLedgerMixin(models.AbstractModel):
    _name = "sales.ledger.mixin"
    _description = "Ledger"
