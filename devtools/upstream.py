"""Which of Odoo's own tests concern us, and how a run with us differs from one without.

The tests are chosen by module, those of `base` by file. They run on an installed
database, all after installation (see all_positions.py), browser tours included.
"""

import hashlib
import re
from collections import Counter

import logs

MODULES = (
    "crm",
    "sale_crm",
    "sale",
    "sale_management",
    "contacts",
    "calendar",
    "portal",
    "sales_team",
)
# What `base` tests of partners, and with partners.
BASE_FILES = (
    "acl",
    "avatar_mixin",
    "expression",
    "form_create",
    "format_address_mixin",
    "import_files",
    "ir_attachment",
    "res_company",
    "res_partner",
    "res_partner_bank",
    "res_partner_merge",
    "res_users",
    "search",
    "user_has_group",
)
# Classes not worth their minutes, each with the reason.
LEFT_OUT = {
    "/sale:TestTaxesDownPaymentSale": "a third of the time for taxes on down payments "
    "in three countries; no customer data",
}
TAGS = ",".join(
    [
        *(f"/{module}" for module in MODULES),
        *(f"/base/tests/test_{name}.py" for name in BASE_FILES),
        *(f"-{tag}" for tag in LEFT_OUT),
    ]
)
STARTED = re.compile(
    r" odoo\.addons\.(\w+)\.tests\.\S+: Starting (\w+)\.(\w+) \.\.\.", re.MULTILINE
)
SKIPPED = re.compile(
    r" odoo\.addons\.(\w+)\.tests\.\S+: skipped (\w+)\.(\w+) : ", re.MULTILINE
)


class Run:
    """One run's log: the tests that ran, were skipped, and failed with what words."""

    def __init__(self, log):
        self.ran = Counter(map(tag_of, STARTED.findall(log)))
        self.skipped = set(map(tag_of, SKIPPED.findall(log)))
        self.bad = {}
        for tag, text in logs.bad_tests(log):
            # All subtests of a test are one test.
            self.bad[tag] = self.bad.get(tag, "") + text + "\n"


def tag_of(parts):
    module, class_name, method = parts
    return f"/{module}:{class_name}.{method}"


def module_of(tag):
    return tag[1:].split(":")[0]


def digest():
    return hashlib.sha256(TAGS.encode()).hexdigest()[:12]


def new_failures(plain, ours):
    return sorted(ours.bad.keys() - plain.bad.keys())


def comparison(plain, ours, lasting):
    """The lines of a report: counts by module, and each test that differs by name."""
    yield f"\n{'':18}{'tests':>7}{'skipped':>9}{'failed':>8}{'with us':>9}{'new':>5}"
    modules = sorted({module_of(tag) for tag in [*plain.ran, *ours.ran]})
    for module in [*modules, ""]:

        def count(tags, module=module):
            return sum(1 for tag in tags if module in {"", module_of(tag)})

        yield (
            f"{module or 'all':18}{count(ours.ran):7}{count(ours.skipped):9}"
            f"{count(plain.bad):8}{count(ours.bad):9}{count(lasting):5}"
        )
    new = new_failures(plain, ours)
    for title, tags in (
        ("Fail with and without us", sorted(plain.bad.keys() & ours.bad.keys())),
        ("Fail without us only", sorted(plain.bad.keys() - ours.bad.keys())),
        ("Failed once with us, passed the second time", [*{*new} - lasting]),
        ("NEW: fail with us only", sorted(lasting)),
    ):
        if tags:
            yield f"\n{title}:"
            yield from (f"  {tag}" for tag in tags)
    yield "\nLeft out:"
    yield from (f"  {tag}: {reason}" for tag, reason in LEFT_OUT.items())
    yield ""
