from datetime import timedelta
from unittest.mock import patch

from .common import SalesVisitCommon


def never_committing(env):
    """Return a patch by which crons run through, without a commit, time enough left."""

    def commit(_cron, processed=0, **_kwargs):
        env.flush_all()
        return 1.0

    return patch.object(env.registry["ir.cron"], "_commit_progress", commit)


class CustomerAuditCommon(SalesVisitCommon):
    """Registered customer files, whatever way they came into the register."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.user_id = cls.rep
        cls.other_customer.user_id = cls.other_rep
        cls.today = cls.company._get_sales_today()
        cls.startClassPatcher(never_committing(cls.env))

    @classmethod
    def _register(cls, partners, days_ago=100, **vals):
        """Put ``partners`` into the register of the company, ``days_ago`` days old."""
        day = cls.today - timedelta(days=days_ago)
        for partner in partners:
            user = partner.user_id or cls.rep
            partner._file_engine_write(
                {
                    "file_state": "registered",
                    "file_company_id": cls.company.id,
                    "date_file_opened": day,
                }
            )
            partner._as_steward_engine().write(
                {
                    "provided_by_id": user.id,
                    "provided_team_id": user.sale_team_id.id,
                    "file_responsible_id": user.id,
                    **vals,
                }
            )
        return partners

    @classmethod
    def _register_many(cls, count, user=None, **vals):
        """Return ``count`` new registered customers of ``user``."""
        user = user or cls.rep
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "user_id": user.id, "is_company": True}
                for number in range(count)
            ]
        )
        return cls._register(partners, **vals)

    def _get_activities(self, records, kind, user=None):
        """Return the open activities of ``records``, of ``user`` only if given."""
        domain = [
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
            ("activity_type_id", "=", self.env.ref(f"sales_visit_crm.{kind}").id),
        ]
        if user:
            domain.append(("user_id", "=", user.id))
        return self.env["mail.activity"].search(domain)
