from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """The steps of a customer file, from opening to the archive.

    Each of them takes a batch, says which files block it and why, and costs the same
    number of queries for one file as for a hundred.

    Source: R049-R051, R081, R085, S006, S130, S147; lifecycle 5.7, LC2.
    """

    _inherit = "res.partner"

    def action_open_file(self):
        """Give these customers a file: number, day, and who answers for it."""
        customers = self.commercial_partner_id
        customers.check_access("write")
        if known := customers.filtered(lambda file: file.file_state != "none"):
            raise UserError(
                self.env._(
                    "%(customer)s has a file already: number %(number)s.",
                    customer=known[0].display_name,
                    number=known[0].file_number,
                )
            )
        customers._check_one_file()
        by_company = customers.grouped(lambda file: file.company_id or self.env.company)
        for company, files in by_company.items():
            files._open_files(company)
        customers.sudo()._resolve_not_applicable()
        return True

    def _open_files(self, company):
        numbering = self.env["sales.numbering.mixin"]
        numbers = numbering._next_numbers(company, len(self), code="customer.file")
        today = company._get_sales_today()
        due = today + timedelta(days=company.sudo().customer_file_due_days)
        for customer, number in zip(self, numbers, strict=True):
            customer.sudo()._as_file_engine().write({"file_number": number})
        self._file_engine_write(
            {
                "file_state": "draft",
                "file_company_id": company.id,
                "date_file_opened": today,
                "date_file_due": due,
                "entered_by_id": self.env.uid,
                "date_last_verified": today,
                "verified_by_id": self.env.uid,
            }
        )
        user = self.env.user
        for name, get_user in {
            "collector_id": lambda file: user,
            "provided_by_id": lambda file: user,
            "file_responsible_id": lambda file: file.user_id or user,
        }.items():
            empty = self.sudo().filtered(lambda file: not file[name])  # noqa: B023
            for value, files in empty.grouped(get_user).items():
                files._file_engine_write({name: value.id})
        teams = self.sudo().filtered(lambda file: not file.provided_team_id)
        for team, files in teams.grouped(
            lambda file: file.provided_by_id.sale_team_id
        ).items():
            if team:
                files._file_engine_write({"provided_team_id": team.id})

    def action_submit_file(self):
        """Hand the files in for review, complete or with 无 (R049)."""
        self.check_access("write")
        self._check_file_step(("draft",), "to_review")
        self._check_file_complete()
        self._check_one_file()
        self._file_engine_write(
            {
                "file_state": "to_review",
                "entered_by_id": self.env.uid,
                "date_file_submitted": fields.Datetime.now(),
                "file_editor_ids": [(4, self.env.uid)],
                "is_file_review_reminded": False,
            }
        )
        self._schedule_file_reviews()
        return True

    def action_review_file(self):
        """Confirm that the files are right: somebody else than who typed them in."""
        self._check_may_review()
        self._check_file_step(("to_review",), "reviewed")
        self._check_file_four_eyes()
        self._file_engine_write(
            {
                "file_state": "reviewed",
                "file_reviewer_id": self.env.uid,
                "date_file_reviewed": fields.Datetime.now(),
                "file_editor_ids": [(5,)],
            }
        )
        self._unlink_file_activities()
        return True

    def action_return_file(self, reason):
        """Send files back to who submitted them, saying what is to be corrected."""
        self._check_may_review()
        reason = self._check_file_reason(reason)
        self._check_file_step(("to_review", "reviewed"), "draft")
        self._file_engine_write(
            {
                "file_state": "draft",
                "file_reviewer_id": False,
                "date_file_reviewed": False,
            }
        )
        self._unlink_file_activities()
        self._log_file(self.env._("Customer file returned: %s", reason))
        self._schedule_file_activities(
            "sales_visit_crm.mail_activity_type_customer_file",
            lambda file: file.entered_by_id,
            self.env._("Correct the customer file: %s", reason),
        )
        return True

    def action_register(self):
        """Lock the reviewed files: their data changes through requests only."""
        self._check_steward()
        self._check_file_step(("reviewed",), "registered")
        self._check_file_complete()
        self._check_one_file()
        self._file_engine_write(
            {
                "file_state": "registered",
                "registered_by_id": self.env.uid,
                "date_registered": fields.Datetime.now(),
            }
        )
        if set_secrecy := getattr(self.sudo(), "_set_default_secrecy", None):
            set_secrecy()
        return True

    def action_unregister(self, reason):
        """Open registered files again, for collecting and review."""
        self._check_steward()
        reason = self._check_file_reason(reason)
        self._check_file_step(("registered",), "draft")
        self._file_engine_write(
            {
                "file_state": "draft",
                "registered_by_id": False,
                "date_registered": False,
                "file_reviewer_id": False,
                "date_file_reviewed": False,
            }
        )
        self._log_file(self.env._("No longer registered: %s", reason))
        return True

    def action_mark_filed(self):
        """Say that the signed forms are in the archive (R051)."""
        self._check_file_group(
            "sales_visit_crm.group_archivist",
            self.env._("Only the archivist says what has been filed."),
        )
        self.check_access("read")
        self._check_file_exists()
        unfiled = self.filtered(lambda file: not file.sudo().date_filed)
        if early := unfiled.filtered(lambda file: file.file_state == "draft"):
            raise UserError(
                self.env._(
                    "The file of %s has not been submitted yet. File it afterwards.",
                    early[0].display_name,
                )
            )
        for company, files in unfiled.sudo().grouped("file_company_id").items():
            files.with_env(self.env)._file_engine_write(
                {"date_filed": company._get_sales_today(), "filed_by_id": self.env.uid}
            )
        unfiled._unlink_file_activities("mail_activity_type_customer_file")
        return True

    def action_verify(self):
        """Confirm that the files are still true today (R040)."""
        self.check_access("write")
        self._check_file_exists()
        self._file_engine_write(
            {
                "date_last_verified": self.env.user._get_sales_today(),
                "verified_by_id": self.env.uid,
            }
        )
        return True

    # what the buttons open

    def action_ask_return(self):
        return self._open_file_wizard("return", self.env._("Return Customer File"))

    def action_ask_unregister(self):
        return self._open_file_wizard("unregister", self.env._("End Registration"))

    def _open_file_wizard(self, step, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "customer.file.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.ids, "default_step": step},
        }

    def _log_file(self, sentence):
        self.sudo()._message_log_batch(dict.fromkeys(self.ids, sentence))

    # merge

    def _receive_file(self, source):
        """Take over the file of ``source``, which is merged into this customer."""
        names = self._get_file_engine_fields() - {
            "customer_dossier_id",
            *self._get_created_names(),
        }
        vals = {
            name: self._fields[name].convert_to_write(source[name], source)
            for name in names
        }
        marked = source.not_applicable_ids
        source._release_file()
        # Odoo has moved the contacts and accounts in the database itself.
        self.invalidate_recordset(["child_ids", "bank_ids"])
        self._file_engine_write(
            {**vals, "not_applicable_ids": [(4, row.id) for row in marked]}
        )
        self._resolve_not_applicable()

    def _release_file(self):
        self._file_engine_write(
            {"file_state": "none", "file_number": False, "file_company_id": False}
        )
        self.flush_recordset()
