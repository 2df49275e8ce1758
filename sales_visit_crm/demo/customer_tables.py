"""The tables and texts of the demo customer files and of what happens to them."""

import csv
import json
from dataclasses import dataclass

from odoo.tools import file_open

_FOLDER = "sales_visit_crm/demo"


@dataclass(frozen=True)
class FileEntry:
    """One row of the customer files: particulars, and how far the file comes.

    ``day`` is the working day on which the file is opened, ``verified`` that on which
    its salesperson last confirmed it; both count from the day of installation.
    """

    customer: str
    day: int
    ending: str
    verified: int | None
    level: str
    details: frozenset
    particulars: dict


def read_files():
    """Return the entries of the customer files, in order."""
    with file_open(f"{_FOLDER}/customer_files.tsv") as file:
        return [
            FileEntry(
                customer=row.pop("customer"),
                day=int(row.pop("day")),
                ending=row.pop("ending"),
                verified=int(row.pop("verified") or 0) or None,
                level=row.pop("level"),
                details=frozenset(row.pop("details").split()),
                particulars=row,
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]


def read_orders():
    """Return the rows of the orders: customer, working day, product, quantity."""
    with file_open(f"{_FOLDER}/customer_orders.tsv") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def read_changes():
    """Return the change requests, each with its values and its ending."""
    with file_open(f"{_FOLDER}/customer_changes.json") as file:
        return json.load(file)


def read_texts():
    """Return what stands in the files, by kind of customer, and what people write."""
    with file_open(f"{_FOLDER}/customer_texts.json") as file:
        return json.load(file)
