"""Where a report is: the form's point, else the first photo's, else what its address names, else its neighbourhood.

Not pure: an address may be searched online (2 seconds at most), so this comes before the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from reporter.base.current import current
from reporter.intake.rules import Correction, Submission, address_unknown, place_missing, swapped
from reporter.places.gazetteer import Gazetteer
from reporter.places.geocoder import Geocoder
from reporter.places.index import house_number
from reporter.places.rules import Coordinates, Found, Neighbourhood, Place
from reporter.reports.rules import LocationSource


@dataclass(frozen=True, kw_only=True)
class Located:
    """A place with how surely it is known: accuracy in metres (None: nobody said), and what told us."""

    place: Place
    accuracy: float | None
    source: LocationSource


def locate(submission: Submission, *, photo_point: Coordinates | None) -> Located:
    """The place of a submission whose first photo was taken at `photo_point`, if it says so.

    Raises Invalid (field "location") when nothing names a place. Whether that place is ours to serve is for routing to
    say; only swapped coordinates are noticed here.
    """
    if located := _by_point(submission, photo_point):
        return _with_address(located, submission.address)
    located = _by_words(submission.address, submission.neighbourhood)
    if located is None:
        raise address_unknown() if submission.address else place_missing()
    return located


def locate_again(correction: Correction) -> Located | None:
    """The place that a correction names, if it names one. Raises Invalid (field "location") for an unknown address."""
    if not correction.address and not correction.neighbourhood:
        return None
    located = _by_words(correction.address, correction.neighbourhood)
    if located is None:
        raise address_unknown()
    return located


def _with_address(located: Located, written: str) -> Located:
    # What the author wrote says more than a point: the number, the floor, "behind the bakery".
    return replace(located, place=replace(located.place, address=written or located.place.address))


def _by_point(submission: Submission, photo_point: Coordinates | None) -> Located | None:
    gazetteer = current(Gazetteer)
    if submission.coordinates:
        place = gazetteer.locate(submission.coordinates)
        if place.zone == "outside" and _lies_here_swapped(gazetteer, submission.coordinates):
            raise swapped()
        return Located(place=place, accuracy=submission.accuracy, source=submission.location_source)
    if photo_point:
        place = gazetteer.locate(photo_point)
        # A photo from elsewhere (a wrong one, a camera without a fix) does not overrule what was written.
        if place.zone != "outside" or not (submission.address or submission.neighbourhood):
            return Located(place=place, accuracy=None, source="photo")
    return None


def _by_words(address: str, neighbourhood: Neighbourhood | None) -> Located | None:
    found = current(Geocoder).search(address) if address else []
    if found and (located := _found(found[0])):
        return _with_address(located, _recognised(found[0], address))
    return _with_address(_in_the_middle_of(neighbourhood, "neighbourhood"), address) if neighbourhood else None


def _recognised(found: Found, typed: str) -> str:
    """The address that partners read: the name as it is known rather than as it was spelt, with the typed number."""
    if found.kind in ("neighbourhood", "commune"):
        return typed
    house, known = (house_number(text, town=current(Gazetteer).town) for text in (typed, found.label))
    if known:
        # Somebody who named the street alone has not named this house.
        return found.label if known == house else typed
    return f"{house}, {found.label}" if house and found.kind == "street" else found.label


def _found(found: Found) -> Located | None:
    # The name of the town itself says nothing; that of a commune around it says whose it is.
    if found.kind == "commune" and found.label == current(Gazetteer).town:
        return None
    if found.coordinates:
        place = current(Gazetteer).locate(found.coordinates)
        return Located(place=place, accuracy=None, source="address")
    return _in_the_middle_of(found.neighbourhood, "address") if found.neighbourhood else None


def _in_the_middle_of(neighbourhood: Neighbourhood, source: LocationSource) -> Located:
    """All that is known is the neighbourhood: its inner point, and how far from it the truth may be."""
    place = current(Gazetteer).locate(neighbourhood.inner_point)
    return Located(place=place, accuracy=neighbourhood.radius, source=source)


def _lies_here_swapped(gazetteer: Gazetteer, point: Coordinates) -> bool:
    if abs(point.longitude) > 90:
        return False
    turned = Coordinates(latitude=point.longitude, longitude=point.latitude)
    return gazetteer.locate(turned).zone != "outside"
