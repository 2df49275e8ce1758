"""Somebody who uses a running Odoo: logs in, calls methods, downloads files."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import requests

TIMEOUT = 120  # the first PDF compiles the style sheets


class RefusedError(Exception):
    """What the server says when it does not do what it was asked."""


class Client:
    """One user's session; without a login it is a visitor's."""

    def __init__(self, url, db, login=None):
        self.url = url
        self.cookies = {}
        self.uid = None
        if login:
            # The demo users' password is their login.
            answer = self._post(
                "/web/session/authenticate", db=db, login=login, password=login
            )
            self.cookies = answer.cookies.get_dict()
            self.uid = self._result(answer)["uid"]

    def call(self, model, method, *args, **kwargs):
        """What a method answers to a browser; RefusedError with its message."""
        answer = self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )
        return self._result(answer)

    def get(self, path, **params):
        return requests.get(
            self.url + path,
            params=params,
            cookies=self.cookies,
            allow_redirects=False,
            timeout=TIMEOUT,
        )

    def _post(self, path, **params):
        # No session of requests: its connections do not take calls at once.
        return requests.post(
            self.url + path,
            json={"params": params},
            cookies=self.cookies,
            timeout=TIMEOUT,
        )

    @staticmethod
    def _result(answer):
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            raise RefusedError(content["error"]["data"]["message"])
        return content.get("result")


def at_once(calls):
    """Run the calls at the same moment; for each its result or its RefusedError."""
    barrier = Barrier(len(calls))

    def start(call):
        barrier.wait()
        try:
            return call()
        except RefusedError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(start, calls))
