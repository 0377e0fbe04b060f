"""Every mail says names and words as they were written, and no mail program runs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from reporter.accounts import emails as accounts
from reporter.base.current import current
from reporter.base.db import session
from reporter.digests import emails as digests
from reporter.digests import queries
from reporter.digests.rules import Window
from reporter.forwarding import actions as forwarding
from reporter.forwarding import emails as forwards
from reporter.forwarding.models import Forward
from reporter.forwarding.queries import in_charge
from reporter.forwarding.rules import Answer
from reporter.intake import emails as intake
from reporter.mail.rules import Letter
from reporter.partners.rules import Directory, Partner
from reporter.reports import queries as reports
from reporter.reports.models import Report
from tests.copied_town import CopiedTown
from tests.digests.conftest import BASTIDE, GRAZAILLES, report
from tests.triage.making import Coordinates

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
IN_THE_TOWN = Coordinates(latitude=43.2, longitude=2.33)
OUTSIDE = Coordinates(latitude=43.2106, longitude=2.4419)
# What a name, an address or a resident's text may hold: markup, entities, quotes, and what formats a sentence.
SPITE = "<script>alert(\"1\")</script> & 'co' &lt; 100 %s"


def spiteful(name: str) -> str:
    return f"{name} {SPITE}"


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A town in which everything has such a name."""
    town = CopiedTown(tmp_path / "town")
    for name in ("Ville de Carcassonne", "Carcassonne Agglo", "Covaldem 11"):
        town.change("partners.toml", f'name = "{name}"', f"name = {json.dumps(spiteful(name))}")
    town.change("partners.toml", 'called = "la Ville', f'email = "v@exemple.fr"\naddress = {json.dumps(SPITE)}\n#')
    town.change("categories.toml", 'fr = "Encombrants"', f"fr = {json.dumps(spiteful('Encombrants'))}")
    for name in ("Carcassonne", "Grazailles", "Bastide"):
        town.change("territory.toml", f'name = "{name}"\n', f"name = {json.dumps(spiteful(name))}\n")
    town.change("territory.toml", 'name = "Trèbes"', f"name = {json.dumps(spiteful('Trèbes'))}")
    return environ | {"TERRITORY": str(town.folder)}


def written(app: Flask, **fields: object) -> tuple[Report, list[Forward], Partner | None]:
    made = report(NOW, **{"address": SPITE, "details": SPITE, **fields})  # type: ignore[arg-type]
    session().expire_all()
    found = reports.by_id(made.id, whole=True)
    assert found
    standing = in_charge(found.id)
    return found, standing, current(Directory).get(standing[0].partner) if standing else None


def acknowledgements(app: Flask) -> Iterator[Letter]:
    for fields in (
        {"held": timedelta(minutes=10)}, {}, {"category": "bins"}, {"point": OUTSIDE}, {"point": IN_THE_TOWN},
    ):  # fmt: skip
        found, standing, _ = written(app, **fields)
        for changed in (False, True):
            yield intake.acknowledgement(found, standing, changed=changed)


def to_partners(app: Flask) -> Iterator[Letter]:
    for point in (GRAZAILLES, IN_THE_TOWN):
        for urgent in (False, True):
            found, standing, partner = written(app, point=point, urgent=urgent)
            assert partner
            yield forwards.to_partner(standing[0], found, partner, ())


def urgent_calls(app: Flask) -> Iterator[Letter]:
    found, standing, partner = written(app)
    assert partner
    yield forwards.urgent_call(standing[0], found, partner, recipient="c@exemple.fr")


def refusals(app: Flask) -> Iterator[Letter]:
    found, standing, partner = written(app)
    assert partner
    for channel in ("email", "digest"):
        standing[0].channel, standing[0].last_error = channel, f"550 {SPITE}"
        yield forwards.failed(standing[0], found, partner, recipient="c@exemple.fr")


def all_digests(app: Flask) -> Iterator[Letter]:
    """One with a report in each section, by address, by neighbourhood and by commune, with and without answers."""
    for fields in ({}, {"address": "", "point": BASTIDE}, {"address": "", "point": OUTSIDE}, {"point": IN_THE_TOWN}):
        written(app, **fields)
    for answer in (Answer(answer="accepted"), Answer(answer="done", note=SPITE)):
        _, standing, _ = written(app)
        for forward in standing:
            forwarding.answer(forward.id, answer, now=NOW + timedelta(minutes=1))
    agglo = current(Directory).get("agglo")
    assert agglo
    for end in (NOW + timedelta(hours=1), NOW + timedelta(days=30)):
        window = Window(partner="agglo", since=NOW - timedelta(days=1), end=end)
        yield digests.digest(agglo, window, queries.lines(window), ())


def unsubscriptions(app: Flask) -> Iterator[Letter]:
    agglo = current(Directory).get("agglo")
    assert agglo
    for again in (False, True):
        yield digests.stopped(agglo, at=NOW, recipient="c@exemple.fr", again=again)


def sign_ins(app: Flask) -> Iterator[Letter]:
    yield accounts.sign_in("a@exemple.fr", f"http://localhost/?a=1&copy=2#{SPITE}", language="fr")


MAILS: dict[str, Callable[[Flask], Iterator[Letter]]] = {
    "acknowledgement": acknowledgements,
    "digest": all_digests,
    "forward": to_partners,
    "forward_failed": refusals,
    "sign_in": sign_ins,
    "unsubscribed": unsubscriptions,
    "urgent_call": urgent_calls,
}


class Read(HTMLParser):
    """What a mail program shows of a mail, and the tags that it obeys."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.pieces: list[str] = []
        self.feed(html)
        self.text = " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def test_every_mail_is_read_here() -> None:
    assert set(MAILS) == {folder.name for folder in (ROOT / "templates/emails").iterdir() if folder.is_dir()}


@pytest.mark.parametrize("name", MAILS)
def test_what_was_written_is_read_as_it_was_written_and_never_run(app: Flask, name: str) -> None:
    for letter in MAILS[name](app):
        html = Read(letter.html)
        assert "script" not in html.tags
        for part in (html.text, " ".join(letter.text.split())):
            assert SPITE in part
            # Nothing is escaped twice, or escaped where it is plain letters: every trace of it is the whole of it.
            assert part.count("alert(") == part.count(SPITE)
            assert "&amp;" not in part
            assert "&#" not in part
        assert letter.subject.count("script>") == letter.subject.count('<script>alert("1")</script>') * 2
