"""What a browser without JavaScript would send from a page: its form, as it stands there."""

from __future__ import annotations

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._open: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "input" and has.get("name"):
            picked = has.get("type") not in ("radio", "checkbox") or "checked" in has
            if picked and has.get("type") != "file":
                self._put(str(has["name"]), has.get("value") or "")
        elif tag == "textarea":
            self._open = str(has["name"])
            self._put(self._open, "")
        elif tag == "select":
            self._select = str(has["name"])
        elif tag == "option" and self._select and "selected" in has:
            self._put(self._select, has.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._open = None if tag == "textarea" else self._open
        self._select = None if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        if self._open:
            # The line end after <textarea> is no part of it.
            self.found[self._open][-1] += data.removeprefix("\n")

    def _put(self, name: str, value: str) -> None:
        self.found.setdefault(name, []).append(value)


def fields_of(html: str) -> dict[str, list[str]]:
    """The fields of the page's form, with the values that would be sent."""
    parser = _Fields()
    parser.feed(html)
    return parser.found
