"""Reports in the town, written as intake writes them, and partners who can be reached by e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from reporter.accounts.models import Agent
from reporter.base.current import current, install
from reporter.base.db import db, transaction
from reporter.forwarding import queries, writes
from reporter.forwarding.models import Forward
from reporter.mail.models import Mail
from reporter.partners.rules import Directory
from reporter.places.rules import Coordinates, Place
from reporter.reports import queries as reports
from reporter.reports.models import Event, Report
from reporter.reports.rules import NewReport, PhotoRef
from reporter.reports.writes import record
from reporter.routing.rules import Choice, Decision

# A Monday, half past nine in Paris.
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
OZANAM = Coordinates(latitude=43.2174, longitude=2.3715)
PLACE = Place(coordinates=OZANAM, neighbourhood=None, zone="town", commune="Carcassonne", address="3 rue des Lices")
VILLE = Choice(partner="ville", role="lead", rule="7 · dans la rue : la Ville")
REGIE = Choice(partner="regie", role="lead", rule="6 · dans une résidence : la Régie de quartiers")
COVALDEM = Choice(partner="covaldem", role="lead", rule="5 · bac ou colonne : Covaldem 11")
AGGLO = Choice(partner="agglo", role="informed", rule="A · toujours : l’Agglo")
TO_VILLE = Decision(lead=VILLE, informed=(AGGLO,))
TO_REGIE = Decision(lead=REGIE, informed=(AGGLO,))
TO_COVALDEM = Decision(lead=COVALDEM, informed=(AGGLO,))

MakeReport = Callable[..., Report]


def write_report(*, photos: tuple[PhotoRef, ...] = (), **changes: object) -> Report:
    """Writes a report inside the caller's transaction; a test changes what it wants."""
    plain = {
        "category": "bulky", "setting": "street", "details": "Un canapé & <deux> matelas", "accuracy": 12.0,
        "location_source": "gps", "urgent": False, "due_at": None, "held_until": None, "language": "fr",
        "source": "web", "place": PLACE, "phone": "06 00 00 00 99", "email": "habitante@example.org",
        "photos": photos,
    }  # fmt: skip
    return record(NewReport(**{**plain, **changes}), now=NOW)  # type: ignore[arg-type]


@pytest.fixture
def make_report(app: Flask) -> MakeReport:
    """Makes a report that is already in the database."""

    def make(**changes: object) -> Report:
        with transaction():
            return write_report(**changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def with_emails(app: Flask) -> None:
    """The town after it has filled in e-mail addresses of the City, of Covaldem and of the Régie."""
    set_partner(app, "ville", email="proprete@ville.example")
    set_partner(app, "covaldem", email="collecte@covaldem.example")
    set_partner(app, "regie", email="equipe@regie.example")


def set_partner(app: Flask, slug: str, **changes: object) -> None:
    """Changes what the territory says of one partner, for this test's application."""
    directory = current(Directory)
    partners = tuple(replace(p, **changes) if p.slug == slug else p for p in directory)  # type: ignore[arg-type]
    install(app, replace(directory, partners=partners))


class OpenReport:
    """Opens reports with their forwards as intake does, and reads back how they stand."""

    def __call__(self, decision: Decision, **changes: object) -> Report:
        with transaction():
            report = write_report(**changes)  # type: ignore[arg-type]
            writes.open_forwards(report, decision, now=NOW)
        return report

    def forwards(self, report: Report) -> list[Forward]:
        db.session.expire_all()
        return queries.of_report(report.id)

    def lead(self, report: Report) -> Forward:
        """The last lead forward."""
        return [f for f in self.forwards(report) if f.role == "lead"][-1]

    def states(self, report: Report) -> list[tuple[str, str, str]]:
        return [(f.partner, f.channel, f.state) for f in self.forwards(report)]

    def status(self, report: Report) -> str:
        db.session.expire_all()
        fresh = reports.by_id(report.id)
        assert fresh
        return fresh.status

    def history(self, report: Report, kind: str) -> list[Event]:
        db.session.expire_all()
        fresh = reports.by_id(report.id, whole=True)
        assert fresh
        return [event for event in fresh.events if event.kind == kind]


@pytest.fixture
def opened(app: Flask) -> OpenReport:
    return OpenReport()


def mails() -> list[Mail]:
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def waiting_for_digest(partner: str) -> list[Forward]:
    """What that partner's next digest will bring: due, and in no digest yet."""
    db.session.expire_all()
    rows = db.session.scalars(select(Forward).where(Forward.partner == partner).order_by(Forward.id))
    return [f for f in rows if (f.channel, f.state, f.mail_id) == ("digest", "due", None)]


def mails_end(state: str, reply: str = "250 ok", at: datetime = NOW) -> None:
    """All mails that are due were taken, or refused, by the mail server."""
    with transaction():
        for mail in mails():
            if mail.state == "due":
                mail.state, mail.reply, mail.sent_at = state, reply, at if state == "sent" else None


@pytest.fixture
def coordinator(app: Flask) -> Agent:
    with transaction() as session:
        agent = Agent(
            email="coordination@regie.example",
            role="coordinator",
            fs_uniquifier="x",
            created_at=NOW,
            name="Coordination",
        )
        session.add(agent)
    return agent
