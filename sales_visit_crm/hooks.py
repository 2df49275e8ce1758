def post_init_hook(env):
    """Give the companies that exist already their own number sequences."""
    env["res.company"].search([])._create_sales_sequences()


def uninstall_hook(env):
    """Remove what carries no external id: sequences, activities, parameters.

    Activities are archived once done; their types could not go before them.
    """
    codes = env["res.company"]._get_sales_sequence_codes()
    env["ir.sequence"].search([("code", "in", codes)]).unlink()
    own_types = env["ir.model.data"].search(
        [("module", "=", "sales_visit_crm"), ("model", "=", "mail.activity.type")]
    )
    activities = env["mail.activity"].with_context(active_test=False)
    activities.search([("activity_type_id", "in", own_types.mapped("res_id"))]).unlink()
    # Made at the first use, so it carries no external id either.
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", "sales_visit_crm.%")]).unlink()
