from odoo import fields
from odoo.modules import Manifest
from odoo.tests import TransactionCase
from odoo.tools.convert import convert_file

MODULE = "sales_visit_crm"
ROLES = {
    "rep": "group_sales_visit_user",
    "rep2": "group_sales_visit_user",
    "rep3": "group_sales_visit_user",
    "leader": "group_sales_visit_leader",
    "leader2": "group_sales_visit_leader",
    "manager": "group_sales_visit_manager",
    "steward": "group_data_steward",
    "auditor": "group_visit_auditor",
    "archivist": "group_archivist",
}


class DemoCommon(TransactionCase):
    """The demo data; where the database was made without it, it is loaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref(f"{MODULE}.res_users_rep_demo", raise_if_not_found=False):
            for name in Manifest.for_addon(MODULE)["demo"]:
                convert_file(cls.env, MODULE, name, {}, "init", noupdate=True)
        cls.users = cls.env["res.users"].union(
            *(cls.env.ref(f"{MODULE}.res_users_{name}_demo") for name in ROLES)
        )
        cls.now = fields.Datetime.now()
