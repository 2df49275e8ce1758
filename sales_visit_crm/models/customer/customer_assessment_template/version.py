from odoo import api, fields, models

from ....tools import grading


class CustomerAssessmentTemplate(models.Model):
    """Versions of a form, and what it makes of scores.

    Source: differentiator 11; S030, S031, S035.
    """

    _inherit = "customer.assessment.template"

    def action_publish(self):
        """Publish the draft; the version before it is replaced.

        :raise ValidationError: if weights, scales or bands are incomplete
        """
        self.check_access("write")
        self._check_transition("published")
        self._check_publishable()
        for template in self:
            published = template._get_published()
            published._transition_to("retired")
            # One version at any time: the index looks at every single update.
            published.flush_recordset(["state"])
            template._transition_to(
                "published",
                published_by_id=self.env.uid,
                date_published=fields.Datetime.now(),
            )
        return True

    def action_retire(self):
        """Take forms out of use without a successor."""
        self.check_access("write")
        self._transition_to("retired")
        return True

    def action_new_version(self):
        """Return the window of a draft that begins with what this version says."""
        self.ensure_one()
        self.check_access("write")
        draft = self.search(
            [*self._get_family_domain(), ("state", "=", "draft")], limit=1
        )
        draft = draft or self._create_version()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }

    def action_simulate(self):
        """Return the list of who would change if this version were published."""
        self.ensure_one()
        simulation = self.env["customer.assessment.simulation"]._simulate(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Change"),
            "res_model": simulation._name,
            "res_id": simulation.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_view_assessments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_visit_crm.customer_assessment_action"
        )
        return {**action, "domain": [("template_id", "=", self.id)], "context": {}}

    def copy(self, default=None):
        """Copy with all parts: the copy is another form, or a version if it says so."""
        copies = super().copy(default)
        for template, copied in zip(self, copies, strict=True):
            template._copy_parts(copied)
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if "code" not in (default or {}):
            for vals in vals_list:
                vals["code"] = self.env._("%s-copy", vals["code"])
        return vals_list

    def _create_version(self):
        latest = self.search(self._get_family_domain(), order="version desc", limit=1)
        version = latest.version + 1
        # Not under its own code at once: that of the first version is taken.
        draft = self.copy({"code": f"{self.code}-{version}", "name": self.name})
        draft._engine_write(
            {"code": self.code, "version": version, "previous_id": self.id}
        )
        return draft

    def _copy_parts(self, copied):
        groups = {
            group: group.copy({"template_id": copied.id}) for group in self.group_ids
        }
        for indicator in self.indicator_ids:
            group = groups.get(indicator.group_id, indicator.group_id)
            indicator.copy({"template_id": copied.id, "group_id": group.id})
        for band in self.band_ids:
            band.copy({"template_id": copied.id})

    def _get_family_domain(self):
        return [("code", "=", self.code), ("company_id", "=", self.company_id.id)]

    def _get_published(self):
        """Return the published version of this form, if there is one."""
        domain = [*self._get_family_domain(), ("state", "=", "published")]
        return self.search(domain, limit=1)

    @api.model
    def _get_current(self, usage, company):
        """Return the published form for ``usage``, the company's own before others."""
        return self.search(
            [
                ("usage", "=", usage),
                ("state", "=", "published"),
                ("company_id", "in", [company.id, False]),
            ],
            order="company_id, sequence, id",
            limit=1,
        )

    # arithmetic, see tools/grading.py

    def _get_total(self, inputs):
        return grading.total(inputs, self.method)

    def _get_points(self, score, weight):
        return grading.points(score, weight, self.method)

    def _get_bands(self):
        return [grading.Band(band.id, band.score_min) for band in self.band_ids]

    def _get_band(self, total, axes):
        """Return the band of a total; where the quadrant decides, that of the axes.

        :param dict axes: score by axis, ``value`` and ``willingness``
        """
        self.ensure_one()
        if self.method == "quadrant":
            return self._get_quadrant_band(axes)
        band = grading.band_of(total, self._get_bands())
        return self.band_ids.browse(band and band.key)

    def _get_quadrant_band(self, axes):
        """Return the band of the quadrant, none where the form has no two axes."""
        self.ensure_one()
        if not all(axes.get(axis) for axis in ("value", "willingness")):
            return self.band_ids.browse()
        letter = grading.quadrant(
            axes["value"],
            axes["willingness"],
            self.quadrant_high_score,
            self.quadrant_low_score,
        )
        return self.band_ids.filtered(lambda band: band.code == letter)[:1]
