"""Addresses: the town's own data first, the online geocoder behind it. The one door to geopy.

The online one is the Géoplateforme's (IGN), which speaks GeoJSON as the Base Adresse Nationale does. It is asked only
when GEOCODER_URL is set.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

import structlog
from geopy.adapters import AdapterHTTPError, URLLibAdapter
from geopy.exc import GeocoderParseError
from geopy.geocoders.base import NONE_RESULT
from geopy.geocoders.base import Geocoder as GeopyGeocoder

from reporter.base import clock
from reporter.base.db import end_read
from reporter.base.errors import Invalid
from reporter.base.settings import Settings
from reporter.base.words import fold
from reporter.places import actions, queries
from reporter.places.gazetteer import Gazetteer
from reporter.places.online import TIMEOUT_S, GeocoderDown, Guard
from reporter.places.rules import Coordinates, Found

__all__ = ["Geocoder", "GeocoderDown"]

# The service refuses shorter and longer questions.
SHORTEST, LONGEST = 3, 200
MOST_BYTES = 1_000_000
# So near to its name (100: the very name), a point of the town's own data needs no second opinion.
SURE = 86
# Below this score (0 to 1) the service is guessing.
LEAST_SCORE = 0.5
# An address further from the point than this is not its address.
FARTHEST_M = 100
KINDS = {"housenumber": "address", "street": "street", "locality": "place", "municipality": "commune"}

log = structlog.get_logger()
T = TypeVar("T")


class Geocoder:
    """Finds addresses; one for the application, shared by its threads."""

    def __init__(self, settings: Settings, gazetteer: Gazetteer) -> None:
        url = settings.geocoder_url.rstrip("/")
        self._gazetteer = gazetteer
        self._guard = Guard()
        self._remote = Geoplateforme(url, citycode=gazetteer.facts.insee) if url else None

    @property
    def online(self) -> bool:
        """Whether an online geocoder is set."""
        return self._remote is not None

    def search(self, text: str, limit: int = 8) -> list[Found]:
        """Places of that name or address, best first. Never raises for the network: then the town's own answers stand.

        Asks online only when the town's data has no sure point for it, for 2 seconds at most. RuntimeError inside an
        action.
        """
        own = self._gazetteer.ranked(text, limit)
        sure = bool(own) and own[0][1] >= SURE and own[0][0].coordinates is not None
        if not self.online or sure or len(fold(text)) < SHORTEST:
            return [found for found, _ in own]
        try:
            theirs = self._search_online(" ".join(text.split())[:LONGEST])
        except GeocoderDown as down:
            # Without the text: what people type may name them.
            log.warning("address search without the online geocoder", reason=str(down))
            theirs = []
        return _joined(own, theirs)[:limit]

    def address_of(self, c: Coordinates) -> str:
        """The street address at a point, or "" where there is none within 100 m. For the worker alone: it waits.

        Raises GeocoderDown; RuntimeError inside an action.
        """
        return self._ask(_place_question(c), lambda remote: remote.reverse(c))

    def known_address(self, c: Coordinates) -> str:
        """The street address at a point if it was asked before, else ""; never waits for the network."""
        return (queries.known(_place_question(c), now=clock.now()) or "") if self.online else ""

    def _search_online(self, text: str) -> list[tuple[Found, float]]:
        question = f"search {self._gazetteer.facts.insee} {fold(text)}"[:300]
        return [
            ranked for row in self._ask(question, lambda remote: remote.geocode(text)) if (ranked := self._found(row))
        ]

    def _found(self, row: dict[str, Any]) -> tuple[Found, float] | None:
        """An online answer as ours, with its score to 100; None when it lies outside the Agglo."""
        point = Coordinates(latitude=row["latitude"], longitude=row["longitude"])
        place = self._gazetteer.locate(point)
        if place.zone == "outside":
            return None
        found = Found(label=row["label"], kind=row["kind"], coordinates=point, neighbourhood=place.neighbourhood)
        return found, 100 * row["score"]

    def _ask(self, question: str, ask: Callable[[Geoplateforme], T]) -> T:
        """The kept answer, else the service's, which is then kept."""
        remote = self._remote
        if remote is None:
            raise GeocoderDown("not set")
        now = clock.now()
        kept: T | None = queries.known(question, now=now)
        end_read()
        if kept is not None:
            return kept
        answer = self._guard.call(lambda: ask(remote))
        actions.keep(question, answer, now=now)
        return answer


