"""Ledgers as Excel workbooks, written row by row, however many there are.

A ledger is a list of columns and an iterable of rows. Memory does not grow with the
rows: xlsxwriter keeps one row at a time, the rest lies in temporary files.

>>> from io import BytesIO
>>> columns = [Column("Customer", 30), Column("Stay", 8, "integer", is_totalled=True)]
>>> heading = Heading("Visit Register", ["No. 7"], ["Checked by:"], "%s visits")
>>> with LedgerWorkbook(BytesIO(), columns, heading) as workbook:
...     workbook.write_rows([("Donghai", 45), ("=1+1", None)])
...     (workbook.row_count, workbook.sheet_count, workbook.totals)
2
(2, 1, {1: 45})

Past the last row that Excel can show, the ledger goes on in the next sheet:

>>> room = heading.row_count + 1  # for one row of data on each sheet
>>> with LedgerWorkbook(BytesIO(), columns, heading, max_rows=room) as workbook:
...     _count = workbook.write_rows([("Donghai", 45), ("Nanshan", 5)])
...     workbook.sheet_count
2

What people typed stays what they typed, as far as a cell can hold it:

>>> clean("=HYPERLINK(0)")
'=HYPERLINK(0)'
>>> clean("bell" + chr(7) + chr(13) + chr(10) + "line")
'bell\\nline'
>>> text = clean("x" * 40_000)
>>> (len(text), text[-2:])
(32767, 'x…')
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import xlsxwriter

MAX_ROWS = 1_048_576  # rows of a sheet, Excel's limit
MAX_CHARS = 32_767  # characters of a cell, Excel's limit
SHEET_NAME_CHARS = 31  # characters of a sheet's name, Excel's limit
PAPER_A4 = 9  # Excel's code of the paper size
HEADER_HEIGHT = 30  # points: two lines of a label
TITLE_SIZE = 16  # points
PAGE_MARGIN = 0.4  # inches

INTEGER_FORMAT = "#,##0"
AMOUNT_FORMAT = "#,##0.00"
DATE_FORMAT = "yyyy-mm-dd"
DATETIME_FORMAT = "yyyy-mm-dd hh:mm"

# XML 1.0 forbids them even escaped; "\r" is a line end that Excel shows as a box.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_SHEET_NAME_ILLEGAL = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Column:
    """One column of a ledger.

    ``kind`` is ``text``, ``note`` (text of several lines), ``integer``, ``amount``,
    ``date`` or ``datetime`` (naive, shown as it is). ``labels`` says what stands in the
    cell for a stored key; a key without label stays as it is.
    """

    label: str
    width: int  # characters of the default font
    kind: str = "text"
    is_totalled: bool = False
    labels: Mapping | None = None


@dataclass(frozen=True)
class Heading:
    """What stands above and below the rows of every sheet.

    ``total`` and ``carried`` label the totals of the last sheet and of those before
    it; ``%s`` in them becomes the count of rows so far.
    """

    title: str
    above: list
    below: list
    total: str = "%s"
    carried: str = "%s"

    @property
    def header_row(self):
        """Return the index of the row with the columns' labels."""
        return 1 + len(self.above)

    @property
    def row_count(self):
        """Return how many rows of a sheet are none of the ledger's own."""
        return self.header_row + 1 + self._footer_row_count

    @property
    def _footer_row_count(self):
        return 2 + len(self.below)  # totals and an empty row before the signatures


def clean(text):
    """Return ``text`` without what no cell can hold."""
    if not text.isprintable():  # most are, and asking is ten times cheaper
        text = _ILLEGAL.sub("", text)
    if len(text) > MAX_CHARS:
        text = text[: MAX_CHARS - 1] + "…"
    # xlsxwriter would copy it into the file unescaped, as formatted text.
    return f" {text}" if text.startswith("<r>") else text


def sheet_name(title, number):
    """Return the name of a ledger's sheet ``number``, from 1.

    >>> sheet_name("Visits: North/South", 1)
    'Visits NorthSouth'
    >>> sheet_name("Visits", 2)
    'Visits (2)'
    """
    suffix = f" ({number})" if number > 1 else ""
    name = _SHEET_NAME_ILLEGAL.sub("", title)[: SHEET_NAME_CHARS - len(suffix)]
    return f"{name}{suffix}"


