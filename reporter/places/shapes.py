"""Places as JSON, alike for the API and the commands (CONTRACT.md)."""

from __future__ import annotations

from typing import Any

from reporter.places.rules import Found, Neighbourhood, Place


def place_json(place: Place) -> dict[str, Any]:
    """`{"neighbourhood", "zone", "commune", "commune_nearest", "address"}`."""
    return {
        "neighbourhood": neighbourhood_json(place.neighbourhood),
        "zone": place.zone,
        "commune": place.commune,
        "commune_nearest": place.commune_nearest,
        "address": place.address,
    }


def found_json(found: Found) -> dict[str, Any]:
    """`{"label", "latitude", "longitude", "kind", "neighbourhood"}`; without a point both numbers are null."""
    return {
        "label": found.label,
        "latitude": found.coordinates.latitude if found.coordinates else None,
        "longitude": found.coordinates.longitude if found.coordinates else None,
        "kind": found.kind,
        "neighbourhood": neighbourhood_json(found.neighbourhood),
    }


def neighbourhood_json(neighbourhood: Neighbourhood | None) -> dict[str, str] | None:
    """`{"slug", "name"}`, or None."""
    return {"slug": neighbourhood.slug, "name": neighbourhood.name} if neighbourhood else None
