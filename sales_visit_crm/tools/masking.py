"""Contact data as people see it who are not entrusted with the customer.

Of eleven digits the middle four are hidden, whatever stands between them:

>>> phone("13812345678")
'138****5678'
>>> phone("138 1234 5678")
'138 **** 5678'
>>> phone("021-55551234")
'021-****1234'

Foreign numbers and landlines: the middle four of the national part, if it has seven
digits or more; else the last two remain. An extension is no part of the number.

>>> phone("+86 138-1234-5678")
'+86 138-****-5678'
>>> phone("+1 650 555 0123")
'+1 650 ****123'
>>> phone("8234567")
'8****67'
>>> phone("12345")
'****45'
>>> phone("021-55551234 ext. 88")
'021-****1234 ****'

Of several numbers in one field each is hidden:

>>> phone("13812345678 / 13987654321")
'138****5678 / 139****4321'

What is no number hides altogether:

>>> phone("call Wang")
'****'

E-mails keep two characters and the domain, accounts their last four digits:

>>> email("wang.li@donghai.example")
'wa****@donghai.example'
>>> email("Wang Li <li@donghai.example>, a@b.example")
'Wang Li <l****@donghai.example>, ****@b.example'
>>> email("not an address")
'no****'
>>> account("6222 0212 3456 7890")
'****7890'
>>> account("123")
'****'

In a text of any kind whatever looks like a number of seven digits or an address:

>>> text("Wang Li, Buyer, 138 1234 5678, wang.li@donghai.example")
'Wang Li, Buyer, 138 **** 5678, wa****@donghai.example'
>>> text("Moved to 18 Lake Avenue, 200000 Shanghai on 2026-03-02.")
'Moved to 18 Lake Avenue, 200000 Shanghai on 2026-03-02.'

A yes or no that would tell whether a guess is right tells nothing:

>>> mask("phone", True)
False
>>> mask("email", False)
False

Masked texts are known by their stars:

>>> is_masked("138****5678"), is_masked("13812345678"), is_masked(False)
(True, False, False)

The last four digits, by which everyone may search:

>>> last_digits("+86 138-1234-5678"), last_digits("021-55551234 ext. 88")
('5678', '1234')
>>> last_digits("12"), last_digits(False)
('', '')
"""

import re

STARS = "****"
HIDDEN = 4  # digits in the middle of a number
LEAST = 7  # digits of a national number of which the rest may be seen
LONGEST = 15  # digits of a number, by E.164
SHOWN = 4  # last digits of an account

# Country codes of one and of two digits; all others have three (ITU-T E.164).
_ONE_DIGIT = frozenset("17")
_TWO_DIGITS = frozenset(
    str(code)
    for first, last in (
        *((20, 20), (27, 27), (30, 34), (36, 36), (39, 41), (43, 49)),
        *((51, 58), (60, 66), (81, 82), (84, 84), (86, 86), (90, 95), (98, 98)),
    )
    for code in range(first, last + 1)
)
_BETWEEN_NUMBERS = re.compile("(\\s*[/,;|\\n\u3001\uff0c\uff1b]\\s*)")
_EXTENSION = re.compile(r"\s*(?:[^\W\d_]|#|\*).*", re.DOTALL)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\+?\d(?:[ ()-]?\d){6,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")


def mask(kind, value):
    """Return ``value`` of the ``kind`` phone, email, account or text as it is seen."""
    if not value or not isinstance(value, str):
        return False
    return _KINDS[kind](value)


def phone(text):
    """Return ``text`` without the middle of each number in it."""
    parts = _BETWEEN_NUMBERS.split(text)
    return "".join(
        part if index % 2 else _number(part) for index, part in enumerate(parts)
    )


def email(text):
    """Return ``text`` with two characters of each mailbox in it."""
    if "@" not in text:
        return text[:2] + STARS
    masked = _ADDRESS.sub(lambda match: _mailbox(match.group()), text)
    return masked if STARS in masked else STARS


def account(text):
    """Return the last digits of an account number."""
    compact = re.sub(r"\W", "", text)
    return STARS + compact[-SHOWN:] if len(compact) > 2 * SHOWN else STARS


def text(value):
    """Return ``value`` without the numbers and addresses in it."""
    value = _ADDRESS.sub(lambda match: _mailbox(match.group()), value)
    return _NUMBER.sub(
        lambda match: (
            match.group() if _DAY.fullmatch(match.group()) else phone(match.group())
        ),
        value,
    )


def is_masked(value):
    """Return whether ``value`` is a text with something hidden in it."""
    return isinstance(value, str) and STARS in value


def last_digits(text):
    """Return the last four digits of the first number in ``text``, if it has them."""
    number = _BETWEEN_NUMBERS.split(text or "")[0]
    digits = "".join(_DIGIT.findall(_EXTENSION.sub("", number)))
    return digits[-HIDDEN:] if len(digits) >= HIDDEN else ""


def _number(text):
    if not text:
        return text
    number = _EXTENSION.sub("", text)
    rest = f" {STARS}" if number and number != text else ""
    places = [match.start() for match in _DIGIT.finditer(number)]
    national = places[_country_digits(number, places) :]
    if not LEAST <= len(national) <= LONGEST:
        return STARS + "".join(number[place] for place in places[-2:])
    first = (len(national) - HIDDEN) // 2
    last = first + HIDDEN - 1
    return number[: national[first]] + STARS + number[national[last] + 1 :] + rest


def _country_digits(number, places):
    """Return how many of the digits are the prefix and code of a country."""
    digits = "".join(number[place] for place in places)
    if number.lstrip().startswith("+"):
        prefix = 0
    elif digits.startswith("00"):
        prefix = 2
    else:
        return 0
    code = digits[prefix:]
    if code[:1] in _ONE_DIGIT:
        return prefix + 1
    return prefix + (2 if code[:2] in _TWO_DIGITS else 3)


def _mailbox(address):
    name, _at, domain = address.rpartition("@")
    shown = name[: min(2, len(name) - 1)]
    return f"{shown}{STARS}@{domain}"


_KINDS = {"phone": phone, "email": email, "account": account, "text": text}
