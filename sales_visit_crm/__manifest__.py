{
    "name": "Sales Visits for CRM",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Plan, make, report and review customer visits",
    "author": "Sales Visit CRM contributors",
    "license": "LGPL-3",
    "depends": ["crm", "sale_crm", "contacts", "calendar", "web_hierarchy"],
    "data": [
        # Groups first: access rights and rules refer to them.
        "security/sales_visit_crm_groups.xml",
        "security/ir.model.access.csv",
        "security/sales_visit_crm_rules.xml",
        # Reference data; requirements before the purposes that name them.
        "data/ir_sequence_data.xml",
        "data/mail_activity_type_data.xml",
        "data/sales_visit_transport_data.xml",
        "data/sales_visit_stage_data.xml",
        "data/sales_visit_requirement_data.xml",
        "data/sales_visit_purpose_data.xml",
        "data/ir_cron_data.xml",
    ],
    "application": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
