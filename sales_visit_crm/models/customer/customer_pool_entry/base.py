from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ....tools import masking, plain_text, pool


class CustomerPoolEntry(models.Model):
    """A customer that nobody owns: anyone may look at a part of it, and claim it.

    Who it is shows after the claim. Looking and claiming are counted per day, and the
    previous salesperson waits.

    Source: R107, 客户归属; differentiator 22.
    """

    _name = "customer.pool.entry"
    _description = "Customer in the Pool"
    _order = "date_released desc, id desc"
    _rec_name = "preview_name"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        groups="sales_visit_crm.group_sales_visit_manager,"
        "sales_visit_crm.group_visit_auditor",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    previous_user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson Before", readonly=True
    )
    date_released = fields.Date(
        string="In the Pool Since", required=True, readonly=True
    )
    reason = fields.Char(readonly=True)
    # preview
    preview_name = fields.Char(
        string="Name", compute="_compute_preview", compute_sudo=True
    )
    preview_phone = fields.Char(
        string="Phone", compute="_compute_preview", compute_sudo=True
    )
    city = fields.Char(related="partner_id.city", related_sudo=True)
    industry_id = fields.Many2one(related="partner_id.industry_id", related_sudo=True)
    grade_id = fields.Many2one(
        related="partner_id.customer_grade_id", related_sudo=True, string="Grade"
    )
    customer_status = fields.Selection(
        related="partner_id.customer_status", related_sudo=True, string="Status"
    )
    date_claimable = fields.Date(
        string="You May Claim From", compute="_compute_date_claimable"
    )

    _partner_uniq = models.UniqueIndex(
        "(partner_id)", "A customer is in the pool once."
    )

    @api.depends("partner_id.name", "partner_id.phone")
    def _compute_preview(self):
        for entry in self:
            entry.preview_name = pool.preview_name(entry.partner_id.name)
            phone = entry.partner_id.phone
            entry.preview_phone = phone and masking.mask("phone", phone)

    @api.depends("date_released", "previous_user_id")
    @api.depends_context("uid")
    def _compute_date_claimable(self):
        """Return until when the previous salesperson waits, nothing for others."""
        for entry in self:
            days = entry.company_id.sudo().customer_pool_cooling_days
            day = entry.date_released and entry.date_released + timedelta(days=days)
            waits = entry.previous_user_id == self.env.user
            today = self.env.user._get_sales_today()
            entry.date_claimable = waits and day and day > today and day

    def action_preview(self):
        """Look at the customer: what is not masked, within the quota of the day.

        :raise UserError: past the quota
        """
        self.ensure_one()
        self.check_access("read")
        log = self.env["customer.pool.log"]
        partner = self.sudo().partner_id
        today = self.env.user._get_sales_today()
        seen = log.sudo().search_count(
            [
                ("kind", "=", "view"),
                ("user_id", "=", self.env.uid),
                ("log_day", "=", today),
                ("partner_id", "=", partner.id),
            ]
        )
        if not seen:
            quota = self.company_id.sudo().customer_pool_views_per_day
            if log._count_today("view") >= quota:
                raise UserError(
                    self.env._(
                        "You looked at %s customers of the pool today, no more are "
                        "allowed. Go on tomorrow.",
                        quota,
                    )
                )
            log._log(partner.with_env(self.env), "view")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_pool_entry_action_preview"
        )
        return {**action, "res_id": self.id}

    def action_ask_claim(self):
        """Ask why the user claims the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_pool_claim_action"
        )
        return {**action, "context": {"default_entry_id": self.id}}

    def action_claim(self, reason):
        """Make the user the customer's salesperson; return the customer's form.

        :raise UserError: without a reason, past a limit, while cooling off, or if
            somebody was faster
        """
        self.ensure_one()
        self.check_access("read")
        reason = plain_text.clean(reason)
        if not reason:
            raise UserError(
                self.env._("Say what you are going to do with the customer.")
            )
        self._lock_entry()
        partner = self.sudo().partner_id
        if partner.user_id:
            # Merged into an owned customer, for example: the row is a leftover.
            self._raise_claimed()
        self._check_claim_limits()
        self.env["customer.pool.log"]._log(
            partner.with_env(self.env),
            "claim",
            from_user_id=self.previous_user_id.id,
            to_user_id=self.env.uid,
            reason=reason,
        )
        partner._move_owner(self.env.user)
        self.sudo().unlink()
        return partner.with_env(self.env).action_open_customer()

    def _lock_entry(self):
        """Hold the row: of two who claim at once, the second learns it."""
        if not self.sudo().try_lock_for_update():
            self._raise_claimed()

    def _raise_claimed(self):
        raise UserError(self.env._("Somebody else just claimed this customer."))

    def _check_claim_limits(self):
        company = self.company_id.sudo()
        name = self.sudo().preview_name
        if day := self.date_claimable:
            raise UserError(
                self.env._(
                    "%(customer)s was yours: you may claim it back from %(date)s on.",
                    customer=name,
                    date=format_date(self.env, day),
                )
            )
        limit = company.customer_pool_claims_per_day
        if self.env["customer.pool.log"]._count_today("claim") >= limit:
            raise UserError(
                self.env._(
                    "%(customer)s: you claimed %(limit)s customers today, no more are "
                    "allowed. Go on tomorrow.",
                    customer=name,
                    limit=limit,
                )
            )
        limit = company.customer_pool_claims_open
        owned = self.env["res.partner"].sudo()
        owned = owned.search_count(
            [("user_id", "=", self.env.uid), ("parent_id", "=", False)], limit=limit + 1
        )
        if limit and owned >= limit:
            raise UserError(
                self.env._(
                    "%(customer)s: you have %(limit)s customers, as many as are "
                    "allowed. Give one up first.",
                    customer=name,
                    limit=limit,
                )
            )
