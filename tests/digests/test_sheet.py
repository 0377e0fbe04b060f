"""The attached table: opened by a spreadsheet without running anything that a resident typed."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.digests.sheet import defused, table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.mark.parametrize(
    "cell",
    [
        "=HYPERLINK(1)",
        "+33 6",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        "\u2003=1",
        "\ufeff=1",
        "\u200b@x",
        "=cmd|' /C calc'!A0",
    ],
)
def test_what_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert defused(cell).startswith("'")


def test_plain_text_and_numbers_stay_as_they_are() -> None:
    assert [defused(cell) for cell in ("12 rue d’Ulm", 3, "a = b", "")] == ["12 rue d’Ulm", "3", "a = b", ""]


@given(st.lists(st.lists(st.text(max_size=30), min_size=2, max_size=2), max_size=5))
def test_no_cell_begins_like_a_formula_and_no_cell_breaks_its_row(rows: list[list[str]]) -> None:
    content = table(("a", "b"), rows)
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(read) == len(rows) + 1
    assert all(len(row) == 2 for row in read)
    assert not any(cell.lstrip().startswith(DANGEROUS) for row in read[1:] for cell in row)


def test_the_table_is_what_french_spreadsheets_open() -> None:
    assert table(("Numéro", "Lieu"), [("JR-1", 'a;"b"')]) == '\ufeffNuméro;Lieu\r\nJR-1;"a;""b"""\r\n'.encode()
