"""The house rules that no linter knows."""

import ast
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

MODULE = "sales_visit_crm"
ROOMS = ("core", "approval", "customer", "visit", "opportunity", "key_account")
LONGEST_METHOD = 40  # lines, docstring apart


@tagged("post_install", "-at_install")
class TestConventions(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = Path(get_module_path(MODULE))
        cls.models = [
            cls.env[model.model]
            for model in cls.env["ir.model"].search([])
            if cls.env[model.model]._original_module == MODULE
        ]
        cls.record_models = [
            model for model in cls.models if not (model._abstract or model._transient)
        ]

    # structure

    def test_models_views_and_reports_lie_in_rooms(self):
        for folder in ("models", "views", "report"):
            for path in (self.root / folder).glob("*"):
                if path.suffix in (".py", ".xml") and path.name != "__init__.py":
                    with self.subTest(file=str(path.relative_to(self.root))):
                        self.assertTrue(path.name.endswith("_menus.xml"))
                elif path.is_dir() and path.name != "__pycache__":
                    with self.subTest(folder=str(path.relative_to(self.root))):
                        self.assertIn(path.name, ROOMS)

    def test_one_model_per_file_or_package_named_after_it(self):
        for path in self._python_files("models", "wizard", "report"):
            classes = [
                node
                for node in ast.parse(path.read_text()).body
                if isinstance(node, ast.ClassDef) and self._model_name(node)
            ]
            with self.subTest(file=str(path.relative_to(self.root))):
                self.assertEqual(len(classes), 1)
                # Odoo prescribes the first part of the name of a print's values.
                name = self._model_name(classes[0]).removeprefix(f"report.{MODULE}.")
                stem = name.replace(".", "_")
                self.assertIn(stem, (path.stem, path.parent.name))

    @staticmethod
    def _is_model(node):
        """Tell models from the small classes that carry values beside them."""
        return any(ast.unparse(base).startswith("models.") for base in node.bases)

    def test_packages_of_one_model_define_it_in_base(self):
        for path in self._python_files("models"):
            if path.parent.name in ROOMS:
                continue
            (node,) = (
                node
                for node in ast.parse(path.read_text()).body
                if isinstance(node, ast.ClassDef) and self._is_model(node)
            )
            names = {target for target, _value in self._class_constants(node)}
            with self.subTest(file=str(path.relative_to(self.root))):
                self.assertEqual("_name" in names, path.stem == "base")

    def test_rooms_import_from_rooms_above_only(self):
        for path in self._python_files("models"):
            room = path.relative_to(self.root / "models").parts[0]
            for later in ROOMS[ROOMS.index(room) + 1 :]:
                with self.subTest(file=path.name, room=later):
                    self.assertNotRegex(path.read_text(), rf"from \.+{later}\b")

    def test_tools_know_no_orm(self):
        for path in self._python_files("tools"):
            with self.subTest(file=path.name):
                self.assertNotRegex(path.read_text(), r"(?m)^(from|import) odoo\b")

    def test_methods_stay_short(self):
        for path in self._python_files("models", "wizard", "report", "tools"):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.FunctionDef):
                    continue
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body and body[-1].end_lineno - body[0].lineno + 1
                with self.subTest(file=path.name, method=node.name):
                    self.assertLessEqual(lines or 0, LONGEST_METHOD)

    # fields

    def test_relation_fields_carry_their_suffix(self):
        suffixes = {"many2one": "_id", "one2many": "_ids", "many2many": "_ids"}
        technical = {"create_uid", "write_uid"}
        for model in self.models:
            for field in model._fields.values():
                suffix = suffixes.get(field.type)
                if suffix and field._module == MODULE and field.name not in technical:
                    with self.subTest(field=str(field)):
                        self.assertTrue(field.name.endswith(suffix))

    def test_settings_do_not_ride_along_with_the_company(self):
        """Every request reads its company: a hundred settings come when asked for."""
        for name, field in self.env["res.company"]._fields.items():
            if field._module == MODULE and field.store and field.column_type:
                with self.subTest(field=name):
                    self.assertNotEqual(field.prefetch, True)

    def test_yes_or_no_fields_ask_a_question(self):
        for model in self.models:
            for field in model._fields.values():
                # Settings keep the names that Odoo gives its own.
                if field.type != "boolean" or field._module != MODULE:
                    continue
                if model._name == "res.config.settings" or field.name == "active":
                    continue
                with self.subTest(field=str(field)):
                    self.assertRegex(field.name, r"^(is|has|can|requires)_|_confirmed$")

    def test_defaults_are_computed_at_creation(self):
        for path in self._python_files("models", "wizard"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.keyword) and node.arg == "default":
                    with self.subTest(file=path.name, line=node.value.lineno):
                        self.assertNotIsInstance(node.value, ast.Call)

    def test_models_describe_themselves(self):
        for model in self.models:
            with self.subTest(model=model._name):
                self.assertTrue(model._description)
                self.assertNotEqual(model._description, model._name)

    # security

    def test_company_models_have_a_company_rule(self):
        for model in self.record_models:
            if "company_id" in model._fields and model._auto:
                with self.subTest(model=model._name):
                    rule = self.env.ref(f"{MODULE}.{self._xmlid(model)}_rule_company")
                    self.assertEqual(rule.model_id.model, model._name)
                    self.assertTrue(rule["global"])

    def test_rules_guard_the_model_they_are_named_after(self):
        for data in self._module_data("ir.rule"):
            rule = self.env["ir.rule"].browse(data.res_id)
            with self.subTest(rule=data.name):
                prefix = rule.model_id.model.replace(".", "_")
                self.assertTrue(data.name.startswith(f"{prefix}_rule_"))

    def test_access_is_given_to_the_addons_groups_only(self):
        for data in self._module_data("ir.model.access"):
            access = self.env["ir.model.access"].browse(data.res_id)
            with self.subTest(access=data.name):
                group = access.group_id.get_external_id()[access.group_id.id]
                self.assertTrue(group.startswith(f"{MODULE}.group_"))

    # views and data

    def test_views_are_named_after_their_model(self):
        for data in self._module_data("ir.ui.view"):
            view = self.env["ir.ui.view"].browse(data.res_id)
            if view.type == "qweb" or view.inherit_id:
                continue
            with self.subTest(view=data.name):
                prefix = view.model.replace(".", "_")
                self.assertTrue(data.name.startswith(f"{prefix}_view_{view.type}"))

    def test_window_actions_of_menus_have_a_clean_path(self):
        menus = self.env["ir.ui.menu"].browse(
            self._module_data("ir.ui.menu").mapped("res_id")
        )
        for action in menus.mapped("action"):
            if action and action._name == "ir.actions.act_window":
                with self.subTest(action=action.name):
                    self.assertTrue(action.path or action.target == "new")

    def test_every_cron_runs_a_method_that_exists(self):
        for data in self._module_data("ir.cron"):
            cron = self.env["ir.cron"].browse(data.res_id)
            with self.subTest(cron=data.name):
                self.assertRegex(cron.code, r"^model\._cron_\w+\(\)$")
                method = cron.code.removeprefix("model.").removesuffix("()")
                self.assertTrue(hasattr(self.env[cron.model_id.model], method))

    def test_every_file_of_the_manifest_folders_is_loaded(self):
        manifest = ast.literal_eval((self.root / "__manifest__.py").read_text())
        named = {*manifest["data"], *manifest["demo"]}
        for folder in ("data", "demo", "report", "security", "views", "wizard"):
            for path in (self.root / folder).rglob("*.xml"):
                name = str(path.relative_to(self.root))
                with self.subTest(file=name):
                    self.assertIn(name, named)

    # helpers

    def _python_files(self, *folders):
        for folder in folders:
            for path in sorted((self.root / folder).rglob("*.py")):
                if path.name != "__init__.py":
                    yield path

    def _module_data(self, model):
        return self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", model)]
        )

    @staticmethod
    def _class_constants(node):
        for statement in node.body:
            if isinstance(statement, ast.Assign) and isinstance(
                statement.targets[0], ast.Name
            ):
                yield statement.targets[0].id, statement.value

    def _model_name(self, node):
        """Return the model that a class defines or extends, None for other classes."""
        constants = dict(self._class_constants(node))
        value = constants.get("_name") or constants.get("_inherit")
        return value.value if isinstance(value, ast.Constant) else None

    @staticmethod
    def _xmlid(model):
        return model._name.replace(".", "_")
