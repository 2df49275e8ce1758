"""What an add-on left behind: the difference between two moments of a database."""

import psycopg2

# Named things, compared by their names.
NAMED = {
    "table": """
        SELECT table_name FROM information_schema.tables
        WHERE table_schema = 'public'""",
    "column": """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public'""",
    "sequence": """
        SELECT sequence_name FROM information_schema.sequences
        WHERE sequence_schema = 'public'""",
    "index": "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'",
    "function": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "trigger": """
        SELECT tgrelid::regclass::text, tgname FROM pg_trigger
        WHERE NOT tgisinternal""",
    "constraint": """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model, name FROM ir_model_fields",
    "selection value": """
        SELECT f.model, f.name, s.value
        FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id""",
    # Not the foreign keys: Odoo itself forgets the rows of those on other add-ons'
    # tables (its own crm leaves three); the keys themselves are compared above.
    "registered constraint": """
        SELECT m.name, c.name
        FROM ir_model_constraint c JOIN ir_module_module m ON m.id = c.module
        WHERE c.type <> 'f'""",
    "registered relation": """
        SELECT m.name, r.name
        FROM ir_model_relation r JOIN ir_module_module m ON m.id = r.module""",
    "external id": """
        SELECT module, name, model FROM ir_model_data
        WHERE module = 'sales_visit_crm'""",
    "parameter": "SELECT key FROM ir_config_parameter",
}
# Rows that an add-on brings, compared by id.
TABLES = (
    "ir_act_client",
    "ir_act_report_xml",
    "ir_act_server",
    "ir_act_window",
    "ir_cron",
    "ir_default",
    "ir_filters",
    "ir_model_access",
    "ir_rule",
    "ir_sequence",
    "ir_ui_menu",
    "ir_ui_view",
    "mail_activity_plan",
    "mail_activity_type",
    "mail_message_subtype",
    "mail_template",
    "report_paperformat",
    "res_groups",
    "res_groups_privilege",
)
QUERIES = NAMED | {table: f"SELECT id FROM {table}" for table in TABLES}  # noqa: S608 - our own names


def snapshot(db):
    """Everything that QUERIES names, as one set per kind."""
    with psycopg2.connect(dbname=db) as connection, connection.cursor() as cursor:
        found = {}
        for kind, query in QUERIES.items():
            cursor.execute(query)
            found[kind] = {tuple(map(str, row)) for row in cursor.fetchall()}
    connection.close()
    return found


def left_behind(before, after):
    """Lines that name what the second snapshot has and the first had not."""
    return [
        f"{kind} {' '.join(row)}"
        for kind in QUERIES
        for row in sorted(after[kind] - before[kind])
    ]
