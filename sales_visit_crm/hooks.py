def post_init_hook(env):
    """Give the companies that exist already their own number sequences."""
    env["res.company"].search([])._create_sales_sequences()


def uninstall_hook(env):
    """Remove the sequences made per company: they carry no external id."""
    codes = ["sales.visit", "sales.visit.plan"]
    env["ir.sequence"].search([("code", "in", codes)]).unlink()
