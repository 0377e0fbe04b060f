"""A report as it comes in: one frozen value, and the refusals that are about more than what one field holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from reporter.base.errors import Conflict, Invalid
from reporter.base.words import N_
from reporter.categories.rules import Category
from reporter.places.rules import Coordinates, Neighbourhood
from reporter.reports.rules import LocationSource, PhotoRef, Setting


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A report as somebody sends it. Degrees and metres; streams of photos that are not developed yet.

    kept: photos that are in the album already (a form that came back); photo_point: where the first of them was taken.
    source, actor: as in reports.models (web and "author", unless an agent or another system enters it).
    """

    category: Category
    coordinates: Coordinates | None = None
    accuracy: float | None = None
    location_source: LocationSource = "pin"
    address: str = ""
    neighbourhood: Neighbourhood | None = None
    setting: Setting = "unknown"
    details: str = ""
    photos: tuple[BinaryIO, ...] = ()
    kept: tuple[PhotoRef, ...] = ()
    photo_point: Coordinates | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "fr"
    client_request_id: UUID | None = None
    source: str = "web"
    actor: str = "author"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What the author says instead, while the report is held. Without an address or a neighbourhood it stays there."""

    category: Category
    setting: Setting
    details: str
    address: str = ""
    neighbourhood: Neighbourhood | None = None


def may_correct(status: str, held_until: datetime | None, now: datetime) -> bool:
    """Whether the author may still correct or withdraw: it has not left for anybody."""
    return status == "received" and held_until is not None and now < held_until


def has_left() -> Conflict:
    """The refusal of a correction that comes too late."""
    return Conflict(
        N_("Votre signalement vient de partir : il ne peut plus être corrigé ici. Appelez le service qui l’a reçu.")
    )


def mail_names(reference: str, version: int) -> list[str]:
    """What the author's mails may be called: the first one, and one for each version that a correction made."""
    first = f"acknowledgement:{reference}"
    return [first, *(f"{first}:{number}" for number in range(1, version + 1))]


def too_many_photos(most: int) -> Invalid:
    """The refusal of more photos than we take."""
    return Invalid(
        N_("Vous pouvez joindre %(most)s photos au plus. Choisissez celles qui montrent le mieux le problème."),
        field="photos", code="too_many", most=most,
    )  # fmt: skip


def repeated(field: str) -> Invalid:
    """The refusal of a field that came several times: which one was meant?"""
    return Invalid(N_("Ce champ a été envoyé plusieurs fois. Envoyez-le une seule fois."), field=field, code="repeated")


def wrong_kind(field: str) -> Invalid:
    """The refusal of a file where a text belongs, or of a text where a file does."""
    message = (
        N_("Les photos doivent être envoyées comme des fichiers.")
        if field == "photos"
        else N_("Ce champ attend un texte, pas un fichier.")
    )
    return Invalid(message, field=field, code="wrong_kind")


def stale_page() -> Invalid:
    """The refusal of a form whose page we do not know any more: nothing is lost, it only has to be sent again."""
    return Invalid(
        N_("Cette page était ouverte depuis trop longtemps. Rien n’est perdu : vérifiez, puis envoyez à nouveau."),
        code="stale_page",
    )


def no_form() -> Invalid:
    """The refusal of a body that is no form."""
    return Invalid(
        N_("Envoyez le signalement comme un formulaire : multipart/form-data ou application/x-www-form-urlencoded."),
        code="no_form",
    )


def place_missing() -> Invalid:
    """The refusal of a report that says nowhere where."""
    return Invalid(
        N_("Dites où c’est : utilisez votre position, écrivez une adresse, ou choisissez un quartier."),
        field="location", code="missing",
    )  # fmt: skip


def address_unknown() -> Invalid:
    """The refusal of a report whose only place is an address that nobody knows."""
    return Invalid(
        N_("Nous ne trouvons pas cette adresse. Vérifiez le nom de la rue, ou choisissez votre quartier."),
        field="location", code="not_found",
    )  # fmt: skip


def swapped() -> Invalid:
    """The refusal of a point that only lies here when its two numbers change places."""
    return Invalid(
        N_("La latitude et la longitude semblent inversées. Échangez-les, puis renvoyez votre signalement."),
        field="location", code="swapped",
    )  # fmt: skip
