"""Reads the town's TOML files so that every fault is named with its file and line, all of them at once.

Every file of a territory is read this way:

    faults: list[Fault] = []
    root = read(folder / "categories.toml", faults)
    for entry in root.tables("category"):
        slug = entry.slug("slug")
        name = entry.wording("name")
        group = entry.one_of("group", GROUPS)
        if …:
            entry.fault("a category cannot …", key="group")
    root.finish()       # names every key that nobody asked for
    stop_at(faults)     # raises TerritoryFault when there is any

A getter never raises: on a fault it notes it and returns an empty value of its type, so that reading goes on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reporter.base import toml_lines
from reporter.base.words import LANGUAGES, Wording

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DECODE_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in the town's data: the file's path, the line (from 1), and what to do about it, in English."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class TerritoryFault(Exception):
    """The town's data cannot be used; `faults` are all that were found, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("the territory has faults:\n" + "\n".join(str(fault) for fault in self.faults))


def stop_at(faults: list[Fault]) -> None:
    """Raises TerritoryFault when there is any fault."""
    if faults:
        raise TerritoryFault(faults)


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a UTF-8 file, line ends as \\n; None, with a fault, when it is not there or not UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        faults.append(Fault(str(path), 1, f"cannot be read: {error.strerror}"))
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        faults.append(Fault(str(path), content.count(b"\n", 0, error.start) + 1, "is not UTF-8 text"))
        return None


def read(path: Path, faults: list[Fault]) -> Table:
    """The file's root table. What is wrong with the file itself becomes a fault, and the table is empty."""
    text = read_text(path, faults)
    if text is None:
        return Table(str(path), {}, {}, (), faults, broken=True)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _DECODE_LINE.search(str(error))
        line = int(match.group(1)) if match and match.group(1) else text.rstrip().count("\n") + 1
        faults.append(Fault(str(path), line, f"is not TOML: {_DECODE_LINE.sub('', str(error))}"))
        return Table(str(path), {}, {}, (), faults, broken=True)
    return Table(str(path), values, toml_lines.lines(text), (), faults)


