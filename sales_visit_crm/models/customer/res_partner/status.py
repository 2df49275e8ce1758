from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, sql

from ....tools import plain_text
from ..customer_status_log import STATUSES

LEADER = "sales_visit_crm.group_sales_visit_leader"
STATUS = {"prefetch": "customer_status", "readonly": True, "copy": False}


class ResPartner(models.Model):
    """Potential, intended, active or lost: as the facts say, or a person for a reason.

    The facts keep it (see ``status_facts.py``). Who knows better says so with a reason;
    that a customer is lost, or no longer lost, a leader confirms. Where the documents
    say otherwise, the form shows it.

    Source: S001, S008, S012, LC1, G01, P04; B01, 合作状态.
    """

    _inherit = "res.partner"

    # Filled at creation by the database's own default, see _auto_init.
    customer_status = fields.Selection(
        selection=STATUSES,
        default="potential",
        help="Potential: no open deal beyond the first stage. Intended: an open deal "
        "beyond it. Active: a confirmed order. Lost: all deals lost.",
        **STATUS,
    )
    status_override_id = fields.Many2one(
        comodel_name="customer.status.log",
        string="Set by Hand",
        index="btree_not_null",
        ondelete="set null",
        help="Who set the status by hand, and why; empty: the facts keep it.",
        **STATUS,
    )
    status_proposal_id = fields.Many2one(
        comodel_name="customer.status.log",
        string="Proposed Status",
        index="btree_not_null",
        ondelete="set null",
        help="Waits for the leader's confirmation.",
        **STATUS,
    )
    status_log_ids = fields.One2many(
        comodel_name="customer.status.log",
        inverse_name="partner_id",
        string="Status History",
    )
    status_contradiction = fields.Char(
        string="Contradiction",
        compute="_compute_status_contradiction",
        search="_search_status_contradiction",
        help="What the documents say against the status set by hand.",
    )
    can_confirm_status = fields.Boolean(compute="_compute_can_confirm_status")

    def _auto_init(self):
        # The database fills the column of a million contacts at once.
        if not sql.column_exists(self.env.cr, self._table, "customer_status"):
            self.env.cr.execute(
                "ALTER TABLE res_partner"
                " ADD COLUMN customer_status varchar DEFAULT 'potential'"
            )
        return super()._auto_init()

    @tools.ormcache()
    def _get_file_engine_fields(self):
        own = {"customer_status", "status_override_id", "status_proposal_id"}
        return super()._get_file_engine_fields() | own

    @api.depends("status_override_id", "customer_status")
    def _compute_status_contradiction(self):
        doubtful = self.filtered("status_override_id")
        facts = doubtful._read_status_facts()
        names = dict(self._fields["customer_status"]._description_selection(self.env))
        for partner in self:
            fact = facts.get(partner._origin.id)
            partner.status_contradiction = (
                partner in doubtful
                and fact
                and fact.status != partner.customer_status
                and partner._describe_contradiction(fact, names)
            )

    def _describe_contradiction(self, fact, names):
        said = names[self.customer_status]
        if fact.status == "active" and fact.date_last_order:
            return self.env._(
                "Says “%(status)s”, but an order was confirmed on %(date)s.",
                status=said,
                date=format_date(self.env, fact.date_last_order),
            )
        if fact.status == "active":
            return self.env._("Says “%s”, but an opportunity was won.", said)
        if self.customer_status == "active":
            return self.env._("Says “%s”, but there is no confirmed order.", said)
        if fact.status == "intended":
            return self.env._(
                "Says “%s”, but a deal is open beyond the first stage.", said
            )
        if fact.status == "lost":
            return self.env._("Says “%s”, but all deals are lost.", said)
        return self.env._(
            "Says “%s”, but no deal is open beyond the first stage.", said
        )

    @api.model
    def _search_status_contradiction(self, operator, value):
        """Find contradictions among the few customers whose status was set by hand."""
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        partners = self.sudo().search([("status_override_id", "!=", False)])
        found = partners.filtered("status_contradiction")
        return Domain("id", "not in", found.ids)

    @api.depends_context("uid")
    @api.depends("status_proposal_id", "user_id")
    def _compute_can_confirm_status(self):
        for partner in self:
            partner.can_confirm_status = bool(
                partner.status_proposal_id and partner._leads_customer()
            )

    def _get_status_company(self):
        """Return the company in whose books the status history is kept."""
        customer = self.sudo()
        owner = customer.user_id
        return customer.company_id or owner.company_id or self.env.company

    def _leads_customer(self):
        """Return whether the user leads the salesperson or manages sales."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group("sales_visit_crm.group_sales_visit_manager"):
            return True
        if not user.has_group(LEADER):
            return False
        owner = self.sudo().user_id
        return owner.sale_team_id.user_id == user or not owner

    def _check_in_charge(self):
        """Check that the user is in charge of the customer.

        :raise AccessError: if it is somebody else's
        """
        self.check_access("read")
        if self.sudo().user_id == self.env.user or self._leads_customer():
            return
        raise AccessError(
            self.env._(
                "%s: only its salesperson, their leader or a sales manager decides on "
                "it. Ask one of them.",
                self.display_name,
            )
        )

    def _set_status_by_hand(self, status, reason):
        """Set the status, or propose it where a leader has to confirm it.

        :param str status: key of ``customer_status``
        :raise UserError: without a reason
        """
        self.ensure_one()
        if self != self.commercial_partner_id:
            self.commercial_partner_id._set_status_by_hand(status, reason)
            return
        self._check_in_charge()
        reason = plain_text.clean(reason)
        if not reason:
            raise UserError(
                self.env._(
                    "Say why %s gets another status: the history keeps the reason.",
                    self.display_name,
                )
            )
        log = self.env["customer.status.log"]
        if "lost" in (status, self.customer_status) and not self._leads_customer():
            row = log._log(self, "proposal", status, reason)
            self._file_engine_write({"status_proposal_id": row.id})
            self._ask_leader_for_status(row)
            return
        self._override_status(status, log._log(self, "manual", status, reason))

    def _override_status(self, status, row):
        old = self.sudo().customer_status
        self._file_engine_write(
            {
                "customer_status": status,
                "status_override_id": row.id,
                "status_proposal_id": False,
            }
        )
        self._after_status_change([(self.id, row.company_id.id, old, status)], "manual")

    def _ask_leader_for_status(self, row):
        leader = self.sudo().user_id.sale_team_id.user_id
        if not leader:
            return
        self.sudo().activity_schedule(
            "sales_visit_crm.mail_activity_type_customer_status",
            date_deadline=leader._get_sales_today(),
            user_id=leader.id,
            summary=self.with_context(lang=leader.lang).env._(
                "Confirm or refuse the status of %s", self.display_name
            ),
            note=plain_text.clean(row.reason),
        )

    def action_set_status(self):
        """Open the question for the status and the reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_status_set_action"
        )
        customer = self.commercial_partner_id
        return {**action, "context": {"default_partner_id": customer.id}}

    def action_confirm_status(self):
        """Confirm, as the leader, the status that the salesperson proposed (LC1)."""
        self.ensure_one()
        proposal = self._take_proposal()
        reason = proposal.reason
        log = self.env["customer.status.log"]
        row = log._log(self, "manual", proposal.new_status, reason)
        self._override_status(proposal.new_status, row)
        self._close_status_question()
        return True

    def action_refuse_status(self):
        self.ensure_one()
        proposal = self._take_proposal()
        self.env["customer.status.log"]._log(self, "refusal", proposal.new_status)
        self._file_engine_write({"status_proposal_id": False})
        self._close_status_question()
        return True

    def _take_proposal(self):
        """Return the open proposal, its row locked: two leaders decide it once."""
        self.check_access("read")
        self.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["status_proposal_id"])
        proposal = self.sudo().status_proposal_id
        if not proposal:
            raise UserError(
                self.env._("%s: no status waits for a decision.", self.display_name)
            )
        if not self._leads_customer():
            raise AccessError(
                self.env._(
                    "%s: the salesperson's leader decides on this status.",
                    self.display_name,
                )
            )
        return proposal

    def _close_status_question(self):
        kind = ["sales_visit_crm.mail_activity_type_customer_status"]
        self.sudo().activity_unlink(kind)

    def action_follow_facts(self):
        """Let the facts keep the status again."""
        self.ensure_one()
        if self != self.commercial_partner_id:
            return self.commercial_partner_id.action_follow_facts()
        self._check_in_charge()
        if self.sudo().customer_status == "lost" and not self._leads_customer():
            raise AccessError(
                self.env._(
                    "%s is lost: its salesperson's leader takes it up again.",
                    self.display_name,
                )
            )
        fact = self._read_status_facts()[self.id].status
        self.env["customer.status.log"]._log(self, "facts", fact)
        old = self.sudo().customer_status
        self._file_engine_write({"customer_status": fact, "status_override_id": False})
        company = self._get_status_company()
        self._after_status_change([(self.id, company.id, old, fact)], "facts")
        return True
