from contextlib import contextmanager

from odoo import api, models, tools
from odoo.exceptions import ValidationError

from ....tools import plain_text
from ....tools.customer_file import FIELDS, PERSON_FIELDS

WATCHED = FIELDS | PERSON_FIELDS | {"not_applicable_ids", "parent_id"}
UNDER_REVIEW = ("to_review", "reviewed")

# Says that a trace is prepared for what is written. No guard hangs on it.
TRACE_KEY = "customer_file_trace"


class ResPartner(models.Model):
    """What follows when the data of a file changes: trace, 无, review again.

    A write that leaves the file's fields alone costs nothing, nor does one to a
    partner without a file.

    Source: R039, R049, R083, S006, S007; 信息修改记录.
    """

    _inherit = "res.partner"

    @api.constrains(lambda self: self._get_file_text_fields())
    def _check_file_texts(self):
        limit = self.env.company.sudo().visit_text_max_chars
        for partner in self.sudo():
            for name in self._get_file_text_fields():
                problem = plain_text.problem(partner[name], limit)
                if problem:
                    partner._raise_file_text(problem, name, limit)

    @api.model
    def _get_file_text_fields(self):
        """Return the names of the free texts of the file that are ours."""
        return [
            name
            for name in sorted(FIELDS)
            if self._fields[name].type in ("char", "text")
            and name in self._get_file_names()
        ]

    def _raise_file_text(self, problem, name, limit):
        label = self._get_file_field_labels([name])
        if problem == "long":
            raise ValidationError(
                self.env._(
                    "“%(field)s” of %(document)s is too long: at most %(limit)s "
                    "characters. Attach long texts as a file.",
                    field=label,
                    document=self.display_name,
                    limit=limit,
                )
            )
        raise ValidationError(
            self.env._(
                "“%(field)s” of %(document)s contains program code. Paste it as plain "
                "text.",
                field=label,
                document=self.display_name,
            )
        )

    def _get_customer_files(self):
        """Return the customers with a file to which these partners belong."""
        customers = self.commercial_partner_id
        return customers.filtered(lambda partner: partner.file_state != "none")

    @contextmanager
    def _keeping_files(self, vals):
        """Keep the files of these partners in order around a write of ``vals``."""
        if traced := self._get_file_tracked_fields().intersection(vals):
            self.sudo()._track_file(traced)
        names = WATCHED.intersection(vals)
        files = self.sudo()._get_customer_files() if names else self.browse()
        if not files:
            yield
            self._recompute_after_registry(vals)
            return
        watched = files.filtered(lambda file: file.file_state in UNDER_REVIEW)
        before = self.sudo()._read_file_values(names, watched)
        yield
        self._recompute_after_registry(vals)
        files._resolve_not_applicable()
        self.sudo()._reset_reviews(before)

    def _recompute_after_registry(self, vals):
        """Count anew what depends on the registry number, once it is written."""
        if "company_registry" not in vals:
            return
        for name in ("duplicate_number_key", *self._get_completeness_fields()):
            self.env.add_to_compute(self._fields[name], self)

    def _read_file_values(self, names, files):
        """Return (record, field name) → value for what belongs to ``files``."""
        return {
            (record, name): record[name]
            for record in self
            if record.commercial_partner_id in files
            for name in names
            if name in PERSON_FIELDS or record in files
        }

    def _reset_reviews(self, before):
        """Ask for another review where a value differs from ``before`` (S006)."""
        changed = {}
        for (record, name), value in before.items():
            if record[name] != value:
                changed.setdefault(record.commercial_partner_id, set()).add(name)
        if not changed:
            return
        files = self.browse().concat(*changed)
        files._add_file_editor()
        reviewed = files.filtered(lambda file: file.file_state == "reviewed")
        reviewed._file_engine_write(
            {
                "file_state": "to_review",
                "file_reviewer_id": False,
                "date_file_reviewed": False,
            }
        )
        reviewed._message_log_batch(
            {
                file.id: file.env._(
                    "Changed after the review (%(fields)s): the file is to be reviewed "
                    "again.",
                    fields=file._get_file_field_labels(changed[file]),
                )
                for file in reviewed
            }
        )

    def _add_file_editor(self):
        """Remember that the current user has entered data: four eyes at the review."""
        user = self.env.user
        new = self.filtered(lambda file: user not in file.file_editor_ids)
        if new:
            new._file_engine_write({"file_editor_ids": [(4, user.id)]})

    # trace

    @tools.ormcache(
        "self.env.uid",
        "self.env.su",
        "bool(self.env.context.get('customer_file_trace'))",
    )
    def _track_get_fields(self):
        # A write names no field to trace, so that every one of the file would be read
        # for each write of any partner: those that are written say so in _track_file.
        names = super()._track_get_fields()
        if self.env.context.get(TRACE_KEY):
            return names
        return names - self._get_file_tracked_fields()

    def _message_track(self, fields_iter, initial_values_dict):
        prepared = set().union(*filter(None, initial_values_dict.values()))
        return super()._message_track(prepared, initial_values_dict)

    def _track_file(self, names):
        """Prepare the trace in the chatter of the fields ``names`` of the file."""
        if names:
            self.with_context(**{TRACE_KEY: True})._track_prepare(names)

    @api.model
    @tools.ormcache()
    def _get_file_tracked_fields(self):
        """Return the traced fields that are ours, and thus not read with partners."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if getattr(field, "tracking", None) and name in self._get_file_names()
        )
