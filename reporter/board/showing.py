"""Words for what rows hold as slugs, in the reader's language; and what the map's script is given."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import url_for
from flask_babel import get_locale, gettext

from reporter.base.current import current
from reporter.base.settings import Settings
from reporter.base.words import Wording
from reporter.board.rules import DEEPEST, LIST_TILE_FROM, STATUS_GROUPS, Filters, PublicReport, Step
from reporter.categories.rules import Catalogue
from reporter.partners.rules import Directory, Partner
from reporter.places.gazetteer import Gazetteer
from reporter.places.quadkey import tile
from reporter.reports.rules import CLOSING_REASONS, STATUS_NAMES

# Those who make the background maps ask to be named on them; of an unknown server its name is shown.
ATTRIBUTIONS = {"data.geopf.fr": "© IGN", "tile.openstreetmap.org": "© OpenStreetMap"}


def said(wording: Wording) -> str:
    return wording.to(get_locale().language)


def category_name(slug: str) -> str:
    """The category's name; one that the town no longer has is "another problem"."""
    category = current(Catalogue).get(slug)
    return said(category.name) if category else gettext("Autre problème")


def place_name(report: PublicReport) -> str:
    """The neighbourhood, else that it is another one, else the commune."""
    neighbourhood = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    if neighbourhood:
        return neighbourhood.name
    return gettext("Autre quartier") if report.in_town else report.commune


def partner_of(report: PublicReport) -> Partner | None:
    """Who leads, as the town's directory knows them today."""
    return current(Directory).get(report.lead.partner) if report.lead else None


def called(name: str | None) -> str | None:
    """The partner of that name as a sentence calls it."""
    return said(current(Directory).called(name)) if name else None


def reason_words(reason: str | None, *, partner: str | None = None, original: str | None = None) -> str | None:
    """Why it was closed. `partner`: who has it now, as called(); `original`: the reference under which it goes on."""
    if reason == "elsewhere" and partner:
        return gettext("transmis à %(partner)s", partner=partner)
    if reason == "duplicate" and original:
        return gettext("déjà signalé (%(reference)s)", reference=original)
    return gettext(CLOSING_REASONS[reason]) if reason else None


def entries(history: list[Step], *, original: str | None) -> list[dict[str, Any]]:
    """The public history as the timeline shows it; `reason` in words."""
    return [
        {
            "day": step.day,
            "status": step.status,
            "partner": called(step.partner),
            "on": step.on if step.status == "planned" else None,
            "reason": reason_words(step.reason, partner=called(step.partner), original=original),
        }
        for step in history
    ]


def quarters() -> list[tuple[str, str]]:
    """Slug and name of each neighbourhood, for a choice."""
    return [(neighbourhood.slug, neighbourhood.name) for neighbourhood in current(Gazetteer).neighbourhoods]


def categories() -> list[tuple[str, str]]:
    return [(category.slug, said(category.name)) for category in current(Catalogue)]


def around(report: PublicReport) -> str:
    """The address of the list, limited to the map tile that the report lies in."""
    x, y = tile(latitude=report.latitude, longitude=report.longitude, zoom=LIST_TILE_FROM)
    return url_for("board.index", tuile=f"{LIST_TILE_FROM}/{x}/{y}")


def map_data(filters: Filters, *, at: PublicReport | None = None) -> dict[str, Any]:
    """All that map.js needs besides its tiles; `at`: the one report to look at."""
    asked = {"quartier": filters.neighbourhood, "categorie": filters.category, "statut": filters.status}
    query = urlencode({name: value for name, value in asked.items() if value})
    background = current(Settings).tiles_url
    return {
        "squares": "/carte/{z}/{x}/{y}.json" + (f"?{query}" if query else ""),
        "outlines": url_for("board.outlines"),
        "page": url_for("board.index") + "/",
        "list": url_for("board.index") + "?" + (f"{query}&" if query else "") + "tuile=",
        "background": background,
        "attribution": _attribution(background),
        "deepest": DEEPEST,
        "listFrom": LIST_TILE_FROM,
        "quarter": filters.neighbourhood,
        "at": [at.latitude, at.longitude] if at else None,
        "square": at.precision_m if at else None,
        "categories": {
            category.slug: {"name": said(category.name), "icon": category.icon} for category in current(Catalogue)
        },
        "statuses": {slug: gettext(STATUS_NAMES[slug]) for slug in STATUS_GROUPS if slug in STATUS_NAMES},
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "open": gettext("Voir la carte"),
        "close": gettext("Fermer la carte"),
        "map": gettext("Carte : les flèches la déplacent, plus et moins changent l’échelle"),
        "loading": gettext("La carte se charge…"),
        "failed": gettext("La carte n’a pas pu être chargée. La liste ci-dessous dit la même chose."),
        "partly": gettext("Une partie de la carte n’a pas pu être chargée. Déplacez-la pour réessayer."),
        "count": gettext("Signalements ici : {count}"),
        "zoomIn": gettext("Agrandir"),
        "zoomOut": gettext("Réduire"),
        "see": gettext("Voir ce signalement"),
        "list": gettext("Voir dans la liste"),
        "closePopup": gettext("Fermer"),
        "other": gettext("Autre problème"),
    }


def _attribution(background: str) -> str:
    host = urlsplit(background).hostname or ""
    return ATTRIBUTIONS.get(host, host)
