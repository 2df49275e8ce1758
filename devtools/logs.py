"""What an Odoo log says: records, test counts, failed tests, reasons to worry."""

import re
from typing import NamedTuple

# A record's first line; the lines of a traceback follow it.
HEAD = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \d+ "
    r"(?P<level>[A-Z]+) \S+ (?P<logger>[\w.\-]+): (?P<message>.*)",
)
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
BAD_TEST = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(\w+)(?:\.(\w+))?")
# The same for a class that could not be prepared or cleaned: none or all of its tests.
BAD_CLASS = re.compile(
    r"^ERROR: (?:setUp|tearDown)Class \(odoo\.addons\.(\w+)\.tests\.[\w.]*?(\w+)\)"
)

# Records that say nothing about the add-on, each with its reason.
NOISE = [
    # Odoo 19 also runs on Werkzeug 2, whose functions warn that Werkzeug 3 drops them.
    re.compile(r"py\.warnings: .*[Ww]erkzeug"),
    # Failed tests and the sums over them are counted where the tests are.
    re.compile(r"odoo\.tests\.result: "),
    re.compile(r"odoo\.modules\.loading: (Module \w+: \d+ failures|At least one test)"),
]


class Record(NamedTuple):
    level: str
    logger: str
    text: str


class Counts(NamedTuple):
    total: int
    failed: int  # each failed subtest counts


def records(log):
    """The records of a log text, each with its continuation lines."""
    found = []
    for line in log.splitlines():
        head = HEAD.match(line)
        if head:
            found.append(
                [head["level"], head["logger"], f"{head['logger']}: {head['message']}"]
            )
        elif found:
            found[-1][2] += "\n" + line
    return [Record(*record) for record in found]


def worries(log):
    """Warnings and errors that no known noise explains, failed tests aside."""
    return [
        record
        for record in records(log)
        if record.level in {"WARNING", "ERROR", "CRITICAL"}
        and not any(noise.search(record.text) for noise in NOISE)
        and not BAD_TEST.match(record.text.split(": ", 1)[1])
    ]


def counts(log):
    """How many tests ran and failed, or None if Odoo never counted."""
    found = RESULT.findall(log)
    if not found:
        return None
    failures, errors, total = map(int, found[-1])
    return Counts(total, failures + errors)


def bad_tests(log):
    """Failed tests: pairs of test tag (/module:Class.method) and the whole record."""
    found = []
    for record in records(log):
        message = record.text.split(": ", 1)[1]
        match = BAD_TEST.match(message)
        whole_class = BAD_CLASS.match(message)
        if whole_class:
            module, name = whole_class.groups()
            found.append((f"/{module}:{name}", record.text))
        elif record.level == "ERROR" and match and record.logger.startswith("odoo."):
            module = re.match(r"odoo\.addons\.(\w+)", record.logger)
            method = f".{match[2]}" if match[2] else ""
            found.append(
                (f"/{module[1] if module else 'base'}:{match[1]}{method}", record.text)
            )
    return found
