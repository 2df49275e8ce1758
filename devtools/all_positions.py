"""Odoo, whose tests meant for the middle of an installation run after it instead.

Odoo runs `at_install` tests of `crm` before it loads what depends on `crm`: they would
never meet our add-on. Started like `python -m odoo`.
"""

import sys

from odoo.cli import main
from odoo.tests import loader

make_suite = loader.make_suite


def make_whole_suite(module_names, position="at_install"):
    if position == "at_install":
        return loader.OdooSuite()
    module_names = list(module_names)
    # The order of a plain run: what is tested at installation comes first.
    return loader.OdooSuite(
        [
            *make_suite(module_names, "at_install"),
            *make_suite(module_names, "post_install"),
        ]
    )


if __name__ == "__main__":
    loader.make_suite = make_whole_suite
    sys.exit(main())
