from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....tools import plain_text
from ....tools.customer_file import GROUPS

STEWARD = "sales_visit_crm.group_data_steward"
MANAGER = "sales_visit_crm.group_sales_visit_manager"
LEADER = "sales_visit_crm.group_sales_visit_leader"
SHOWN = 10  # sentences in one message
LONGEST_REASON = 1000  # characters


class ResPartner(models.Model):
    """Who may take which step with a customer file, and what it takes.

    Source: R041, R049, S004, S005, S006, S016, S130; lifecycle LC2.
    """

    _inherit = "res.partner"

    can_review_file = fields.Boolean(
        compute="_compute_can_review_file",
        search="_search_can_review_file",
        groups=GROUPS,
    )
    can_register_file = fields.Boolean(
        compute="_compute_can_register_file", groups=GROUPS
    )

    @api.depends("file_state", "user_id", "file_editor_ids", "entered_by_id")
    @api.depends_context("uid")
    def _compute_can_review_file(self):
        for partner in self:
            file = partner.sudo()
            partner.can_review_file = (
                file.file_state == "to_review"
                and self.env.user not in file.entered_by_id | file.file_editor_ids
                and partner._is_file_reviewer()
            )

    @api.depends_context("uid")
    def _compute_can_register_file(self):
        self.can_register_file = self.env.user.has_group(STEWARD)

    @api.model
    def _search_can_review_file(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        domain = (
            Domain("file_state", "=", "to_review")
            & Domain("entered_by_id", "!=", user.id)
            & Domain("file_editor_ids", "not in", user.ids)
        )
        if not (user.has_group(STEWARD) or user.has_group(MANAGER)):
            led = Domain("user_id.sale_team_id.user_id", "=", user.id) | (
                Domain("user_id", "=", False)
                & Domain("file_responsible_id.sale_team_id.user_id", "=", user.id)
            )
            domain &= led if user.has_group(LEADER) else Domain.FALSE
        return domain if True in value else ~domain

    def _get_file_owner(self):
        self.ensure_one()
        file = self.sudo()
        return file.user_id or file.file_responsible_id

    def _is_file_reviewer(self):
        """Return whether the user reviews files: leader of the owner's team, manager
        or steward.
        """
        user = self.env.user
        if user.has_group(STEWARD) or user.has_group(MANAGER):
            return True
        leader = self._get_file_owner().sale_team_id.user_id
        return user == leader and user.has_group(LEADER)

    def _check_may_review(self):
        self.check_access("read")
        self._check_file_company()
        for partner in self:
            if not partner._is_file_reviewer():
                raise AccessError(
                    self.env._(
                        "The file of %s is reviewed by the leader of its salesperson's "
                        "team, a sales manager or the data steward.",
                        partner.display_name,
                    )
                )

    def _check_file_four_eyes(self):
        for partner in self:
            file = partner.sudo()
            if self.env.user in file.entered_by_id | file.file_editor_ids:
                raise UserError(
                    self.env._(
                        "You typed in data of %s yourself. Somebody else has to review "
                        "it.",
                        partner.display_name,
                    )
                )

    def _check_steward(self):
        self._check_file_group(
            STEWARD, self.env._("Only the data steward registers customers.")
        )
        self.check_access("write")
        self._check_file_company()

    def _check_file_group(self, group, sentence):
        if not self.env.user.has_group(group):
            raise AccessError(sentence)

    def _check_file_company(self):
        """Check that the files are of companies that the user works for."""
        for partner in self:
            company = partner.sudo().file_company_id
            if company and company not in self.env.user.company_ids:
                raise AccessError(
                    self.env._(
                        "The file of %(customer)s belongs to %(company)s. Ask somebody "
                        "there.",
                        customer=partner.display_name,
                        company=company.name,
                    )
                )

    def _check_file_exists(self):
        for partner in self:
            if partner.file_state == "none":
                raise UserError(
                    self.env._(
                        "%s has no customer file. Open one first.", partner.display_name
                    )
                )

    def _check_file_step(self, sources, target):
        """Check that every file may go from where it is to ``target``.

        :raise UserError: naming the first file that may not
        """
        states = dict(self._fields["file_state"]._description_selection(self.env))
        for partner in self:
            if partner.file_state not in sources:
                raise UserError(
                    self.env._(
                        "%(customer)s: a customer file cannot go from “%(current)s” to "
                        "“%(target)s”.",
                        customer=partner.display_name,
                        current=states[partner.file_state],
                        target=states[target],
                    )
                )

    def _check_file_reason(self, reason):
        if not (reason := plain_text.clean(reason)):
            raise UserError(self.env._("Say why: the reason stays in the file."))
        if plain_text.problem(reason, LONGEST_REASON):
            raise UserError(
                self.env._(
                    "Say why in plain text of at most %s characters.", LONGEST_REASON
                )
            )
        return reason

    def _check_file_complete(self):
        """Check that nothing that belongs on the form was left blank.

        :raise UserError: saying for each file what is missing
        """
        problems = []
        self.sudo()._fetch_people()
        for partner in self:
            lines = partner.sudo()._get_file_problems()
            problems += [f"{partner.display_name}: {line}" for line in lines]
        if problems:
            more = self.env._("… and %s more", len(problems) - SHOWN)
            shown = problems[:SHOWN] + ([more] if len(problems) > SHOWN else [])
            remedy = self.env._(
                "Fill them in, or mark as not applicable (无) what this customer does "
                "not have."
            )
            raise UserError("\n".join([*shown, remedy]))

    def _get_file_problems(self):
        """Return sentences saying what keeps the file from being submitted."""
        keys = self.env["customer.file.field"].browse(self._get_missing_ids(True))
        lines = self._get_missing_lines(keys)
        if not self.data_source:
            lines.append(self.env._("Say where the data comes from (data source)."))
        if not self.file_responsible_id:
            lines.append(self.env._("Name the one person responsible for the file."))
        return lines

    @api.ondelete(at_uninstall=False)
    def _unlink_except_customer_file(self):
        if files := self.filtered(lambda partner: partner.file_state != "none"):
            raise UserError(
                self.env._(
                    "%(customer)s has a customer file (number %(number)s), which is "
                    "kept for good. Archive the contact instead.",
                    customer=files[0].display_name,
                    number=files[0].sudo().file_number,
                )
            )