class LedgerWorkbook:
    """Context manager around a constant-memory workbook in the open binary ``file``.

    :param columns: the ledger's :class:`Column` objects
    :param heading: the :class:`Heading` of every sheet
    :param max_rows: rows of a sheet; a small one makes several sheets testable
    """

    def __init__(self, file, columns, heading, max_rows=MAX_ROWS):
        self.columns = columns
        self.heading = heading
        self.row_count = 0
        self.sheet_count = 0
        self.totals = {
            index: 0 for index, column in enumerate(columns) if column.is_totalled
        }
        self._sheet_room = max_rows - heading.row_count
        if self._sheet_room < 1:
            raise ValueError(f"{max_rows} rows leave no room below the heading")
        self._workbook = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._workbook.use_zip64()
        self._workbook.set_properties({"title": heading.title})
        self._formats = self._add_formats()
        self._start_sheet()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_type is None:
            self._end_sheet(self.heading.total)
        # Also after an error: closing removes the sheets' temporary files.
        self._workbook.close()

    def write_rows(self, rows):
        """Write ``rows``, sequences of values in the order of the columns.

        :return: the count of rows written
        """
        before = self.row_count
        totals = self.totals
        for values in rows:
            if self._row == self._end_row:
                self._end_sheet(self.heading.carried)
                self._start_sheet()
            row = self._row
            for index, write, value in zip(
                self._indexes, self._writers, values, strict=True
            ):
                if value is not None and value != "":
                    write(row, index, value)
            for index in totals:
                totals[index] += values[index] or 0
            self._row += 1
            self.row_count += 1
        return self.row_count - before

    def _add_formats(self):
        add = self._workbook.add_format
        top = {"valign": "top"}
        return {
            "title": add({"bold": True, "font_size": TITLE_SIZE}),
            "header": add(
                {
                    "bold": True,
                    "bg_color": "#E9ECEF",
                    "bottom": 1,
                    "text_wrap": True,
                    "valign": "vcenter",
                }
            ),
            "text": add(top),
            "note": add({**top, "text_wrap": True}),
            "integer": add({**top, "num_format": INTEGER_FORMAT}),
            "amount": add({**top, "num_format": AMOUNT_FORMAT}),
            "date": add({**top, "num_format": DATE_FORMAT, "align": "left"}),
            "datetime": add({**top, "num_format": DATETIME_FORMAT, "align": "left"}),
            "total": add({"bold": True, "top": 1, "num_format": INTEGER_FORMAT}),
        }

    def _start_sheet(self):
        self.sheet_count += 1
        self._sheet = self._workbook.add_worksheet(
            sheet_name(self.heading.title, self.sheet_count)
        )
        self._set_up_page()
        self._write_heading()
        self._indexes = range(len(self.columns))
        self._writers = [self._get_writer(column) for column in self.columns]
        self._row = self.heading.header_row + 1
        self._end_row = self._row + self._sheet_room

    def _set_up_page(self):
        sheet, header_row = self._sheet, self.heading.header_row
        sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.set_margins(PAGE_MARGIN, PAGE_MARGIN, PAGE_MARGIN, 2 * PAGE_MARGIN)
        sheet.fit_to_pages(1, 0)  # as wide as one page, as long as it takes
        sheet.hide_gridlines(0)  # so that they are printed
        sheet.set_footer("&C&P / &N")
        sheet.freeze_panes(header_row + 1, 0)
        sheet.repeat_rows(header_row)
        for index, column in enumerate(self.columns):
            sheet.set_column(index, index, column.width)

    def _write_heading(self):
        heading, sheet = self.heading, self._sheet
        sheet.write_string(0, 0, clean(heading.title), self._formats["title"])
        for row, line in enumerate(heading.above, start=1):
            sheet.write_string(row, 0, clean(line))
        sheet.set_row(heading.header_row, HEADER_HEIGHT)
        for index, column in enumerate(self.columns):
            sheet.write_string(
                heading.header_row, index, clean(column.label), self._formats["header"]
            )

    def _end_sheet(self, total_label):
        sheet, style = self._sheet, self._formats["total"]
        last = len(self.columns) - 1
        header_row = self.heading.header_row
        sheet.autofilter(header_row, 0, max(header_row, self._row - 1), last)
        # The numbers go on from sheet to sheet, as in a bound ledger.
        sheet.write_string(self._row, 0, total_label % self.row_count, style)
        for index in range(1, last + 1):
            if index in self.totals:
                sheet.write_number(self._row, index, self.totals[index], style)
            else:
                sheet.write_blank(self._row, index, None, style)
        for row, line in enumerate(self.heading.below, start=self._row + 2):
            sheet.write_string(row, 0, clean(line))

    def _get_writer(self, column):
        """Return the function of row, column and value that writes a cell."""
        style = self._formats[column.kind]
        write_string = self._sheet.write_string
        if labels := column.labels:
            return lambda row, index, value: write_string(
                row, index, clean(labels.get(value, value)), style
            )
        if column.kind in ("text", "note"):
            return lambda row, index, value: write_string(
                row, index, clean(value), style
            )
        write = {
            "integer": self._sheet.write_number,
            "amount": self._sheet.write_number,
            "date": self._sheet.write_datetime,
            "datetime": self._sheet.write_datetime,
        }[column.kind]
        return lambda row, index, value: write(row, index, value, style)
