"""Who can act: the partners and services of a territory, what they are for, and how a report reaches them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reporter.base.words import LANGUAGES, N_, Wording

# inbox: they are the agents of this site. email: one mail a report. digest: all in one mail. page: a message to copy,
# and the page to open. call: the list that an agent works through by phone.
CHANNELS = ("inbox", "email", "digest", "page", "call")
# What a channel cannot do without.
NEEDS = {"email": "email", "digest": "email", "page": "page_url", "call": "phone"}
# Before a visitor who has something else than dirt to tell reaches a door.
MOST_QUESTIONS = 2


_AS_NAMED = Wording({})


@dataclass(frozen=True, kw_only=True)
class Partner:
    """A partner or service. What is not known is empty or None, and pages say so.

    `name` stands alone, in headings and lists. `called` stands in a sentence, after "à", "par" or "de": in French with
    its article, if it takes one; without any text of its own it is the name. `email` is where reports are sent, never
    shown on a page. `channels` are in the order in which they are tried; without any, reports are never sent there.
    """

    slug: str
    name: str
    does: Wording
    called: Wording = _AS_NAMED
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

    def __post_init__(self) -> None:
        called = dict.fromkeys(LANGUAGES, self.name) | dict(self.called.by_language)
        object.__setattr__(self, "called", Wording(called))

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


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a visitor may answer: it leads to one more question, or to partners (`doors`, slugs; the best first)."""

    label: Wording
    doors: tuple[str, ...] = ()
    then: Question | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """Where to turn when it is not cleanliness: a question and its answers."""

    text: Wording
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Directory:
    """The partners in the order of the page, the emergency numbers, and where to turn when it is something else."""

    partners: tuple[Partner, ...]
    emergency: tuple[Emergency, ...] = ()
    orientation: Question | None = None
    _by_slug: Mapping[str, Partner] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_slug", {partner.slug: partner for partner in self.partners})

    def __iter__(self) -> Iterator[Partner]:
        return iter(self.partners)

    def __len__(self) -> int:
        return len(self.partners)

    def get(self, slug: str) -> Partner | None:
        """The partner with that slug, or None."""
        return self._by_slug.get(slug)

    def called(self, name: str) -> Wording:
        """How a sentence calls the partner of that name, as events keep it; a name that is nobody's any more stays."""
        known = next((partner for partner in self.partners if partner.name == name), None)
        return known.called if known else Wording({"fr": name})

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
