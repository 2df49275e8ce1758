"""The examples in the docstrings of ``tools/`` are true."""

import doctest
import importlib
import pkgutil

from odoo.tests import BaseCase, tagged

from .. import tools


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_docstring_examples_of_every_tool_hold(self):
        names = [module.name for module in pkgutil.iter_modules(tools.__path__)]
        self.assertTrue(names)
        for name in names:
            module = importlib.import_module(f"{tools.__name__}.{name}")
            with self.subTest(module=name):
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
                self.assertTrue(result.attempted, "a tool explains itself by example")
