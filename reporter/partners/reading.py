"""Reads `partners.toml`."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from reporter.base.errors import Invalid
from reporter.base.territory import Fault, Table, read, stop_at
from reporter.base.words import Wording
from reporter.mail.rules import checked_address
from reporter.partners.rules import CHANNELS, MOST_QUESTIONS, NEEDS, Answer, Directory, Emergency, Partner, Question

FILE = "partners.toml"
_PHONE = re.compile(r"\+?[0-9](?:[ .]?[0-9]){1,14}")
# "à" and "de" would melt into them: "au", "du", "aux", "des".
_MELTS = re.compile(r"les?\s", re.IGNORECASE)


def load(folder: Path) -> Directory:
    """The partners of a territory's folder. Raises TerritoryFault with every fault of the file."""
    faults: list[Fault] = []
    directory = read_directory(folder, faults)
    stop_at(faults)
    return directory


def read_directory(folder: Path, faults: list[Fault]) -> Directory:
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
    question = _question(orientation, tuple(partners)) if orientation else None
    root.finish()
    return Directory(tuple(partners.values()), emergency, question)


def _partner(table: Table) -> Partner:
    partner = Partner(
        slug=table.slug(),
        name=table.text("name"),
        does=table.wording("does"),
        called=table.optional_wording("called") or Wording({}),
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
    called = partner.called.to("fr")
    if _MELTS.match(called):
        says = f"nobody says 'à {called}': called = \"…\" must follow 'à' and 'de' as it is, as in \"l’équipe du …\""
        table.fault(says, key="called" if table.has("called") else "name")
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
    try:
        # What the outbox refuses later is refused here.
        return checked_address(email) if email else ""
    except Invalid:
        table.fault("email: this is not an e-mail address", key="email")
        return ""


def _url(table: Table, key: str) -> str:
    url = table.text(key, "")
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        table.fault(f"{key}: {url!r} must begin with https:// or http://", key=key)
        return ""
    return url


def _question(table: Table, known: tuple[str, ...], depth: int = 1) -> Question:
    """The question of `[orientation]`, or one that follows it; doors must be among the slugs `known`."""
    if depth > MOST_QUESTIONS:
        table.fault(f"there are {MOST_QUESTIONS} questions at most before a door")
    answers = tuple(_answer(entry, known, depth) for entry in table.tables("answer"))
    return Question(text=table.wording("question"), answers=answers)


def _answer(table: Table, known: tuple[str, ...], depth: int) -> Answer:
    then = table.table("then", required=False)
    doors = table.some_of("doors", known, ())
    if bool(doors) == bool(then):
        table.fault("an answer leads either to 'doors' or to one more question under 'then'")
    question = _question(then, known, depth + 1) if then else None
    return Answer(label=table.wording("label"), doors=doors, then=question)
