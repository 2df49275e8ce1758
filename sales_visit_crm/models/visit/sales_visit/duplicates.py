from odoo import api, fields, models
from odoo.exceptions import UserError


class SalesVisit(models.Model):
    """Several persons of one customer met in one visit make one report.

    Source: R028, 销售人员外出拜访计划表, note 2.
    """

    _inherit = "sales.visit"

    duplicate_count = fields.Integer(compute="_compute_duplicate_count")

    @api.depends("user_id", "commercial_partner_id", "visit_day", "day_slot", "state")
    def _compute_duplicate_count(self):
        """Count the other visits of this salesperson, customer, day and slot (R028)."""
        keys = ["user_id", "commercial_partner_id", "visit_day", "day_slot"]
        groupby = [f"{key}:day" if key == "visit_day" else key for key in keys]
        counts = {}
        if self._origin:
            groups = self._read_group(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("visit_day", "in", list(set(self.mapped("visit_day")) - {False})),
                    *self._get_duplicate_domain(),
                ],
                groupby,
                ["id:recordset"],
            )
            counts = {tuple(group[:-1]): group[-1] for group in groups}
        for visit in self:
            twins = counts.get(tuple(visit[key] for key in keys), self.browse())
            comparable = visit.channel != "phone" and visit.state not in (
                "cancel",
                "no_show",
            )
            visit.duplicate_count = comparable and len(twins - visit._origin)

    def action_merge_duplicates(self):
        """Merge the other reports of this customer, day and slot into this one.

        People met, texts, files and commitments are added; the others are cancelled.

        Source: R028, 销售人员外出拜访计划表, note 2.
        """
        self.ensure_one()
        self.check_access("write")
        twins = self._get_duplicates()
        if closed := twins.filtered(lambda visit: visit.state in self._locked_states):
            raise UserError(
                self.env._(
                    "%(documents)s is already submitted. Have it returned first.",
                    documents=closed._get_document_labels(),
                )
            )
        if not twins:
            return True
        self._check_merge_keeps_attendance(twins)
        self.write(self._prepare_merge_vals(twins))
        twins.commitment_ids._engine_write({"visit_id": self.id})
        twins.step_ids._trusted_write({"visit_id": self.id})
        for twin in twins:
            if twin.state in ("in_progress", "done"):
                twin._as_engine().write({"state": "draft"})
        twins.action_cancel(self.env._("Merged into %s", self.name))
        return True

    def _check_merge_keeps_attendance(self, twins):
        """Refuse to merge a visit that took place into one that did not."""
        attended = twins.filtered("date_arrived")
        if attended and not self.date_arrived:
            raise UserError(
                self.env._(
                    "You checked in at %(attended)s. Open that visit and merge "
                    "%(document)s into it, so that the arrival stays.",
                    attended=attended[0].display_name,
                    document=self.display_name,
                )
            )

    def _get_duplicate_domain(self):
        return [
            ("state", "not in", ("cancel", "no_show")),
            ("channel", "!=", "phone"),
        ]

    def _get_duplicates(self):
        self.ensure_one()
        if self.channel == "phone":
            return self.browse()
        return self.search(
            [
                ("user_id", "=", self.user_id.id),
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("visit_day", "=", self.visit_day),
                ("day_slot", "=", self.day_slot),
                ("id", "!=", self.id),
                *self._get_duplicate_domain(),
            ]
        )

    def _prepare_merge_vals(self, twins):
        link = fields.Command.link
        vals = {
            name: [link(record.id) for record in twins[name] - self[name]]
            for name in ("contact_ids", "purpose_ids", "attachment_ids")
        }
        companions = twins.companion_ids - self.companion_ids - self.user_id
        vals["companion_ids"] = [link(user.id) for user in companions]
        for name in self._get_mergeable_texts():
            texts = dict.fromkeys(filter(None, [self[name], *twins.mapped(name)]))
            vals[name] = "\n".join(texts) or False
        return vals

    def _get_mergeable_texts(self):
        return [
            name
            for name in self._get_text_fields()
            if name.endswith("_note") or name in ("summary", "customer_suggestion")
        ]
