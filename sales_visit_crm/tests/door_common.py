"""The doors of the server, as a plain user's program or browser calls them."""

from datetime import timedelta
from xmlrpc.client import Fault

from odoo import fields
from odoo.tools import mute_logger


class RefusedError(Exception):
    """The message of a server that did not do what it was asked."""


class Door:
    """What the cases of a door call; a door says how."""

    allow_inherited_tests_method = True
    freeze_time = None  # sessions need a clock that runs
    caller = "rep"  # attribute of the user who calls

    @classmethod
    def _get_caller(cls):
        return getattr(cls, cls.caller)

    def _call(self, model, method, ids=None, context=None, **params):
        """Return what the user's call answers.

        :param ids: the records; None for a method of the model
        :raise RefusedError: if the server refuses
        """
        raise NotImplementedError

    def _write(self, record, vals, **context):
        return self._call(record._name, "write", record.ids, context=context, vals=vals)

    def _create(self, model, vals, **context):
        return self._call(model, "create", context=context, vals_list=[vals])


class Json2Door(Door):
    """``/json/2/<model>/<method>`` with a key of the user's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = cls.env["res.users.apikeys"].with_user(cls._get_caller())
        expiry = fields.Datetime.now() + timedelta(hours=1)
        cls.key = keys._generate("rpc", "door", expiry)

    @mute_logger("odoo.http")
    def _call(self, model, method, ids=None, context=None, **params):
        self.env.flush_all()
        if ids is not None:
            params["ids"] = ids
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            headers={
                "Authorization": f"Bearer {self.key}",
                "X-Odoo-Database": self.env.cr.dbname,
            },
            json={"context": context or {}, **params},
        )
        if answer.status_code != 200:
            # Refused, not broken.
            self.assertLess(answer.status_code, 500, answer.text)
            raise RefusedError(answer.json()["message"])
        return answer.json()


class XmlRpcDoor(Door):
    """``/xmlrpc/2/object``, with the password."""

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc")
    def _call(self, model, method, ids=None, context=None, **params):
        self.env.flush_all()
        user = self._get_caller()
        try:
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname,
                user.id,
                user.login,  # new_test_user makes it the password, too
                model,
                method,
                [] if ids is None else [ids],
                {**params, "context": context or {}},
            )
        except Fault as fault:
            self.assertNotIn("Traceback", fault.faultString)
            raise RefusedError(fault.faultString) from None

    def _create(self, model, vals, **context):
        # Here alone Odoo wants the values without a name.
        return self._call(model, "create", [vals], context=context)


class WebClientDoor(Door):
    """``/web/dataset/call_kw``: what the browser sends."""

    def setUp(self):
        super().setUp()
        user = self._get_caller()
        self.authenticate(user.login, user.login)

    @mute_logger("odoo.http")
    def _call(self, model, method, ids=None, context=None, **params):
        self.env.flush_all()
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": [] if ids is None else [ids],
                    "kwargs": {**params, "context": context or {}},
                }
            },
        ).json()
        if "error" in answer:
            data = answer["error"]["data"]
            self.assertTrue(data["name"].startswith("odoo.exceptions."), data)
            raise RefusedError(data["message"])
        return answer["result"]

    def _write(self, record, vals, **context):
        return self._save(record._name, record.ids, vals, context)

    def _create(self, model, vals, **context):
        return self._save(model, [], vals, context)

    def _save(self, model, ids, vals, context):
        return self._call(
            model, "web_save", ids, context=context, vals=vals, specification={}
        )
