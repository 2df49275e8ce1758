"""What people type or paste into the text boxes of a report.

>>> problem("Met Mr Wang; price < 100 yuan is <b>fine</b>.")
>>> problem("x" * 11, limit=10)
'long'
>>> problem("hello <script>alert(1)</script>")
'script'
>>> problem('<img src=x onerror="steal()">')
'script'
>>> problem(None)

A reason of blanks is none, and a client may send anything:

>>> clean("  Storm ")
'Storm'
>>> clean("   "), clean(None), clean(False)
('', '', '')
>>> clean(7)
'7'
"""

import re

# Tags that run something, and handler attributes inside any tag.
_SCRIPT = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed)\b|<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE
)


def clean(text):
    """Return what was typed without the blanks around it, empty for nothing."""
    return str(text).strip() if text else ""


def problem(text, limit=20_000):
    """Return ``long``, ``script`` or None for a ``text`` that may be kept.

    :param limit: number of characters that still count as a report
    """
    if not text:
        return None
    if len(text) > limit:
        return "long"
    return "script" if _SCRIPT.search(text) else None
