from odoo.fields import Command

from .common import SalesVisitCommon
from .customer_audit_common import never_committing


class KeyAccountCommon(SalesVisitCommon):
    """Nominations of the rep's, at any stage of their life."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nominations = cls.env["key.account.nomination"]
        cls.tiers = cls.env["key.account.tier"]
        cls.gold, cls.diamond, cls.platinum, cls.white_gold, cls.silver = (
            cls.env.ref(f"sales_visit_crm.key_account_tier_{code}")
            for code in ("gold", "diamond", "platinum", "white_gold", "silver")
        )
        cls.customer.user_id = cls.rep

    @classmethod
    def _nominate(cls, tier=None, user=None, customer=None, scores=(4, 4, 4), **vals):
        """Return a nomination of the rep's that can be evaluated."""
        nominations = cls.nominations.with_user(user or cls.rep)
        return nominations.create(
            {
                "partner_id": (customer or cls.customer).id,
                "proposed_tier_id": (tier or cls.silver).id,
                "purchasing_power": scores[0],
                "demand": scores[1],
                "influence": scores[2],
                "basis": "Buys every month.",
                **vals,
            }
        )

    @classmethod
    def _submit(cls, tier=None, **vals):
        nomination = cls._nominate(tier, **vals)
        nomination.action_assess()
        nomination.action_submit()
        return nomination

    @classmethod
    def _put_in_force(cls, tier=None, **vals):
        """Return a nomination that the manager approved."""
        nomination = cls._submit(tier, **vals)
        nomination.with_user(cls.manager).action_approve()
        return nomination

    @classmethod
    def _run_job(cls, model, name):
        """Run a nightly job, whose batches the test must not commit."""
        with never_committing(cls.env):
            getattr(cls.env[model], name)()

    # sales

    @classmethod
    def _create_orders(cls, *rows, company=None):
        """Create confirmed orders of (customer, amount, day, currency code)."""
        company = company or cls.company
        product = cls.env["product.product"].create(
            {"name": "Water Purifier", "taxes_id": [Command.clear()]}
        )
        orders = (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": company.id,
                        "currency_id": cls._get_currency(code, company).id,
                        "order_line": [
                            Command.create(
                                {
                                    "product_id": product.id,
                                    "product_uom_qty": 1,
                                    "price_unit": amount,
                                    "tax_ids": [Command.clear()],
                                }
                            )
                        ],
                    }
                    for customer, amount, _day, code in rows
                ]
            )
        )
        orders.action_confirm()
        for order, (_customer, _amount, day, _code) in zip(orders, rows, strict=True):
            order.date_order = f"{day} 04:00:00"
        return orders

    @classmethod
    def _get_currency(cls, code, company):
        if not code:
            return company.currency_id
        currency = cls.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)], limit=1)
        currency.active = True
        return currency

    @classmethod
    def _analyse(cls, company=None, **vals):
        run = cls.env["key.account.pareto.run"].create(
            {
                "company_id": (company or cls.company).id,
                "date_to": "2026-02-28",
                "source": "order",
                **vals,
            }
        )
        run.action_compute()
        return run
