from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base import toml_lines
from reporter.base.territory import Fault, Table, TerritoryFault, read, stop_at


@pytest.fixture
def faults() -> list[Fault]:
    return []


@pytest.fixture
def written(tmp_path: Path, faults: list[Fault]):
    """Reads a text as a file of the territory."""

    def write(text: str | bytes) -> Table:
        path = tmp_path / "town.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, faults)

    return write


def said(faults: list[Fault]) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in faults]


def test_a_file_without_fault_gives_its_values(written, faults):
    root = written(
        'slug = "a-1"\nurgent = true\nratio = 0.5\ndays = 3\nnames = ["x", " y "]\n'
        'name = "Bonjour"\nhint = { fr = "Oui", en = "Yes" }\n[map]\nzoom = 4\n[[row]]\nn = 1\n[[row]]\nn = 2\n'
    )
    assert root.slug() == "a-1"
    assert root.boolean("urgent") is True
    assert root.number("ratio") == 0.5
    assert root.whole("days") == 3
    assert root.texts("names") == ("x", "y")
    assert root.wording("name").to("en") == "Bonjour"
    hint = root.wording("hint")
    assert (hint.to("en"), hint.to("tr"), str(hint)) == ("Yes", "Oui", "Oui")
    assert root.table("map").whole("zoom") == 4
    assert [row.whole("n") for row in root.tables("row")] == [1, 2]
    assert (root.text("absent", "-"), root.texts("none", ()), root.optional_wording("no")) == ("-", (), None)
    assert root.table("nowhere", required=False) is None
    root.finish()
    assert faults == []
    stop_at(faults)


def test_every_fault_is_named_with_its_line_and_none_hides_another(written, faults):
    root = written(
        'slug = "Not a slug"\nurgent = "yes"\ndays = 1.5\nratio = 7\nname = { en = "Hi", de = "Hallo" }\n'
        'colours = [\n  "red",\n  "gren",\n]\n\n[[row]]\nkind = "smal"\n\n[[row]]\n'
    )
    root.slug()
    root.boolean("urgent")
    root.whole("days")
    root.number("ratio", least=0, most=1)
    root.wording("name")
    root.some_of("colours", ("red", "green"))
    for row in root.tables("row"):
        row.one_of("kind", ("small", "large"))
    assert said(faults) == [
        (1, "slug: 'Not a slug' must be made of a-z, 0-9 and single hyphens"),
        (2, "urgent: must be true or false"),
        (3, "days: must be a whole number from 0 to 1e+06"),
        (4, "ratio: must be a number from 0 to 1"),
        (5, "name: unknown language 'de', known are fr, en, es, ar, tr"),
        (5, "'fr' is missing"),
        (8, "colours: unknown 'gren'; did you mean 'green'?"),
        (12, "kind: unknown 'smal'; did you mean 'small'?"),
        (14, "'kind' is missing"),
    ]
    with pytest.raises(TerritoryFault) as caught:
        stop_at(faults)
    assert caught.value.faults == sorted(faults)
    assert f"{root.file}:8: colours" in str(caught.value)


def test_true_is_no_number_and_a_text_no_list(written, faults):
    root = written('a = true\nb = true\nc = "x"\nd = 5\ne = ["", 3]\nf = "  "\ng = [1]\nh = 1\n')
    assert (root.number("a"), root.whole("b"), root.texts("c"), root.text("d")) == (0.0, 0, (), "")
    assert (root.texts("e"), root.text("f"), root.tables("g"), root.table("h")) == ((), "", [], None)
    assert [fault.line for fault in faults] == [1, 2, 3, 4, 5, 5, 6, 7, 8]


def test_a_key_nobody_asked_for_is_named_with_the_one_that_may_be_meant(written, faults):
    root = written('name = "x"\n[[row]]\nkind = "a"\nservd = true\n[extra]\n')
    root.text("name")
    for row in root.tables("row"):
        row.text("kind")
        row.boolean("served", False)
    root.finish()
    assert said(faults) == [(5, "unknown key 'extra'"), (4, "unknown key 'servd'; did you mean 'served'?")]


def test_broken_toml_is_one_fault_with_its_line_not_one_for_each_missing_key(written, faults):
    root = written('name = "x"\nslug = \n')
    root.slug()
    root.tables("row")
    root.finish()
    assert said(faults) == [(2, "is not TOML: Invalid value")]


def test_toml_that_ends_too_early_is_placed_on_its_last_line(written, faults):
    written('name = "x"\nlist = [1,\n2')
    assert faults[0].line == 3


def test_a_file_that_is_not_there_or_not_utf8_is_a_fault(written, faults, tmp_path):
    read(tmp_path / "none.toml", faults)
    written(b'a = "x"\nb = "\xff"\n')
    assert said(faults) == [(1, "cannot be read: No such file or directory"), (2, "is not UTF-8 text")]


def test_windows_line_ends_and_a_byte_order_mark_do_not_move_lines(written, faults):
    root = written(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    root.finish()
    assert [fault.line for fault in faults] == [1, 2]


def test_lines_are_found_in_every_form_toml_has():
    text = (
        '# first\n"quoted key".deep = { x = 1, y = "]#" }\nlist = [\n  { s = "a" }, # one\n'
        '  { s = """b\n"quoted"\n""", t = 1 },\n  [1,\n   2],\n]\n'
        "big = \"\"\"\n[not]\nkey = 1\n\"\"\"\nlit = '''\n[[no]]'''\n[t.u]\nk = 2024-01-01\n"
        "[[c]]\nn = 1\n[c.sub]\nz = 1\n[[c.l]]\nq = 1\n[[c.l]]\nq = 2\n[[c]]\n[c.sub]\nz = 3\n"
    )
    tomllib.loads(text)
    lines = toml_lines.lines(text)
    rows = text.split("\n")
    assert lines["quoted key", "deep", "y"] == 2
    assert (lines[("list",)], lines["list", 0], lines["list", 1, "t"], lines["list", 2, 1]) == (3, 4, 7, 9)
    assert (lines[("big",)], lines[("lit",)]) == (11, 15)
    assert rows[lines["t", "u", "k"] - 1] == "k = 2024-01-01"
    assert rows[lines["c", 0, "l", 1, "q"] - 1] == "q = 2"
    assert rows[lines["c", 1, "sub", "z"] - 1] == "z = 3"
    assert lines["c", 1] == rows.index("[[c]]", lines["c", 0]) + 1
    assert not {("not",), ("no",), ("key",)} & set(lines)


VALUES = st.recursive(
    st.sampled_from(["1", "true", "2024-01-01", '"a # ] } , = [x]"', "'it \"is'", '"""\n[x]\n"""', '"\\""', "''"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[\n" + ",\n".join(items) + "]"),
    max_leaves=6,
)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_whatever_the_values_a_key_is_found_where_it_stands(values):
    text = "[[t]]\n" + "".join(f"key{number} = {value} # end\n" for number, value in enumerate(values))
    tomllib.loads(text)
    lines = toml_lines.lines(text)
    for number in range(len(values)):
        assert text.split("\n")[lines["t", 0, f"key{number}"] - 1].startswith(f"key{number} = ")