class Table:
    """One table of a TOML file: typed getters that note faults with their line, and know which keys were asked for."""

    def __init__(
        self,
        file: str,
        values: Mapping[str, Any],
        lines: Mapping[toml_lines.Path, int],
        path: toml_lines.Path,
        faults: list[Fault],
        *,
        broken: bool = False,
    ) -> None:
        self.file = file
        self.faults = faults
        # The file could not be read: what is missing in it is no further fault.
        self.broken = broken
        self._values = values
        self._lines = lines
        self._path = path
        self._asked: set[str] = set()
        self._children: list[Table] = []

    @property
    def line(self) -> int:
        """The line on which this table begins."""
        return self._lines.get(self._path, 1)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are there, in the file's order (for tables whose keys are data, as slug = weight)."""
        return tuple(self._values)

    def line_of(self, key: str, number: int | None = None) -> int:
        """The line of a key (or of the list's item `number`); the table's own when the key is not there."""
        path = (*self._path, key) if number is None else (*self._path, key, number)
        return self._lines.get(path, self._lines.get((*self._path, key), self.line))

    def fault(self, message: str, *, key: str | None = None, number: int | None = None) -> None:
        """Notes a fault at a key's line, or at a list item's, or at the table's."""
        line = self.line if key is None else self.line_of(key, number)
        self.faults.append(Fault(self.file, line, message))

    def has(self, key: str) -> bool:
        """Whether the key is there; it then still has to be asked for."""
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty. Without it: `default` when one is given, else a fault and ""."""
        value = self._get(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            return self._wrong(key, "must be a text", "")
        if not value.strip() and default is None:
            return self._wrong(key, "must not be empty", "")
        return value.strip()

    def slug(self, key: str = "slug") -> str:
        """A text of a-z, 0-9 and single hyphens."""
        value = self.text(key)
        if value and not SLUG.fullmatch(value):
            return self._wrong(key, f"{value!r} must be made of a-z, 0-9 and single hyphens", "")
        return value

    def number(
        self, key: str, default: float | None = None, *, least: float = float("-inf"), most: float = float("inf")
    ) -> float:
        """A number from `least` to `most`."""
        value = self._get(key, required=default is None)
        if value is None:
            return default or 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            return self._wrong(key, f"must be a number{_range(least, most)}", default or 0.0)
        return float(value)

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number from `least` to `most`."""
        value = self._get(key, required=default is None)
        if value is None:
            return default or 0
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            return self._wrong(key, f"must be a whole number{_range(least, most)}", default or 0)
        return value

    def boolean(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        value = self._get(key, required=default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            return self._wrong(key, "must be true or false", bool(default))
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts that are not empty."""
        values = self._get(key, required=default is None)
        if values is None:
            return default or ()
        if not isinstance(values, list):
            return self._wrong(key, "must be a list of texts", ())
        for number, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                self.fault(f"{key}: each item must be a text that is not empty", key=key, number=number)
        return tuple(value.strip() for value in values if isinstance(value, str) and value.strip())

    def wording(self, key: str) -> Wording:
        """A text for readers: `name = "…"` is French, `name = { fr = "…", en = "…" }` several languages."""
        return self.optional_wording(key, required=True) or Wording({"fr": ""})

    def optional_wording(self, key: str, *, required: bool = False) -> Wording | None:
        """As `wording`, or None when the key is not there."""
        value = self._get(key, required=required)
        if isinstance(value, str) and value.strip():
            return Wording({"fr": value.strip()})
        if isinstance(value, dict):
            return self._wording_table(key, value)
        if value is not None:
            self._wrong(key, "must be a French text that is not empty, or a table { fr = …, en = … }", None)
        return None

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """A text that is one of `known`; an unknown one is a fault that names the nearest known one."""
        value = self.text(key, default)
        if value and value != default:
            self._check_known(key, value, tuple(known), None)
        return value

    def some_of(self, key: str, known: Iterable[str], default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, each one of `known`, none twice."""
        values = self.texts(key, default)
        allowed = tuple(known)
        for number, value in enumerate(values):
            self._check_known(key, value, allowed, number)
            if value in values[:number]:
                self.fault(f"{key}: {value!r} is there twice", key=key, number=number)
        return values

    def table(self, key: str, *, required: bool = True) -> Table | None:
        """The table under a key."""
        value = self._get(key, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            return self._wrong(key, "must be a table", None)
        return self._child(value, (key,))

    def tables(self, key: str, *, required: bool = True) -> list[Table]:
        """The tables of a list: `[[key]]` once or more, or `key = [{…}, …]`."""
        values = self._get(key, required=required)
        if values is None:
            return []
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            return self._wrong(key, f"must be a list of tables, each written as [[{key}]]", [])
        return [self._child(value, (key, number)) for number, value in enumerate(values)]

    def finish(self) -> None:
        """Notes every key that nobody asked for, here and in all tables that were asked for."""
        for key in self._values:
            if key not in self._asked:
                nearest = get_close_matches(key, self._asked, n=1)
                hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
                self.fault(f"unknown key {key!r}{hint}", key=key)
        for child in self._children:
            child.finish()

    def _get(self, key: str, *, required: bool) -> Any:
        self._asked.add(key)
        value = self._values.get(key)
        if value is None and required and not self.broken:
            self.fault(f"{key!r} is missing")
        return value

    def _wrong(self, key: str, message: str, instead: Any) -> Any:
        self.fault(f"{key}: {message}", key=key)
        return instead

    def _wording_table(self, key: str, value: dict[str, Any]) -> Wording | None:
        table = self._child(value, (key,))
        for language in value:
            if language not in LANGUAGES:
                table.fault(f"{key}: unknown language {language!r}, known are {', '.join(LANGUAGES)}", key=language)
        table._asked.update(value)
        texts = {language: table.text(language) for language in LANGUAGES if language in value or language == "fr"}
        return Wording(texts)

    def _check_known(self, key: str, value: str, known: tuple[str, ...], number: int | None) -> None:
        if value in known:
            return
        nearest = get_close_matches(value, known, n=1)
        hint = f"did you mean {nearest[0]!r}?" if nearest else f"known are {', '.join(known) or 'none'}"
        self.fault(f"{key}: unknown {value!r}; {hint}", key=key, number=number)

    def _child(self, value: Mapping[str, Any], path: toml_lines.Path) -> Table:
        child = Table(self.file, value, self._lines, (*self._path, *path), self.faults)
        self._children.append(child)
        return child


def _range(least: float, most: float) -> str:
    lower = f" from {least:g}" if least != float("-inf") else ""
    upper = f" to {most:g}" if most != float("inf") else ""
    return lower + upper
