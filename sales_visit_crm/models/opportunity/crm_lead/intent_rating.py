from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools import intent, local_day, plain_text


class CrmLead(models.Model):
    """Rating a deal: reason and evidence in, one row of history out.

    Source: R062, R076, R179, G32; 等级推进, A21.
    """

    _inherit = "crm.lead"

    def action_rate_intent(self, level_id=None, reason=None, visit_id=None):
        """Give the deals a level for ``reason``, shown by a visit or call.

        Opens the dialog where no level is given.

        :param level_id: id or letter of the level; the same one confirms it
        :param visit_id: id of the visit or call
        :raise UserError: if reason or evidence is missing or does not fit
        """
        self.check_access("write")
        level = self._to_intent_level(level_id)
        if not level:
            return self._get_rate_action()
        visit = self._to_intent_visit(visit_id)
        reason = plain_text.clean(reason)
        for lead in self:
            lead._check_intent_rating(reason, visit)
        self._rate_intent(level, reason, visit)
        return True

    def _get_rate_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.crm_intent_rate_action"
        )
        return {**action, "context": {"default_lead_ids": self.ids}}

    def _to_intent_visit(self, visit):
        """Return the visit that a client names by id or record.

        :raise UserError: if there is none such
        """
        visits = self.env["sales.visit"]
        if isinstance(visit, models.BaseModel) or not visit:
            return visit or visits
        found = visits.browse(visit).exists() if isinstance(visit, int) else visits
        if not found:
            raise UserError(
                self.env._(
                    "There is no visit with the id “%s”. Choose another one.", visit
                )
            )
        found.check_access("read")
        return found

    def _check_intent_rating(self, reason, event):
        """Check that an open deal is rated with a reason and a fitting event.

        :param event: record of a visit, call or, by later rooms, a reception
        :raise UserError: naming the deal and the remedy
        """
        self.ensure_one()
        if self.won_status != "pending" or not self.active:
            raise UserError(
                self.env._(
                    "“%s” is won, lost or archived: its level rests. Re-open it first.",
                    self.display_name,
                )
            )
        if not self.intent_level_id:
            return
        if not reason:
            raise UserError(
                self.env._(
                    "Say why the level of “%s” is as you rate it.", self.display_name
                )
            )
        company = self._get_intent_company().sudo()
        if event:
            if problem := event._get_intent_event_problem(self):
                raise UserError(problem)
        elif company.intent_evidence_policy == "block":
            raise UserError(
                self.env._(
                    "Name the visit or call in which the customer of “%s” showed the "
                    "new level. Log it first if there is none yet.",
                    self.display_name,
                )
            )

    def _get_intent_company(self):
        self.ensure_one()
        return self.company_id or self.user_id.sudo().company_id or self.env.company

    def _get_intent_today(self):
        """Return the local day of the deal's salesperson."""
        self.ensure_one()
        return (self.user_id.sudo() or self.env.user)._get_sales_today()

    def _get_intent_day(self, moment):
        """Return the day of ``moment`` where the deal's salesperson is."""
        self.ensure_one()
        user = self.user_id.sudo() or self.env.user
        return local_day.day_of(moment, user._get_sales_timezone())

    def _rate_intent(self, level, reason=None, event=None, proposal=None):
        """Write the level and its history, with the rights of the system."""
        leads = self.sudo()
        logs = leads._prepare_intent_logs(level, reason, event, proposal)
        rows = self.env["crm.intent.log"].sudo().create(logs)
        groups = {}
        for lead in leads:
            key = (lead._get_intent_today(), lead.intent_level_id != level)
            groups.setdefault(key, leads.browse())
            groups[key] |= lead
        for (day, is_new), group in groups.items():
            vals = group._prepare_intent_vals(level, day, is_new)
            fresh = group.filtered(lambda lead: not lead.first_intent_level_id)
            undated = group.filtered(lambda lead: not lead.date_deadline)
            group._intent_engine_write(vals)
            fresh._intent_engine_write({"first_intent_level_id": level.id})
            if vals["date_intent_due"]:
                undated.write({"date_deadline": vals["date_intent_due"]})
        leads._settle_intent_proposals(proposal)
        rows.filtered("is_big_drop").lead_id._tell_intent_drop()
        return rows

    def _prepare_intent_logs(self, level, reason, event, proposal):
        ranks = self.env["crm.intent.level"]._get_ranks()
        contacts = self._count_intent_contacts()
        return [
            {
                **lead._prepare_intent_log(
                    intent.direction(
                        ranks.get(lead.intent_level_id.id), ranks[level.id]
                    ),
                    contacts.get(lead, 0),
                ),
                "new_level_id": level.id,
                "reason": reason,
                "proposal_id": proposal and proposal.id,
                "is_big_drop": lead._is_big_drop(ranks, level),
                **(event._prepare_intent_event_vals() if event else {}),
            }
            for lead in self
        ]

    def _prepare_intent_log(self, kind, contact_count):
        """Return what every row of history says of the deal."""
        self.ensure_one()
        today, since = self._get_intent_today(), self.date_intent_set
        return {
            "lead_id": self.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "company_id": self._get_intent_company().id,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
            "author_id": self.env.uid,
            "date": fields.Datetime.now(),
            "day": today,
            "old_level_id": self.intent_level_id.id,
            "kind": kind,
            "days_in_level": (today - since).days if since else 0,
            "contact_count": contact_count,
            "is_unfounded": kind == "down" and not contact_count,
        }

    def _is_big_drop(self, ranks, level):
        if not self.intent_level_id:
            return False
        limit = self._get_intent_company().sudo().intent_big_drop_levels
        return ranks[level.id] - ranks[self.intent_level_id.id] >= limit

    def _tell_intent_drop(self):
        """Show the leader of the team that a deal fell by several levels (G32)."""
        for lead in self:
            leader = lead.team_id.user_id
            if not leader.active or leader == self.env.user:
                continue
            lead.activity_schedule(
                "sales_visit_crm.mail_activity_type_intent",
                user_id=leader.id,
                summary=lead.with_context(lang=leader.lang).env._(
                    "Level fell to %s", lead.intent_level_id.display_name
                ),
            )

    def _count_intent_contacts(self):
        """Return a dict from deal to the visits held since its last rating."""
        rated = self.filtered("date_intent_rated")
        if not rated:
            return {}
        logs = self.env["crm.intent.log"].sudo()
        last = dict(
            logs._read_group([("lead_id", "in", rated.ids)], ["lead_id"], ["date:max"])
        )
        counts = dict.fromkeys(rated, 0)
        for lead, visits in rated._read_intent_visits().items():
            since = last.get(lead)
            counts[lead] = sum(
                not since or (visit.date_arrived or visit.date_start) > since
                for visit in visits
            )
        return counts

    def _read_intent_visits(self):
        """Return a dict from deal to the visits held with its customer about it.

        A contact that names no deal counts for each of the customer's deals. Since the
        oldest last rating of these deals, in one query.
        """
        visits = self.env["sales.visit"].sudo()
        days = [lead.date_intent_rated for lead in self if lead.date_intent_rated]
        customers = self.partner_id.commercial_partner_id
        domain = [
            ("state", "in", visits._get_held_states()),
            ("commercial_partner_id", "in", customers.ids),
        ]
        if days:
            domain.append(("visit_day", ">=", min(days)))
        by_customer = visits.search(domain).grouped("commercial_partner_id")
        return {
            lead: by_customer.get(
                lead.partner_id.commercial_partner_id, visits
            ).filtered(lambda visit, lead=lead: visit.lead_id in (lead, lead.browse()))
            for lead in self
        }

    def _settle_intent_proposals(self, proposal=None, target="obsolete"):
        """Close the open proposals of deals that were rated, won or lost meanwhile."""
        proposals = self.intent_proposal_ids.filtered(lambda p: p.state == "open")
        if proposal:
            proposals -= proposal.sudo()
        if proposals:
            proposals._transition_to(target)
            proposals._drop_activities()

    @api.model
    def _get_intent_outcomes(self):
        """Return the kinds of history that end a deal, by its status."""
        return {"won": "won", "lost": "lost"}

    def _log_intent_outcomes(self, old_statuses):
        """Write down that rated deals were won, lost or re-opened."""
        vals_list = []
        for lead in self.sudo():
            old, new = old_statuses.get(lead.id, "pending"), lead.won_status
            if old == new or not lead.intent_level_id:
                continue
            kind = self._get_intent_outcomes().get(new, "reopened")
            vals = lead._prepare_intent_log(kind, 0)
            if kind == "reopened":
                vals["new_level_id"] = lead.intent_level_id.id
            vals_list.append(vals)
        if vals_list:
            rows = self.env["crm.intent.log"].sudo().create(vals_list)
            by_kind = rows.grouped("kind")
            if lost := by_kind.get("lost"):
                lost.lead_id._settle_intent_proposals(target="lost")
            rows.lead_id._settle_intent_proposals()
            if reopened := by_kind.get("reopened"):
                reopened.lead_id._restart_intent_window()

    def _restart_intent_window(self):
        for lead in self:
            day = lead._get_intent_today()
            lead._intent_engine_write(
                lead._prepare_intent_vals(lead.intent_level_id, day, is_new=True)
            )

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        if old_status_by_lead:
            self._log_intent_outcomes(
                {
                    lead_id: "won"
                    if status["is_won"]
                    else "lost"
                    if status["is_lost"]
                    else "pending"
                    for lead_id, status in old_status_by_lead.items()
                }
            )
        return result

    def _merge_dependences(self, opportunities):
        """Take the history along: it belongs to what the deals became."""
        logs = opportunities.sudo().intent_log_ids
        proposals = opportunities.sudo().intent_proposal_ids
        proposals.filtered(lambda p: p.state == "open")._transition_to("obsolete")
        logs.write({"lead_id": self.id})
        proposals._engine_write({"lead_id": self.id})
        return super()._merge_dependences(opportunities)
