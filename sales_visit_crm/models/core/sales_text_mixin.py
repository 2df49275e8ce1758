from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools import plain_text

LABEL_LENGTH = 60


class SalesTextMixin(models.AbstractModel):
    """Free texts are checked whatever door they came through: length, program code.

    The longest text is a setting of the record's company.
    """

    _name = "sales.text.mixin"
    _description = "Text Mixin"

    # Char fields that nobody types, such as a drawn number.
    _unchecked_texts = frozenset()

    @api.constrains(lambda self: self._get_text_fields())
    def _check_texts(self):
        names = self._get_text_fields()
        for record in self:
            limit = record.company_id.sudo().visit_text_max_chars
            for name in names:
                if problem := plain_text.problem(record[name], limit):
                    record._raise_text_problem(problem, name, limit)

    @api.model
    def _get_text_fields(self):
        """Return the names of the free-text fields, whose content is checked."""
        return [
            name
            for name, field in self._fields.items()
            if field.type in ("text", "char")
            and field.store
            and not field.compute
            and not field.related
            and name not in self._unchecked_texts
            and not name.startswith(("message_", "activity_"))
        ]

    def _raise_text_problem(self, problem, name, limit):
        field = self.fields_get([name], ["string"])[name]["string"]
        document = (self.display_name or "")[:LABEL_LENGTH]
        if problem == "long":
            raise ValidationError(
                self.env._(
                    "“%(field)s” of %(document)s is too long: at most %(limit)s "
                    "characters. Attach long texts as a file.",
                    field=field,
                    document=document,
                    limit=limit,
                )
            )
        raise ValidationError(
            self.env._(
                "“%(field)s” of %(document)s contains program code. Paste it as plain "
                "text.",
                field=field,
                document=document,
            )
        )
