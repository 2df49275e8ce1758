"""Odoo as a file: what it forks and starts anew needs a path, not `-m odoo`."""

from odoo.cli import main

main()
