"""Pages of no room in particular: home, what the law asks for, health, the components."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from reporter.base import clock
from reporter.base.current import current
from reporter.categories.rules import Catalogue
from reporter.partners.rules import Directory
from reporter.places.gazetteer import Gazetteer
from reporter.reports.rules import SNAP_RESIDENCE_M, SNAP_STREET_M, STATUSES
from reporter.web import health as checks
from reporter.web import silhouettes
from reporter.web.navigation import icons

bp = Blueprint("pages", __name__)

# When the declaration of accessibility was last gone through; a new audit or a new page means a new day.
DECLARED_ON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@bp.get("/")
def home() -> str:
    gazetteer = current(Gazetteer)
    directory = current(Directory)
    outlines = {feature["properties"]["slug"]: feature["geometry"] for feature in gazetteer.outlines()["features"]}
    return render_template(
        "pages/home.html",
        town=gazetteer.town,
        neighbourhoods=[(n, silhouettes.path(outlines[n.slug])) for n in gazetteer.neighbourhoods if n.served],
        categories=current(Catalogue),
        # Who only reads the digest is not who acts.
        partners=[partner for partner in directory.forwardable if partner.channels != ("digest",)],
        emergency=directory.emergency,
    )


@bp.get("/confidentialite")
def privacy() -> str:
    return _law("pages/privacy.html", snap_street_m=SNAP_STREET_M, snap_residence_m=SNAP_RESIDENCE_M)


@bp.get("/accessibilite")
def accessibility() -> str:
    return _law("pages/accessibility.html", declared_on=DECLARED_ON)


@bp.get("/mentions-legales")
def legal() -> str:
    return _law("pages/legal.html", sources=current(Gazetteer).facts.sources)


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    components = checks.components(clock.now())
    serves = all(components[name]["state"] == "ok" for name in checks.NEEDED)
    answer = {"status": "ok" if serves else "down", "components": components}
    return jsonify(answer), 200 if serves else 503, {"Cache-Control": "no-store"}


@bp.get("/agents/composants")
def desk_components() -> str:
    """Every component with example values, for those who build pages."""
    now = clock.now()
    directory, catalogue = current(Directory), current(Catalogue)
    example = directory.partners[0]
    return render_template(
        "pages/desk_components.html",
        icon_names=sorted(icons() - {"wordmark"}),
        statuses=STATUSES,
        options=[(n.slug, n.name) for n in current(Gazetteer).neighbourhoods],
        tiles=[{"value": c.slug, "text": str(c.name), "icon": c.icon} for c in catalogue],
        example=example,
        entries=[
            {"moment": now, "title": gettext("Reçu"), "text": None, "icon": "status-received"},
            {"moment": now, "title": gettext("Résolu"), "text": str(example.does), "icon": "status-resolved"},
        ],
    )


def _law(template: str, **values: object) -> str:
    gazetteer = current(Gazetteer)
    return render_template(template, town=gazetteer.town, notice=gazetteer.facts.notice, **values)
