"""Texts of any length on ruled paper.

Widths are counted in half-width characters, of which a Chinese one takes two:

>>> width("V2026"), width("客户")
(5, 4)

A row of a printed table must not be higher than a page, and a browser engine that
breaks inside a row may cut a line of text in two. So a long text is printed as
several rows, broken where a paragraph or a sentence ends:

>>> chunks("First. Second one. Third.", line=10, lines=2)
['First. Second one.', 'Third.']
>>> chunks("第一句。第二句。第三句。", line=8, lines=1)
['第一句。', '第二句。', '第三句。']

Line breaks count as lines, a sentence that is too long is cut anywhere, and an
empty text is one empty row:

>>> chunks("a" + 3 * chr(10) + "b", line=10, lines=2)
['a', 'b']
>>> chunks("abcdefghij", line=4, lines=1)
['abcd', 'efgh', 'ij']
>>> chunks(None)
['']

In a list only the beginning of a text is printed:

>>> shorten("Met Mr Wang", 7), shorten("客户同意试销", 8), shorten(None)
('Met Mr…', '客户同意…', '')
"""

import re
import unicodedata

# Chinese sentences end with full-width marks.
_SENTENCE = re.compile(r"[^。！？!?.\n]*(?:[。！？!?]+|\.+ ?|\n|$)")  # noqa: RUF001


def width(text):
    """Return how many half-width characters ``text`` takes in one line."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def chunks(text, line=96, lines=10):
    """Return ``text`` in pieces that take at most ``lines`` lines each.

    :param line: half-width characters that fit into a line
    """
    limit, pieces, room = line * lines, [""], line * lines
    for sentence in _SENTENCE.findall((text or "").strip()):
        for part in _cut(sentence, limit):
            taken = width(part) + line * part.count("\n")
            if taken > room:
                pieces.append("")
                room = limit
            pieces[-1] += part
            room -= taken
    return [piece.strip() for piece in pieces if piece.strip()] or [""]


def shorten(text, length=160):
    """Return the beginning of ``text``, ``length`` half-width characters at most."""
    text = (text or "").strip()
    if width(text) <= length:
        return text
    return f"{next(_cut(text, length)).rstrip()}…"


def _cut(text, length):
    """Yield ``text`` in pieces of at most ``length`` half-width characters."""
    start, taken = 0, 0
    for index, char in enumerate(text):
        taken += width(char)
        if taken > length:
            yield text[start:index]
            start, taken = index, width(char)
    yield text[start:]
