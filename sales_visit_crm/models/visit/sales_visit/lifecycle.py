from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ....tools import plain_text


class SalesVisit(models.Model):
    """States, who may reach them, and what rests in them.

    Source: lifecycle 5.2, LC6.
    """

    _inherit = "sales.visit"

    _state_transitions = {
        "draft": ("cancel",),
        "planned": ("draft",),
        "confirmed": ("draft", "planned"),
        "in_progress": ("draft", "planned", "confirmed"),
        "done": ("draft", "planned", "confirmed", "in_progress", "reported"),
        "reported": ("done",),
        "reviewed": ("reported",),
        "cancel": ("draft", "planned", "confirmed"),
        "no_show": ("planned", "confirmed", "in_progress"),
    }
    _locked_states = frozenset({"reported", "reviewed", "cancel", "no_show"})
    # Once we are there, who visits whom, when and what for is settled.
    _settled_on_arrival = frozenset(
        {
            "arrival_time",
            "channel",
            "company_id",
            "date_start",
            "partner_id",
            "user_id",
        }
    )
    # Open while a report waits for its review, or of no weight on paper.
    _unlocked_fields = frozenset({"review_comment", "color", "calendar_event_id"})

    is_locked = fields.Boolean(
        compute="_compute_is_locked",
        help="The current user can no longer edit the visit, or never could.",
    )

    # A companion reads the visit; the form should not offer them to edit it.
    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_is_locked(self):
        writable = self._origin._filtered_access("write")
        for visit in self:
            foreign = visit._origin and visit._origin not in writable
            visit.is_locked = visit.state in self._locked_states or bool(foreign)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if begun := self.filtered(lambda visit: visit.state not in ("draft", "cancel")):
            raise UserError(
                self.env._(
                    "%(documents)s cannot be deleted: visits stay on record. Cancel "
                    "them instead.",
                    documents=begun._get_document_labels(),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)._as_client()
        visits._load_materials()
        visits._check_plan_sheets()
        visits._adopt_attachments()
        return visits

    def write(self, vals):
        if parts := self._split_write(vals):
            return all(visits.write(part_vals) for visits, part_vals in parts)
        self._check_settled_fields(vals)
        moves = self._prepare_reschedules(vals)
        if moves:
            # The customer was told another time: what was agreed no longer holds.
            vals = {"arrival_time": False, "appointment_date": False, **vals}
        result = super().write(vals)
        visits = self._as_client()
        visits._after_reschedule(moves, vals)
        if "purpose_ids" in vals:
            visits._load_materials()
        if "attachment_ids" in vals:
            visits._adopt_attachments()
        if "plan_id" in vals or "user_id" in vals:
            visits._check_plan_sheets()
        visits._mirror_to_calendar(vals)
        return result

    def _split_write(self, vals):
        """Return visits and their values where one write means different things.

        Empty where it means the same for all of them.
        """
        parts = self._split_by_expectation(vals) or self._split_by_length(vals)
        moving = self.browse().union(*self._prepare_reschedules(vals))
        if not parts and moving and moving != self:
            # Those that stay where they are keep their appointment.
            parts = [(self - moving, vals), (moving, vals)]
        return parts

    def action_plan(self):
        """Put the visits on the plan; each needs a purpose and an expected result.

        Source: R001, R002, S025.
        """
        self._check_transition("planned")
        for visit in self:
            visit._check_ready_to_plan()
        self._transition_to("planned", date_planned=fields.Datetime.now())
        self._mirror_to_calendar()
        for visit in self.filtered("companion_ids"):
            visit.message_subscribe(visit.sudo().companion_ids.partner_id.ids)
        return True

    def action_draft(self):
        """Reopen cancelled visits."""
        self._transition_to("draft", cancel_reason=False)
        return True

    def action_cancel(self, reason=None):
        """Cancel the visits for ``reason``, or ask for one."""
        return self._close_with_reason("cancel", reason)

    def action_no_show(self, reason=None):
        """Record that the customer was not there: done, but never valid."""
        return self._close_with_reason("no_show", reason)

    def _close_with_reason(self, target, reason):
        self._check_transition(target)
        reason = plain_text.clean(reason)
        if not reason:
            return self._get_wizard_action(
                "sales_visit_crm.sales_visit_close_action", default_target=target
            )
        vals = {"cancel_reason": reason}
        if target == "no_show":
            vals["validity"] = "invalid"
            vals["validity_reason"] = self.env._("The customer was absent.")
        self._transition_to(target, **vals)
        self._drop_calendar_events()
        self.activity_unlink(self._get_reminder_activity_types())
        return True

    def _get_locked_fields(self):
        return {
            name
            for name in super()._get_locked_fields()
            if name not in self._unlocked_fields
            and not name.startswith(("message_", "activity_", "rating_", "website_"))
        }

    def _get_lock_remedy(self):
        if "reviewed" in self.mapped("state"):
            return self.env._("Use “Amend”: the correction is then kept beside it.")
        if "reported" in self.mapped("state"):
            return self.env._("Ask the reviewer to return the report for completion.")
        return self.env._("Plan a new visit instead.")

    def _get_wizard_action(self, xmlid, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "context": {**context, "default_visit_ids": self.ids},
        }

    def _lock_rows(self):
        """Wait for, then hold, the rows: the second of two deciders sees the first.

        A concurrent change makes the database refuse this transaction, and Odoo then
        runs the whole request again on the new state.
        """
        if self.ids:
            self.flush_recordset()
            self.env.execute_query(
                SQL("SELECT id FROM sales_visit WHERE id IN %s FOR UPDATE", self._ids)
            )
