"""What every page shows around itself: the main pages, where we are, the same page in another way, the icons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request, url_for

from reporter.base.words import N_
from reporter.web.static_files import STATIC

# Pictograms that point along the line: mirrored where lines run from right to left.
MIRRORED = frozenset(
    {"arrow", "back", "next", "send", "list", "sound", "share", "external", "leave", "search", "status-forwarded"}
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that others lead to: its endpoint and its French name."""

    endpoint: str
    name: str

    @property
    def path(self) -> str:
        return url_for(self.endpoint)


RESIDENTS = (
    Page(endpoint="intake.form", name=N_("Signaler")),
    Page(endpoint="board.index", name=N_("Les signalements")),
    Page(endpoint="partners.directory", name=N_("Qui fait quoi")),
)
AGENTS = (
    Page(endpoint="triage.queue", name=N_("Signalements")),
    Page(endpoint="triage.calls", name=N_("À transmettre")),
)


def set_up(app: Flask) -> None:
    """Hands templates what they need to lead on."""
    app.jinja_env.globals.update(
        pages_for_residents=lambda: _open(RESIDENTS),
        pages_for_agents=lambda: _open(AGENTS),
        is_here=is_here,
        same_page=same_page,
        is_icon=lambda name: name in icons(),
        is_mirrored=lambda name: name in MIRRORED,
    )


def _open(pages: tuple[Page, ...]) -> list[Page]:
    """Those whose room is there: without its folder and its line in rooms.py, nothing leads to it."""
    return [page for page in pages if page.endpoint in current_app.view_functions]


def is_here(path: str) -> bool:
    """Whether this request is for that path."""
    return request.path == path


def same_page(**changes: object) -> str:
    """The address of this page with parts of its query changed; None removes one."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    query = urlencode(kept + [(name, str(value)) for name, value in changes.items() if value is not None])
    return f"{quote(request.path)}?{query}" if query else quote(request.path)


@cache
def icons() -> frozenset[str]:
    """The names of the pictograms in the sprite."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', (STATIC / "icons" / "sprite.svg").read_text()))