class Geoplateforme(GeopyGeocoder):
    """geopy's way to `<url>/search` and `<url>/reverse`. Raises geopy's GeopyError; a question it refuses: nothing."""

    def __init__(self, url: str, *, citycode: str) -> None:
        super().__init__(timeout=TIMEOUT_S, user_agent="je-remarque", adapter_factory=_Adapter)
        self._url = url
        self._citycode = citycode

    def geocode(self, text: str) -> list[dict[str, Any]]:
        """Addresses in the town: label, kind, latitude, longitude, score (0 to 1)."""
        asked = {"q": text, "citycode": self._citycode, "limit": 5, "autocomplete": 1}
        return self._call_geocoder(f"{self._url}/search?{urlencode(asked)}", _rows) or []

    def reverse(self, c: Coordinates) -> str:
        """The address at a point, or ""."""
        asked = {"lat": f"{c.latitude:.6f}", "lon": f"{c.longitude:.6f}", "index": "address", "limit": 1}
        return self._call_geocoder(f"{self._url}/reverse?{urlencode(asked)}", _label) or ""

    def _geocoder_exception_handler(self, error: Exception) -> object:
        # The question was at fault, not the service: it has no answer to it.
        return NONE_RESULT if isinstance(error, AdapterHTTPError) and error.status_code == 400 else None


class _Adapter(URLLibAdapter):
    """geopy's own, which reads no more than a geocoder would ever say, and no longer than anybody waits for it."""

    def _decode_page(self, page: Any) -> str:
        until = time.monotonic() + TIMEOUT_S
        content = b""
        while piece := page.read1(65_536):
            content += piece
            if len(content) > MOST_BYTES or time.monotonic() > until:
                raise GeocoderParseError("too long an answer")
        return content.decode("utf-8", "replace")


def _rows(collection: Any) -> list[dict[str, Any]]:
    rows = []
    for properties, point, score in _features(collection):
        if score >= LEAST_SCORE:
            kind = KINDS.get(str(properties.get("type")), "place")
            label = str(properties["label"])[:200]
            rows.append(
                {"label": label, "kind": kind, "latitude": point.latitude, "longitude": point.longitude, "score": score}
            )
    return rows


def _label(collection: Any) -> str:
    for properties, _point, _score in _features(collection):
        if float(properties.get("distance", 0)) <= FARTHEST_M:
            return str(properties["label"])[:200]
    return ""


def _features(collection: Any) -> list[tuple[dict[str, Any], Coordinates, float]]:
    """Properties, point and score of each feature. GeocoderParseError when it is not what such a service says."""
    try:
        found = []
        for feature in collection["features"]:
            longitude, latitude = feature["geometry"]["coordinates"][:2]
            point = Coordinates(latitude=float(latitude), longitude=float(longitude))
            properties = feature["properties"]
            if not properties["label"]:
                raise ValueError("no label")
            found.append((properties, point, min(1.0, float(properties.get("score", 0)))))
        return found
    except (KeyError, TypeError, ValueError, AttributeError, Invalid) as error:
        raise GeocoderParseError(f"not a geocoder's answer: {type(error).__name__}") from error


def _joined(own: list[tuple[Found, float]], theirs: list[tuple[Found, float]]) -> list[Found]:
    """Both, best first. A street of which we know only the quarter gives way to the same street with its point."""
    labels = [fold(found.label) for found, _ in theirs]
    kept = [
        (found, score)
        for found, score in own
        if found.coordinates or found.kind == "neighbourhood" or not any(fold(found.label) in label for label in labels)
    ]
    joined: dict[str, Found] = {}
    for found, _ in sorted(kept + theirs, key=lambda pair: -pair[1]):
        joined.setdefault(fold(found.label), found)
    return list(joined.values())


def _place_question(c: Coordinates) -> str:
    # To about a metre.
    return f"reverse {c.latitude:.5f} {c.longitude:.5f}"
