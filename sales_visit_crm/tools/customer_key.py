"""What two files of one customer have in common, however they were typed.

A name is compared without spaces, marks, full-width letters, case and legal form:

>>> name_key("东海贸易 有限公司") == name_key("东海贸易公司") == "东海贸易"
True
>>> name_key("\uff21cme Trading Co., Ltd."), name_key("Acme-Trading")
('acmetrading', 'acmetrading')
>>> name_key("Nanco"), name_key("上海(东海)集团有限公司")
('nanco', '上海东海')

What consists of nothing but a legal form is kept, and one letter says too little:

>>> name_key("公司"), name_key("A"), name_key(None)
('公司', '', '')

A phone number is compared by its digits, without the codes of country and trunk:

>>> phone_key("+86 138-0013-8000") == phone_key("0086 13800138000") == "13800138000"
True
>>> phone_key("021-5555 0101"), phone_key("+86 21 5555 0101")
('2155550101', '2155550101')
>>> phone_key("12345"), phone_key(None)
('', '')

Where numbers must not be read, their digests are compared:

>>> phone_digest("021-5555 0101", b"x") == phone_digest("+86 21 5555 0101", b"x")
True
>>> len(phone_digest("021-5555 0101", b"x")), phone_digest("12345", b"x")
(24, '')

A registry or tax number is compared without spaces and marks:

>>> number_key(" 9131-0000 ma1k "), number_key("/"), number_key(None)
('91310000MA1K', '', '')
"""

import hashlib
import hmac
import re
import unicodedata

_MARKS = re.compile(r"[\W_]+")
_CHINESE_FORMS = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|分公司|公司|集团|企业|商行|厂)$"
)
_LATIN_FORMS = frozenset(
    [
        "ag",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "inc",
        "kg",
        "limited",
        "llc",
        "ltd",
        "plc",
        "pte",
        "pty",
        "sa",
        "srl",
        "spa",
    ]
)
SHORTEST_NAME = 2
SHORTEST_PHONE = 7  # digits
DIGEST_LENGTH = 24  # hexadecimal digits


def name_key(name):
    """Return what is left of the name of a company for comparing it."""
    text = unicodedata.normalize("NFKC", name or "").casefold()
    words = [word for word in _MARKS.split(text) if word]
    whole = "".join(words)
    while len(words) > 1 and words[-1] in _LATIN_FORMS:
        words.pop()
    key = "".join(words)
    while (shorter := _CHINESE_FORMS.sub("", key)) != key and shorter:
        key = shorter
    key = key or whole
    return key if len(key) >= SHORTEST_NAME else ""


def phone_key(phone):
    """Return the digits of a phone number that tell it from others."""
    text = unicodedata.normalize("NFKC", phone or "")
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+86") or digits.startswith("0086"):
        digits = re.sub(r"^(00)?86", "", digits)
    digits = digits.lstrip("0")
    return digits if len(digits) >= SHORTEST_PHONE else ""


def phone_digest(phone, secret):
    """Return what stands for a phone number where numbers are compared.

    A phone number in other clothes would get past its masks: a digest does not.
    """
    digits = phone_key(phone)
    if not digits:
        return ""
    return hmac.new(secret, digits.encode(), hashlib.sha256).hexdigest()[:DIGEST_LENGTH]


def number_key(number):
    """Return the letters and digits of a registry or tax number."""
    text = unicodedata.normalize("NFKC", number or "")
    return _MARKS.sub("", text).upper()
