"""The table attached to a digest: all lines, for a spreadsheet. No contact, nothing that a resident wrote."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

# What a spreadsheet takes for a formula, in both widths.
_FORMULA = tuple("=+-@＝＋－＠")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV as French spreadsheets open it: `;`, UTF-8 with a byte order mark, CRLF, one line a row."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def defused(cell: object) -> str:
    """A cell's text that no spreadsheet runs as a formula: an apostrophe before it. Line ends become spaces, invisible
    characters go."""
    seen = "".join(c for c in str(cell) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    plain = " ".join(seen.split())
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
