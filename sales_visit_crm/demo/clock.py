"""A clock set back for whoever replays a history, and for nobody else."""

import threading
from contextlib import contextmanager

from odoo import fields


@contextmanager
def replayed(env):
    """Yield a function that sets the moment at which this transaction acts.

    Only the calling thread sees that moment: a server goes on serving its other
    databases at the true time while demo data is loaded. Beside ``Datetime.now``, the
    cursor's own time moves, from which Odoo takes the dates of creation and change.
    """
    true_now = fields.Datetime.now
    thread = threading.get_ident()
    moments = []

    def now(*_args):
        if moments and threading.get_ident() == thread:
            return moments[-1]
        return true_now()

    def set_time(moment):
        moments[:] = [moment]
        env.cr._now = moment

    fields.Datetime.now = staticmethod(now)
    try:
        yield set_time
    finally:
        fields.Datetime.now = staticmethod(true_now)
        env.cr._now = None
