from datetime import timedelta

from odoo import api, fields, models


class SalesVisit(models.Model):
    """What a report leaves behind: commitments, next visit, activities, opportunity.

    Source: R010, R025, R031, S073, S074; 客户拜访总结报告 (B09).
    """

    _inherit = "sales.visit"

    commitment_ids = fields.One2many(
        comodel_name="sales.commitment",
        inverse_name="visit_id",
        string="New Commitments",
        copy=False,
    )
    open_commitment_ids = fields.Many2many(
        comodel_name="sales.commitment",
        compute="_compute_open_commitment_ids",
        string="Commitments to Answer",
        help="What was promised earlier, by us or by the customer, and is still open. "
        "Each is answered or moved with a reason before the report is submitted.",
    )
    unanswered_count = fields.Integer(compute="_compute_open_commitment_ids")

    @api.depends("commercial_partner_id", "state")
    def _compute_open_commitment_ids(self):
        commitments = self.env["sales.commitment"]
        found = commitments.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("state", "=", "open"),
            ]
        )
        by_partner = found.grouped("partner_id")
        for visit in self:
            candidates = by_partner.get(visit.commercial_partner_id, commitments)
            earlier = candidates.filtered(
                lambda commitment, visit=visit: (
                    commitment.visit_id != visit._origin
                    and commitment.company_id == visit.company_id
                )
            )
            visit.open_commitment_ids = earlier
            visit.unanswered_count = len(
                earlier.filtered(
                    lambda commitment, visit=visit: not commitment._is_moved_at(visit)
                )
            )

    def action_create_lead(self):
        """Make an opportunity of what the customer needs, linked to this visit."""
        self.ensure_one()
        if not self.lead_id:
            lead = self.env["crm.lead"].create(self._prepare_lead_vals())
            self._engine_write({"lead_id": lead.id})
        return self.action_view_lead()

    def action_view_lead(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()

    def action_view_commitments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.sales_commitment_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_visit_id": self.id},
        }

    def action_view_next_visit(self):
        self.ensure_one()
        return self.next_visit_id.get_formview_action()

    def _get_unanswered_commitments(self):
        """Return earlier commitments of the customer that this visit left open.

        With the rights of the system: a promise made by a colleague binds as well.
        """
        self.ensure_one()
        commitments = self.sudo().open_commitment_ids
        # The list may stem from before an answer given in the same request.
        return commitments.filtered(
            lambda commitment: (
                commitment.state == "open" and not commitment._is_moved_at(self)
            )
        )

    def _follow_up(self):
        """Do what the submitted reports promise."""
        self._plan_next_visits()
        self.step_ids._schedule_activities()
        self._schedule_follow_ups()
        self._request_data_changes()
        for visit in self.filtered("lead_id"):
            visit._tell_opportunity()
        self.activity_unlink(["sales_visit_crm.mail_activity_type_visit_report"])

    def _plan_next_visits(self):
        announced = self.filtered("next_date_start")
        for visit in announced.filtered(lambda visit: visit.next_visit_id):
            if visit.next_visit_id.state == "draft":
                visit.next_visit_id.write(visit._prepare_next_visit_vals())
        missing = announced.filtered(lambda visit: not visit.next_visit_id)
        if missing:
            drafts = self.create(
                [visit._prepare_next_visit_vals() for visit in missing]
            )
            for visit, draft in zip(missing, drafts, strict=True):
                visit._engine_write({"next_visit_id": draft.id})

    def _schedule_follow_ups(self):
        """Ask for a follow-up in time, unless something is already arranged (R031)."""
        alike = {}
        for visit in self:
            if deadline := visit._get_follow_up_deadline():
                alike.setdefault((visit.user_id, deadline), self.browse())
                alike[visit.user_id, deadline] |= visit
        # Each activity asks for the name of its visit, one by one: know them by then.
        self.mapped("display_name")
        for (user, deadline), visits in alike.items():
            visits.activity_schedule(
                "sales_visit_crm.mail_activity_type_visit_step",
                summary=self.env._("Follow up: answer what was discussed"),
                date_deadline=deadline,
                user_id=user.id,
            )

    def _get_follow_up_deadline(self):
        """Return the day by which the customer hears from us, False for none."""
        self.ensure_one()
        days = self.company_id.sudo().visit_followup_days
        if self.channel == "phone" or self.step_ids or not days:
            return False
        deadline = self._get_today() + timedelta(days=days)
        next_day = self.next_visit_id.visit_day
        return False if next_day and next_day <= deadline else deadline

    def _tell_opportunity(self):
        self.ensure_one()
        # The opportunity may have passed to a colleague since.
        self.lead_id.sudo().message_post(
            body=self.env._(
                "Visit %(visit)s reported. %(summary)s",
                visit=self.name,
                summary=self.summary or "",
            ),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )

    def _prepare_next_visit_vals(self):
        purposes = self.next_purpose_ids or self.purpose_ids
        # Whoever came to us is visited next time: at their address, not at ours.
        place = self.next_place or (self.channel != "inbound" and self.place)
        return {
            "partner_id": self.partner_id.id,
            "contact_ids": [fields.Command.set(self.contact_ids.ids)],
            "lead_id": self.lead_id.id,
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "channel": self.channel if self.channel != "inbound" else "onsite",
            "date_start": self.next_date_start,
            **({"place": place} if place else {}),
            "purpose_ids": [fields.Command.set(purposes.ids)],
            "expected_result": self.next_plan,
        }

    def _prepare_lead_vals(self):
        purposes = ", ".join(self.purpose_ids.mapped("name"))
        return {
            "name": f"{self.commercial_partner_id.name}: {purposes or self.name}",
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "description": self.need_note or self.summary,
        }
