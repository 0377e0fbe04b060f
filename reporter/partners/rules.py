"""Who can act: the partners and services of a territory, what they are for, and how a report reaches them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from reporter.base.territory import Fault, Table, read, stop_at
from reporter.base.words import N_, Wording
from reporter.partners.orientation import Question, read_orientation

FILE = "partners.toml"
# inbox: they are the agents of this site. email: one mail a report. digest: all in one mail. page: a message to copy,
# and the page to open. call: the list that an agent works through by phone.
CHANNELS = ("inbox", "email", "digest", "page", "call")
# What a channel cannot do without.
NEEDS = {"email": "email", "digest": "email", "page": "page_url", "call": "phone"}
_PHONE = re.compile(r"\+?[0-9](?:[ .]?[0-9]){1,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, kw_only=True)
class Partner:
    """A partner or service. What is not known is empty or None, and pages say so.

    `email` is where reports are sent, never shown on a page. `channels` are in the order in which they are tried;
    without any, reports are never sent there.
    """

    slug: str
    name: str
    does: Wording
    service: Wording | None = None
    for_whom: Wording | None = None
    where: Wording | None = None
    hours: Wording | None = None
    note: Wording | None = None
    phone: str = ""
    phone_name: Wording | None = None
    email: str = ""
    address: str = ""
    page_url: str = ""
    website: str = ""
    channels: tuple[str, ...] = ()
    # Gets what another partner declined without saying whose it is.
    takes_declined: bool = False

    @property
    def usable_channels(self) -> tuple[str, ...]:
        """The channels in their order, less those that are not set up (an e-mail channel without an address …)."""
        return tuple(channel for channel in self.channels if channel not in NEEDS or getattr(self, NEEDS[channel]))

    @property
    def unknown(self) -> tuple[str, ...]:
        """What somebody who wants to reach them would ask, and we cannot say: French words to translate."""
        known = {N_("lieu"): self.where or self.address, N_("horaires"): self.hours, N_("téléphone"): self.phone}
        return tuple(word for word, value in known.items() if not value)


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """A number for immediate danger."""

    number: str
    name: Wording


@dataclass(frozen=True)
class Directory:
    """The partners in the order of the page, the emergency numbers, and where to turn when it is something else."""

    partners: tuple[Partner, ...]
    emergency: tuple[Emergency, ...] = ()
    orientation: Question | None = None
    _by_slug: Mapping[str, Partner] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_slug", {partner.slug: partner for partner in self.partners})

    @classmethod
    def load(cls, folder: Path) -> Directory:
        """Reads `partners.toml` of a territory. Raises TerritoryFault with every fault in it."""
        faults: list[Fault] = []
        directory = cls.read(folder, faults)
        stop_at(faults)
        return directory

    @classmethod
    def read(cls, folder: Path, faults: list[Fault]) -> Directory:
        """As `load`, but notes the faults and goes on with what can be read."""
        root = read(folder / FILE, faults)
        partners: dict[str, Partner] = {}
        for table in root.tables("partner"):
            partner = _partner(table)
            if partner.slug in partners:
                table.fault(f"the partner {partner.slug!r} is there twice", key="slug")
            elif partner.slug:
                if partner.takes_declined and any(other.takes_declined for other in partners.values()):
                    table.fault("only one partner may say 'takes_declined = true'", key="takes_declined")
                partners[partner.slug] = partner
        emergency = tuple(
            Emergency(number=_phone(table, "number", required=True), name=table.wording("name"))
            for table in root.tables("emergency")
        )
        orientation = root.table("orientation", required=False)
        question = read_orientation(orientation, tuple(partners)) if orientation else None
        root.finish()
        return cls(tuple(partners.values()), emergency, question)

    def __iter__(self) -> Iterator[Partner]:
        return iter(self.partners)

    def __len__(self) -> int:
        return len(self.partners)

    def get(self, slug: str) -> Partner | None:
        """The partner with that slug, or None."""
        return self._by_slug.get(slug)

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(self._by_slug)

    @property
    def forwardable(self) -> tuple[Partner, ...]:
        """The partners whom a report can be sent to."""
        return tuple(partner for partner in self.partners if partner.channels)

    @property
    def takes_declined(self) -> Partner | None:
        """The partner who gets what another one declined without saying whose it is; None: it must be said."""
        return next((partner for partner in self.partners if partner.takes_declined), None)

    @property
    def others(self) -> tuple[Partner, ...]:
        """The partners who are shown, but never sent a report."""
        return tuple(partner for partner in self.partners if not partner.channels)


def _partner(table: Table) -> Partner:
    partner = Partner(
        slug=table.slug(),
        name=table.text("name"),
        does=table.wording("does"),
        service=table.optional_wording("service"),
        for_whom=table.optional_wording("for_whom"),
        where=table.optional_wording("where"),
        hours=table.optional_wording("hours"),
        note=table.optional_wording("note"),
        phone=_phone(table, "phone"),
        phone_name=table.optional_wording("phone_name"),
        email=_email(table),
        address=table.text("address", ""),
        page_url=_url(table, "page_url"),
        website=_url(table, "website"),
        channels=table.some_of("channels", CHANNELS, ()),
        takes_declined=table.boolean("takes_declined", False),
    )
    for channel in partner.channels:
        # An e-mail address may come later; a call list without a number, or a page without its address, is a mistake.
        needed = NEEDS.get(channel)
        if needed in ("phone", "page_url") and not table.has(needed):
            table.fault(f"the channel {channel!r} needs {needed!r}", key="channels")
    if partner.takes_declined and not partner.usable_channels:
        table.fault("takes_declined: reports never reach this partner", key="takes_declined")
    if partner.channels and not partner.usable_channels:
        table.fault(f"no channel of {partner.slug!r} can be used as long as 'email' is empty", key="channels")
    return partner


def _phone(table: Table, key: str, *, required: bool = False) -> str:
    phone = table.text(key) if required else table.text(key, "")
    if phone and not _PHONE.fullmatch(phone):
        table.fault(f"{key}: {phone!r} is not a telephone number", key=key)
        return ""
    return phone


def _email(table: Table) -> str:
    email = table.text("email", "")
    if email and not _EMAIL.fullmatch(email):
        table.fault("email: this is not an e-mail address", key="email")
        return ""
    return email


def _url(table: Table, key: str) -> str:
    url = table.text(key, "")
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        table.fault(f"{key}: {url!r} must begin with https:// or http://", key=key)
        return ""
    return url
