from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmIntentFinding(models.Model):
    """Where the sheets would contradict each other; an empty list is the proof.

    Sheets and cards are read from one store, so that the eight points of the paper
    hold by themselves. Imports and other programs may still break them: a nightly
    check looks, opens a finding once, and closes it when it is no longer there.

    Source: 三表一卡, R070-R078; AN18.
    """

    _name = "crm.intent.finding"
    _description = "Consistency Finding"
    _order = "point, date_found desc, id desc"
    _rec_name = "point"

    point = fields.Selection(
        selection=[
            ("r070", "1 - Everyone Is Registered"),
            ("r071", "2 - Every Deal Has a Next Contact"),
            ("r072", "3 - Level and History Agree"),
            ("r073", "4 - Followed, Won or Lost"),
            ("r074", "5 - Work of the Day Is Reported"),
            ("r075", "6 - Planned Contacts Took Place"),
            ("r076", "7 - Report and Level Agree"),
            ("r077", "8 - Owners Are Called Back"),
            ("r078", "Windows Are Kept"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    remedy = fields.Char(string="What to Do", compute="_compute_remedy")
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    visit_id = fields.Many2one(
        comodel_name="sales.visit",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, index=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True, index=True
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("closed", "Gone")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    date_found = fields.Datetime(string="Found On", required=True, readonly=True)
    date_seen = fields.Datetime(string="Last Seen On", required=True, readonly=True)
    date_closed = fields.Datetime(string="Gone Since", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(company_id, point, COALESCE(lead_id, 0), COALESCE(partner_id, 0),"
        " COALESCE(visit_id, 0)) WHERE state = 'open'",
        "This finding is listed already.",
    )

    @api.depends("point")
    @api.depends_context("lang")
    def _compute_remedy(self):
        remedies = {
            "r070": self.env._("Complete the register."),
            "r071": self.env._("Plan the next visit or call with this customer."),
            "r072": self.env._("Rate the deal again: its history says otherwise."),
            "r073": self.env._("Rate a deal of this customer, or mark it won or lost."),
            "r074": self.env._("Submit the report."),
            "r075": self.env._("Report, move or cancel the planned contact."),
            "r076": self.env._("Confirm the level with the visit that shows it."),
            "r077": self.env._("Call this owner back, or move the call with a reason."),
            "r078": self.env._("Rate the deal again, follow it up or mark it as lost."),
        }
        for finding in self:
            finding.remedy = remedies.get(finding.point)

    def action_open_document(self):
        self.ensure_one()
        document = self.visit_id or self.lead_id or self.partner_id
        return document.get_formview_action()

    @api.model
    def _cron_check(self):
        """Run every check of every company, committed one by one."""
        self.env.flush_all()
        for company in self.env["res.company"].search(Domain.TRUE):
            for point, method in self._get_checks().items():
                count = self._check(company, point, method)
                if not self.env["ir.cron"]._commit_progress(count):
                    return

    @api.model
    def _check(self, company, point, method):
        """Open, keep and close the findings of one point; return how many are open."""
        moment = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_intent_finding AS finding (
                    point, lead_id, partner_id, visit_id, user_id, team_id,
                    company_id, state, date_found, date_seen,
                    create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT ON (found.lead_id, found.partner_id, found.visit_id)
                       %(point)s, found.lead_id, found.partner_id, found.visit_id,
                       found.user_id, found.team_id, %(company)s, 'open',
                       %(moment)s, %(moment)s, %(uid)s, %(moment)s, %(uid)s, %(moment)s
                  FROM (%(query)s) found
                    ON CONFLICT (company_id, point, COALESCE(lead_id, 0),
                                 COALESCE(partner_id, 0), COALESCE(visit_id, 0))
                                WHERE state = 'open'
                    DO UPDATE SET date_seen = EXCLUDED.date_seen,
                                  user_id = EXCLUDED.user_id
             RETURNING finding.id
                """,
                point=point,
                company=company.id,
                moment=moment,
                uid=self.env.uid,
                query=getattr(self, method)(company),
            )
        )
        self._close_unseen(company, point, moment)
        return len(rows)

    @api.model
    def _close_unseen(self, company, point, moment):
        """Close the findings of a point that the check at ``moment`` did not see."""
        self.env.execute_query(
            SQL(
                """
                UPDATE crm_intent_finding
                   SET state = 'closed', date_closed = %(moment)s
                 WHERE state = 'open' AND point = %(point)s
                   AND company_id = %(company)s AND date_seen < %(moment)s
             RETURNING id
                """,
                point=point,
                company=company.id,
                moment=moment,
            )
        )
        self.invalidate_model()
