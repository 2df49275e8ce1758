import math
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

LARGEST_SEED = 2**31 - 1


class CustomerAudit(models.Model):
    """The way of an audit: a sample by chance, its check, its findings, its end.

    The sample is drawn by a stored seed: whoever doubts it draws it again.

    Source: R084, R085; lifecycle 5.8.
    """

    _inherit = "customer.audit"

    def action_draw_sample(self):
        """Draw the files to check, anew where nothing is checked yet."""
        self.check_access("write")
        for audit in self:
            audit._check_transition("sampling")
            partners = audit._draw_sample(secrets.randbelow(LARGEST_SEED) + 1)
            if not partners:
                raise UserError(
                    self.env._(
                        "%s has no customer files to audit yet. Register customers "
                        "first.",
                        audit.company_id.name,
                    )
                )
        return True

    def action_start_check(self):
        """Begin to check the files drawn."""
        for audit in self:
            if not audit.line_ids:
                raise UserError(
                    self.env._("Draw the sample of %s first.", audit.display_name)
                )
        self._transition_to("checking")
        return True

    def action_finish_check(self):
        """Hand the findings to those who provided the data (R085)."""
        self._check_transition("findings")
        for audit in self:
            audit.line_ids._check_complete()
        self._transition_to("findings")
        self.line_ids._assign_findings()
        for audit in self:
            audit.message_post(body=audit._get_result_text())
        return True

    def action_close(self):
        """Close audits whose findings are corrected and verified."""
        self._check_transition("closed")
        for audit in self:
            if audit.open_count:
                raise UserError(
                    self.env._(
                        "%(audit)s still has %(count)s findings that are not verified.",
                        audit=audit.display_name,
                        count=audit.open_count,
                    )
                )
            audit._transition_to(
                "closed",
                date_closed=audit.company_id.sudo()._get_sales_today(),
                closed_by_id=self.env.uid,
            )
        self.activity_unlink(["sales_visit_crm.mail_activity_type_customer_audit"])
        return True

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_audit_line_action"
        )
        return {
            **action,
            "domain": [("audit_id", "=", self.id)],
            "context": {"create": False},
        }

    def _draw_sample(self, seed):
        """Draw the sample that ``seed`` stands for, and return it."""
        domain = self._get_population_domain(self.company_id)
        partners = self.env["res.partner"].sudo()
        count = partners.search_count(domain)
        partners = self._pick(domain, seed, self._get_sample_count(count))
        self.line_ids.sudo()._as_engine().unlink()
        lines = self.env["customer.audit.line"].sudo()
        lines._as_engine().create(
            [lines._prepare_line_vals(self, partner) for partner in partners]
        )
        self._transition_to(
            "sampling",
            seed=seed,
            population_count=count,
            date_sampled=fields.Datetime.now(),
        )
        return partners

    def _get_sample_count(self, count):
        """Return how many of ``count`` files are checked: size or share of them."""
        share = math.ceil(count * self.sample_percent / 100)
        return min(count, max(self.sample_size, share))

    @api.model
    def _pick(self, domain, seed, count):
        """Return ``count`` partners by chance; the same ones for the same seed."""
        partners = self.env["res.partner"].sudo()
        query = partners._search(domain)
        query.order = SQL(
            "md5(%s || '-' || %s::text), %s",
            str(seed),
            SQL.identifier(query.table, "id"),
            SQL.identifier(query.table, "id"),
        )
        query.limit = count
        return partners.browse(query)

    @api.model
    def _get_population_domain(self, company):
        """Return the domain of the customer files that an audit draws from."""
        return Domain(
            "file_state", "in", ("to_review", "reviewed", "registered")
        ) & Domain("file_company_id", "=", company.id)

    def _get_result_text(self):
        return self.env._(
            "%(checked)s files checked, %(errors)s with findings: %(rate)s %%.",
            checked=self.checked_count,
            errors=self.error_count,
            rate=round(self.error_rate * 100, 1),
        )
