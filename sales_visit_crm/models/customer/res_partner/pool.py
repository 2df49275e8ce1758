from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ....tools import plain_text

MANAGER = "sales_visit_crm.group_sales_visit_manager"


class ResPartner(models.Model):
    """Whose customer it is: changed by managers with a reason, if the company says so.

    Source: R098, R099, R107, S026; 归属变更.
    """

    _inherit = "res.partner"

    pool_log_ids = fields.One2many(
        comodel_name="customer.pool.log",
        inverse_name="partner_id",
        string="Ownership History",
    )

    def write(self, vals):
        if "user_id" in vals and not self.env.su:
            self._check_owner_change(vals["user_id"] or False)
        result = super().write(vals)
        if vals.get("user_id"):
            # Whoever has a salesperson, by whatever door, is nobody's to claim.
            self.sudo().filtered("user_id")._leave_pool()
        return result

    def _check_owner_change(self, user_id):
        """Check that the salesperson changes by the button, which asks for the reason.

        :raise AccessError: if the policy of the customer's company asks for it
        """
        changing = self.sudo().filtered(
            lambda partner: (
                partner.commercial_partner_id == partner
                and partner.partner_share
                and partner.user_id.id != user_id
                and partner._get_status_company().customer_owner_policy == "manager"
            )
        )
        if changing:
            raise AccessError(
                self.env._(
                    "%s: only a sales manager gives a customer another salesperson, "
                    "by “Change Salesperson”, which asks for the reason. Customers "
                    "without one are claimed from the pool.",
                    ", ".join(changing[:3].mapped("display_name")),
                )
            )

    def action_change_owner(self):
        """Ask for the new salesperson, or for the pool, and the reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_owner_change_action"
        )
        customers = self.commercial_partner_id
        return {**action, "context": {"default_partner_ids": customers.ids}}

    def _change_owner(self, user, reason):
        """Give the customers to ``user``, or to the pool if it is empty.

        :raise UserError: without a reason, or if ``user`` is no employee
        :raise AccessError: if the current user may not
        """
        reason = plain_text.clean(reason)
        if not reason:
            raise UserError(
                self.env._("Say why the customer gets another salesperson.")
            )
        if user.share:
            raise UserError(
                self.env._("%s is no employee. Choose a colleague.", user.name)
            )
        log = self.env["customer.pool.log"]
        customers = self.commercial_partner_id
        for partner in customers:
            partner._check_may_change_owner(user)
        customers._leave_pool()
        for partner in customers:
            before = partner.sudo().user_id
            log._log(
                partner,
                "assign" if user else "give_up",
                from_user_id=before.id,
                to_user_id=user.id,
                reason=reason,
            )
            if not user:
                partner._enter_pool(before, reason)
        customers.sudo()._move_owner(user)

    def _check_may_change_owner(self, user):
        self.check_access("read")
        if self.env.user.has_group(MANAGER):
            return
        if not user and self.sudo().user_id == self.env.user:
            return
        raise AccessError(
            self.env._(
                "%s: only a sales manager gives a customer another salesperson; its "
                "salesperson may give it up to the pool.",
                self.display_name,
            )
        )

    def _enter_pool(self, before, reason):
        company = self._get_status_company()
        self.env["customer.pool.entry"].sudo().create(
            {
                "partner_id": self.id,
                "company_id": company.id,
                "previous_user_id": before.id,
                "date_released": company._get_sales_today(),
                "reason": reason,
            }
        )

    def _leave_pool(self):
        entries = self.env["customer.pool.entry"].sudo()
        entries.search([("partner_id", "in", self.ids)]).unlink()

    def _move_owner(self, user):
        """Write the salesperson of the customers and of their people who had the same.

        By SQL: neither the lock of registered customers nor the guard above are meant,
        and the history says who did it and why.
        """
        if not self.ids:
            return
        self.flush_recordset(["user_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner person SET user_id = %s
                  FROM res_partner customer
                 WHERE customer.id = person.commercial_partner_id
                   AND customer.id IN %s
                   AND (person.id = customer.id
                        OR person.user_id IS NOT DISTINCT FROM customer.user_id)
                """,
                user.id or None,
                self._ids,
            )
        )
        self.env["res.partner"].invalidate_model(["user_id"])
        self._after_owner_change()

    def _close_pool_warnings(self):
        kind = self.env.ref("sales_visit_crm.mail_activity_type_customer_pool")
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id),
            ]
        ).unlink()

    def _after_owner_change(self):
        """Do what follows a change of salesperson; other rooms add to it."""

    @api.model
    def _get_pool_blockers(self):
        """Return what keeps a customer ``p`` from being released to the pool.

        :return: list of (key, SQL condition on the alias ``p``). Rooms with contracts
            add ``("contract", SQL("EXISTS (… WHERE customer_id = p.id …)"))``.
        """
        orders = """EXISTS (
            SELECT FROM res_partner b JOIN sale_order s ON s.partner_id = b.id
             WHERE b.commercial_partner_id = p.id AND %s)"""
        undelivered = SQL(
            """s.state = 'sale' AND EXISTS (
                SELECT FROM sale_order_line l
                 WHERE l.order_id = s.id AND l.display_type IS NULL
                   AND COALESCE(l.qty_delivered, 0) < l.product_uom_qty)"""
        )
        return [
            ("quotation", SQL(orders, SQL("s.state IN %s", ("draft", "sent")))),
            ("order", SQL(orders, undelivered)),
        ]

    @api.model
    def _get_pool_activities(self, restrict):
        """Return the queries of recorded follow-up: ``customer_id`` and ``day``.

        :param restrict: function of an SQL column of customers' ids, giving the
            condition
        """
        return []
