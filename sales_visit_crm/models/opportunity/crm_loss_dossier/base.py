from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ....tools import plain_text


class CrmLossDossier(models.Model):
    """Why a deal was lost, and what we learn; the lesson of won deals as well.

    Made by the one way of losing a deal, whatever door it comes through. The facts of
    that day are kept: level, stage, amount, contacts. What we learn may be added later.

    Source: 意向客户流失分析表 (A42); S040, S067; differentiator 20; AN17.
    """

    _name = "crm.loss.dossier"
    _description = "Deal Dossier"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "approval.mixin",
        "sales.numbering.mixin",
        "sales.signoff.mixin",
        "sales.text.mixin",
    ]
    _order = "date_closed desc, id desc"
    _unchecked_texts = frozenset({"name"})

    _state_initial = "draft"
    _state_transitions = {
        "draft": ("pending",),
        "pending": ("draft",),
        "closed": ("draft", "pending"),
        "rejected": ("pending",),
        "reopened": ("closed",),
    }
    _locked_states = frozenset({"pending", "closed", "rejected", "reopened"})
    # The facts of the day; what is learned from them may be added later.
    _fact_fields = frozenset(
        {"lost_reason_id", "note", "competitor_id", "price_gap_percent"}
    )
    # What whoever loses a deal says of it, in the dialog or by the interface.
    _told_fields = (
        "lost_reason_id",
        "note",
        "competitor_id",
        "price_gap_percent",
        "countermeasure",
        "lesson",
        "date_reopen",
    )

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("pending", "Being Approved"),
            ("closed", "Closed"),
            ("rejected", "Not Approved"),
            ("reopened", "Re-opened"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    kind = fields.Selection(
        selection=[("loss", "Lost"), ("win", "Won")],
        default="loss",
        required=True,
        readonly=True,
        index=True,
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    industry_id = fields.Many2one(comodel_name="res.partner.industry", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, index=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True, index=True
    )
    # why
    lost_reason_id = fields.Many2one(
        comodel_name="crm.lost.reason", index="btree_not_null", ondelete="restrict"
    )
    note = fields.Text(string="What Happened", tracking=True)
    competitor_id = fields.Many2one(
        comodel_name="crm.competitor",
        string="Lost To",
        index="btree_not_null",
        ondelete="restrict",
    )
    price_gap_percent = fields.Float(
        string="Price Gap (%)",
        aggregator="avg",
        help="How much dearer we were than the winner; negative: cheaper.",
    )
    # what we learn
    countermeasure = fields.Text(
        tracking=True, help="What we do so that it does not happen again."
    )
    lesson = fields.Text(
        string="Lesson Learned",
        tracking=True,
        help="What colleagues should know; found by search.",
    )
    date_reopen = fields.Date(
        string="Try Again On",
        tracking=True,
        help="The salesperson is reminded on that day; empty: not recoverable.",
    )
    # the facts of that day
    level_id = fields.Many2one(
        comodel_name="crm.intent.level", string="Level Reached", readonly=True
    )
    stage_id = fields.Many2one(
        comodel_name="crm.stage", string="Stage Reached", readonly=True
    )
    expected_amount = fields.Monetary(string="Amount", readonly=True)
    source_id = fields.Many2one(comodel_name="utm.source", readonly=True)
    date_closed = fields.Date(string="Closed On", readonly=True, index=True)
    date_first_contact = fields.Date(string="First Contact", readonly=True)
    date_last_contact = fields.Date(string="Last Contact", readonly=True)
    visit_count = fields.Integer(
        string="Contacts",
        readonly=True,
        aggregator="avg",
        help="Visits and calls held about this deal.",
    )
    alive_days = fields.Integer(
        string="Days Alive",
        readonly=True,
        aggregator="avg",
        help="Days between the creation of the deal and its end.",
    )
    date_reopened = fields.Date(string="Re-opened On", readonly=True, copy=False)
    is_reopen_reminded = fields.Boolean(readonly=True, copy=False)

    _live_lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE kind = 'loss' AND state NOT IN ('reopened', 'rejected')",
        "This deal has a dossier already. Complete that one.",
    )
    _win_lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE kind = 'win'", "The lessons of this deal have a dossier."
    )
    _check_price_gap = models.Constraint(
        "CHECK(price_gap_percent BETWEEN -100 AND 1000)",
        "The price gap is a percentage between -100 and 1,000.",
    )

    @property
    def _engine_fields(self):
        return self._signoff_fields | {
            "kind",
            "lead_id",
            "partner_id",
            "industry_id",
            "company_id",
            "user_id",
            "team_id",
            "level_id",
            "stage_id",
            "expected_amount",
            "source_id",
            "date_closed",
            "date_first_contact",
            "date_last_contact",
            "visit_count",
            "alive_days",
            "date_reopened",
            "is_reopen_reminded",
        }

    @api.depends("name", "lead_id")
    def _compute_display_name(self):
        for dossier in self:
            deal = dossier.lead_id.sudo().name
            dossier.display_name = f"{deal} · {dossier.name}" if deal else dossier.name

    @api.constrains("date_reopen", "date_closed")
    def _check_date_reopen(self):
        for dossier in self.filtered("date_reopen"):
            if dossier.date_closed and dossier.date_reopen <= dossier.date_closed:
                raise ValidationError(
                    self.env._(
                        "The day to try “%(deal)s” again must lie after the day it "
                        "was closed.",
                        deal=dossier.lead_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if self:
            raise UserError(
                self.env._(
                    "%(documents)s stays on record: a dossier is never deleted.",
                    documents=self._get_document_labels(),
                )
            )

    def _get_locked_fields(self):
        return self._fact_fields

    def _get_lock_remedy(self):
        return self.env._("The facts of that day stay; add what we learned.")

    @api.model
    def _open(self, leads, kind, told):
        """Return a new dossier for each of ``leads``, with the facts of today.

        :param dict told: what the user says of the deal, by name of the field
        """
        rows = self.sudo()._as_engine()
        contacts = leads.sudo()._read_dossier_contacts()
        return rows.create(
            [
                {
                    **lead.sudo()._prepare_dossier_vals(contacts),
                    **told,
                    "kind": kind,
                    "state": "draft",
                    **self._prepare_filled_vals(),
                }
                for lead in leads
            ]
        ).sudo(self.env.su)

    def _close(self):
        for day, dossiers in self.grouped(
            lambda dossier: dossier.lead_id._get_intent_today()
        ).items():
            dossiers._transition_to("closed", date_closed=day)

    def _check_told(self):
        """Check that a lost deal has its reason and a note (S040).

        :raise UserError: naming the deal and what is missing
        """
        for dossier in self:
            note = plain_text.clean(dossier.note)
            if not dossier.lost_reason_id or not note:
                dossier.lead_id._raise_loss_untold()

    def action_view_lead(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()
