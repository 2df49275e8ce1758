"""Are the committed translations complete? And bring them up to date.

translations.py EXPORTED.pot I18N_FOLDER ODOO_ADDONS_PATH
"""

import sys
from datetime import datetime, timezone
from pathlib import Path

import polib

ADDON = "sales_visit_crm"
LANGUAGES = ("zh_CN", "zh_TW")


def places(po):
    """Each term with the places it is used in: Odoo translates a field's label only
    where the file names the field. Line numbers do not matter, Odoo writes 0."""
    return {
        (entry.msgctxt, entry.msgid): {name for name, _line in entry.occurrences}
        for entry in po
        if not entry.obsolete
    }


def differences(name, committed, exported):
    """Lines about terms and places that one file has and the other lacks."""
    have, want = places(committed), places(exported)
    for key in sorted(want.keys() - have.keys(), key=str):
        yield f"{name} lacks {key[1]!r}"
    for key in sorted(have.keys() - want.keys(), key=str):
        yield f"{name} has {key[1]!r}, which the add-on no longer says"
    for key in sorted(want.keys() & have.keys(), key=str):
        if want[key] != have[key]:
            places_changed = ", ".join(sorted(want[key] ^ have[key])[:3])
            yield f"{name}: {key[1]!r} is used in other places now ({places_changed})"


def complaints(exported, folder):
    """All that keeps the translations from being complete."""
    template = folder / f"{ADDON}.pot"
    if template.exists():
        yield from differences(template.name, polib.pofile(str(template)), exported)
    else:
        yield f"there is no {template.name}"
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        if not path.exists():
            yield f"there is no {path.name}"
            continue
        po = polib.pofile(str(path))
        yield from differences(path.name, po, exported)
        for entry in po:
            if entry.obsolete:
                continue
            if not entry.msgstr.strip():
                yield f"{path.name} does not translate {entry.msgid!r}"
            if entry.fuzzy:
                yield f"{path.name} has a fuzzy {entry.msgid!r}"


def update(exported, folder, addons_path):
    """Write the template and give each language its terms, keeping what is translated
    already. What Odoo says in the same words ("Created by") Odoo has translated."""
    folder.mkdir(exist_ok=True)
    template = folder / f"{ADDON}.pot"
    _keep_dates(exported, template)
    exported.save(str(template))
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        known = odoo_words(addons_path, language)
        if path.exists():
            known |= words(path)
        po = polib.pofile(str(template))
        for entry in po:
            entry.msgstr = known.get((entry.msgctxt, entry.msgid), "")
        po.metadata["Language"] = language
        po.metadata["Plural-Forms"] = "nplurals=1; plural=0;"
        po.save(str(path))
        missing = len(po.untranslated_entries())
        print(f"{path.name}: {len(po) - missing} of {len(po)} terms translated")


def words(path):
    """The translated terms of a file."""
    po = polib.pofile(str(path))
    return {(e.msgctxt, e.msgid): e.msgstr for e in po if e.msgstr and not e.obsolete}


def odoo_words(addons_path, language):
    known = {}
    # Later ones win: the words of the CRM are nearest to ours.
    for module in ("base", "web", "mail", "calendar", "sale", "sales_team", "crm"):
        for folder in addons_path.split(","):
            path = Path(folder, module, "i18n", f"{language}.po")
            if path.exists():
                known |= words(path)
    return known


def _keep_dates(exported, path):
    """The header's dates change only with the terms."""
    stamp = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M+0000")
    if path.exists():
        committed = polib.pofile(str(path))
        if places(committed) == places(exported):
            stamp = committed.metadata.get("POT-Creation-Date", stamp)
    exported.metadata["POT-Creation-Date"] = exported.metadata["PO-Revision-Date"] = (
        stamp
    )


if __name__ == "__main__":
    update(polib.pofile(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
