"""On which line of a TOML file each table, key and list item stands; the standard parser does not say."""

from __future__ import annotations

import re

# ("category", 0, "name", "fr"): keys by name, members of a list by number from 0.
Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*(\.?)""")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_BARE = re.compile(r"[^,\]}\n#]*")


def lines(text: str) -> dict[Path, int]:
    """Line (from 1) of every table, key and list item of a text that tomllib has already accepted."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {(): 1}
        self.lengths: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip_space()
        while self.at < len(self.text):
            if self._ahead("[["):
                table = self._header(2)
            elif self._ahead("["):
                table = self._header(1)
            else:
                self._pair(table)
            self._skip_space()
        return self.found

    def _header(self, brackets: int) -> Path:
        """`[a.b]` or `[[a.b]]`: the table's path, in which the newest member of each list is meant."""
        line = self._line()
        self.at += brackets
        path: Path = ()
        *outer, last = self._key()
        for name in outer:
            path += (name,)
            if path in self.lengths:
                path += (self.lengths[path] - 1,)
        path += (last,)
        if brackets == 2:
            number = self.lengths.get(path, 0)
            self.lengths[path] = number + 1
            path += (number,)
        self.at += brackets
        self._note(path, line)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table + tuple(self._key())
        self._note(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _key(self) -> list[str]:
        """A key in its parts, up to the sign behind it."""
        parts = []
        more = True
        while more and (match := _KEY.match(self.text, self.at)):
            parts.append(next(part for part in match.group(1, 2, 3) if part is not None))
            more = bool(match.group(4))
            self.at = match.end()
        return parts

    def _value(self, path: Path) -> None:
        self._skip_space()
        if self._ahead("["):
            self._list(path)
        elif self._ahead("{"):
            self._inline_table(path)
        else:
            match = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            self.at = match.end() if match else len(self.text)

    def _list(self, path: Path) -> None:
        self.at += 1
        number = 0
        self._skip_space()
        while self.at < len(self.text) and not self._ahead("]"):
            self._note((*path, number), self._line())
            self._value((*path, number))
            number += 1
            self._skip_comma()
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip_space()
        while self.at < len(self.text) and not self._ahead("}"):
            self._pair(path)
            self._skip_comma()
        self.at += 1

    def _note(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], line)

    def _skip_comma(self) -> None:
        self._skip_space()
        if self._ahead(","):
            self.at += 1
            self._skip_space()

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _ahead(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1
