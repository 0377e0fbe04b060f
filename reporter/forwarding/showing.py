"""What a partner sees of a report, in the mail and on the answer page alike. Never the author's phone or e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporter.base.current import current
from reporter.base.words import N_, Wording
from reporter.categories.rules import Catalogue
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import Coordinates
from reporter.reports.models import Report
from reporter.reports.queries import point_of
from reporter.reports.rules import is_vague

SETTING_NAMES = {
    "street": N_("Dans la rue"),
    "residence": N_("Dans une résidence"),
    "unknown": N_("Rue ou résidence : non précisé"),
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A report as a partner reads it. `setting` is a sentence to be translated; `photos` are positions."""

    reference: str
    category: Wording
    urgent: bool
    warning: Wording | None
    setting: str
    details: str
    neighbourhood: str
    commune: str
    address: str
    point: Coordinates
    vague: bool
    reported_at: datetime
    photos: tuple[int, ...]

    @property
    def coordinates(self) -> str:
        """Latitude, longitude in degrees, as every map's search field takes them."""
        return f"{self.point.latitude:.5f}, {self.point.longitude:.5f}"

    @property
    def map_url(self) -> str:
        return map_url(self.point)


def sheet(report: Report) -> Sheet:
    """The sheet of a report that was read with its photos."""
    category = current(Catalogue).get(report.category)
    neighbourhood = current(Gazetteer).neighbourhood(report.neighbourhood) if report.neighbourhood else None
    return Sheet(
        reference=report.reference,
        category=category.name if category else Wording({"fr": report.category}),
        urgent=report.urgent,
        warning=category.warning if category else None,
        setting=SETTING_NAMES.get(report.setting, SETTING_NAMES["unknown"]),
        details=report.details,
        neighbourhood=neighbourhood.name if neighbourhood else "",
        commune=report.commune,
        address=report.address,
        point=point_of(report),
        vague=is_vague(report.location_source, report.accuracy),
        reported_at=report.created_at,
        photos=tuple(photo.position for photo in report.photos if photo.kind == "before"),
    )


def map_url(point: Coordinates) -> str:
    """A map of that point which every browser opens; nothing is loaded from there before somebody follows the link."""
    at = f"{point.latitude:.5f}"
    along = f"{point.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={at}&mlon={along}#map=19/{at}/{along}"
