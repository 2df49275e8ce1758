from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesVisit(models.Model):
    """What a report must hold, and what is still missing.

    Source: R010, R023, R026, R175, S071-S074; 客户拜访总结报告 (B09).
    """

    _inherit = "sales.visit"

    # What every report needs, by channel; a purpose adds to it. Names in
    # _report_checks are questions rather than fields.
    _report_basics = (
        "purpose_ids",
        "contact_ids",
        "expected_result",
        "summary",
        "outcome",
        "actual",
        "stage_id",
        "next_step",
    )
    _report_basics_phone = ("purpose_ids", "contact_ids", "summary", "next_step")
    # What the records of sales.visit.requirement may name.
    _requirable_fields = frozenset(
        {
            "attachment_ids",
            "collection_amount",
            "competitor_note",
            "customer_suggestion",
            "data_confirmed",
            "failure_note",
            "key_element_note",
            "lead_id",
            "need_note",
            "problem_note",
            "product_attitude",
            "success_note",
        }
    )

    completeness = fields.Integer(
        string="Completeness (%)",
        compute="_compute_completeness",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Share of the mandatory parts of the report that are filled in.",
    )
    missing_note = fields.Char(string="Still Missing", compute="_compute_missing_note")

    @api.depends(lambda self: self._get_completeness_dependencies())
    def _compute_completeness(self):
        # What a purpose demands from now on changes no report of the past.
        signed = self.filtered(lambda visit: visit.state == "reviewed")
        for visit in signed:
            visit.completeness = visit._origin.completeness
        for visit in self - signed:
            names = visit._get_report_requirements()
            missing = visit._get_missing_requirements()
            visit.completeness = 100 * (len(names) - len(missing)) // len(names)

    @api.depends("completeness")
    @api.depends_context("lang")
    def _compute_missing_note(self):
        for visit in self:
            visit.missing_note = visit._get_requirement_labels(
                visit._get_missing_requirements()
            )

    def _check_report(self):
        self.ensure_one()
        if missing := self._get_missing_requirements():
            raise UserError(
                self.env._(
                    "The report %(document)s is not complete. Still missing: "
                    "%(missing)s.",
                    document=self.display_name,
                    missing=self._get_requirement_labels(missing),
                )
            )
        if unanswered := self._get_unanswered_commitments():
            raise UserError(
                self.env._(
                    "Before submitting %(document)s, answer or move what was promised "
                    "earlier: %(commitments)s.",
                    document=self.display_name,
                    commitments="; ".join(unanswered.mapped("name")),
                )
            )
        unplanned = self.commitment_ids.filtered(
            lambda commitment: (
                commitment.promised_by == "us"
                and not (commitment.action_plan or "").strip()
            )
        )
        if unplanned:
            raise UserError(
                self.env._(
                    "Say how “%(promise)s” will be kept (action plan), then submit "
                    "%(document)s.",
                    promise=unplanned[0].name,
                    document=self.display_name,
                )
            )

    def _get_report_requirements(self):
        """Return the names of what this report must hold."""
        self.ensure_one()
        phone = self.channel == "phone"
        names = list(self._report_basics_phone if phone else self._report_basics)
        names += self.purpose_ids.requirement_ids.mapped("field_name")
        if self.channel == "inbound":
            names.append("need_note")
        if self.is_first_contact:
            names.append("profile_note")
        if self.is_demo_given:
            names += ["has_demo_consent", "product_attitude"]
        return list(dict.fromkeys(names))

    def _get_missing_requirements(self):
        self.ensure_one()
        return [
            name
            for name in self._get_report_requirements()
            if not self._is_requirement_met(name)
        ]

    def _is_requirement_met(self, name):
        if name == "actual":
            notes = (
                self.key_element_note,
                self.success_note,
                self.failure_note,
                self.customer_suggestion,
            )
            return any((note or "").strip() for note in notes)
        if name == "next_step":
            return self._has_next_step()
        value = self[name]
        return bool(value.strip() if isinstance(value, str) else value)

    def _has_next_step(self):
        if not self.company_id.sudo().visit_next_required:
            return True
        planned = self.next_date_start and (self.next_plan or "").strip()
        return bool(planned or (self.no_next_reason or "").strip())

    def _get_requirement_labels(self, names):
        special = {
            "actual": self.env._("success, failure or suggestion (at least one)"),
            "next_step": self.env._("next visit with its goal, or why there is none"),
        }
        labels = [special.get(name) or self._get_field_labels([name]) for name in names]
        return "; ".join(labels)

    @api.model
    def _get_completeness_dependencies(self):
        requirable = self._requirable_fields
        names = {*self._report_basics, *requirable} - {"actual", "next_step"}
        return sorted(
            names
            | {
                "channel",
                "company_id",
                "has_demo_consent",
                "is_demo_given",
                "is_first_contact",
                "next_date_start",
                "next_plan",
                "no_next_reason",
                "profile_note",
                "purpose_ids.requirement_ids",
            }
        )
