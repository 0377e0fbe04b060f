"""The demo town has something for every page, and nothing of it is ever sent."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from reporter.base.clock import PARIS
from reporter.base.current import current
from reporter.base.db import session, transaction
from reporter.base.settings import Settings
from reporter.categories.rules import Catalogue
from reporter.demo import actions, rules
from reporter.digests import actions as digests
from reporter.forwarding.models import Forward
from reporter.mail.models import Mail
from reporter.photos.album import Album
from reporter.places.gazetteer import Gazetteer
from reporter.places.rules import distance
from reporter.reports.models import Event, Report, ReportPhoto
from reporter.reports.queries import WHOLE, point_of
from reporter.reports.rules import MOVES, OPEN
from reporter.web import serving
from reporter.web.schedule import JOBS
from tests.demo.conftest import NOW
from tests.mail.conftest import Server


def reports() -> list[Report]:
    return list(session().scalars(select(Report).options(*WHOLE).order_by(Report.id)))


def test_filling_twice_leaves_300_reports(town: Flask) -> None:
    assert actions.fill(NOW + timedelta(hours=3)) == 0
    assert session().scalar(select(func.count(Report.id))) == 300
    assert {report.source for report in reports()} == {"demo"}


def test_only_what_is_missing_is_written_again(town: Flask) -> None:
    with transaction() as inside:
        gone = inside.scalars(select(Report).where(Report.duplicate_of.is_(None)).order_by(Report.id.desc())).first()
        assert gone is not None
        gone_id = gone.client_request_id
        inside.execute(Forward.__table__.delete().where(Forward.report_id == gone.id))
        inside.execute(Event.__table__.delete().where(Event.report_id == gone.id))
        inside.execute(ReportPhoto.__table__.delete().where(ReportPhoto.report_id == gone.id))
        inside.execute(Report.__table__.delete().where(Report.id == gone.id))
    session().expunge_all()
    assert actions.fill(NOW) == 1
    assert session().scalar(select(Report.id).where(Report.client_request_id == gone_id))


def test_every_category_every_served_neighbourhood_and_every_kind_of_news(town: Flask) -> None:
    rows = reports()
    served = {n.slug for n in current(Gazetteer).neighbourhoods if n.served}
    assert {row.neighbourhood for row in rows} == served
    assert {row.zone for row in rows} == {"core"}
    by_category = Counter(row.category for row in rows)
    assert set(by_category) == {category.slug for category in current(Catalogue)}
    assert by_category["bulky"] > 3 * by_category["needle"] > 0
    assert {"received", "forwarded", "acknowledged", "planned", "resolved", "closed"} <= {row.status for row in rows}
    still_open = [row for row in rows if row.status in OPEN]
    today = NOW.astimezone(PARIS).date()
    assert any(row.urgent and NOW - row.created_at < timedelta(hours=2) for row in still_open)
    assert sum(1 for row in still_open if row.due_at and row.due_at < NOW) >= 5
    assert sum(1 for row in still_open if row.planned_on and row.planned_on >= today) >= 2
    assert {"residence", "street", "unknown"} == {row.setting for row in rows}
    assert {"fr", "en", "es", "ar", "tr"} == {row.language for row in rows}
    assert sum(row.me_too for row in rows) > 100


def test_all_of_it_has_happened_already(town: Flask) -> None:
    oldest = NOW - timedelta(days=90)
    moments = [(r.created_at, r.updated_at, r.held_until or NOW, r.closed_at or NOW) for r in reports()]
    assert all(oldest <= moment <= NOW for row in moments for moment in row)
    assert min(row[0] for row in moments) < NOW - timedelta(days=80)
    assert all(event.at <= NOW for event in session().scalars(select(Event)))
    for forward in session().scalars(select(Forward)):
        assert all(m is None or m <= NOW for m in (forward.sent_at, forward.handed_over_at, forward.answered_at))


def test_every_history_follows_the_table_of_moves_in_the_order_of_time(town: Flask) -> None:
    for report in reports():
        moves = [event.status for event in report.events if event.kind == "status"]
        assert moves[0] == "received"
        assert all(after in MOVES[before] for before, after in pairwise(moves)), report.reference
        assert moves[-1] == report.status
        at = [event.at for event in report.events if event.kind != "photo_shown"]
        assert at == sorted(at), [(event.kind, event.status, event.at) for event in report.events]


def test_forwards_are_settled_and_what_waits_is_on_the_call_list(town: Flask) -> None:
    forwards = list(session().scalars(select(Forward)))
    assert {forward.state for forward in forwards} == {"sent", "handed_over", "to_hand_over"}
    assert all(forward.next_at is None and forward.mail_id is None and forward.rule for forward in forwards)
    waiting = {forward.report_id for forward in forwards if forward.state == "to_hand_over"}
    assert len(waiting) >= 4
    assert waiting == {report.id for report in reports() if report.status == "received"}


def test_nothing_is_ever_sent_whatever_the_worker_does(town: Flask, post: Server) -> None:
    assert current(Settings).smtp_url == post.url
    digests.open_windows(NOW - timedelta(days=95))
    for later in (timedelta(minutes=1), timedelta(hours=20), timedelta(days=8), timedelta(days=40)):
        for job in JOBS:
            job.run(NOW + later)
    outcomes = digests.send(now=NOW + timedelta(days=41))
    assert outcomes
    assert {outcome.ending for outcome in outcomes} == {"quiet"}
    assert session().scalar(select(func.count(Forward.id)).where(Forward.next_at.is_not(None))) == 0
    assert session().scalar(select(func.count(Mail.id))) == 0
    assert post.taken == []
    assert not list(current(Settings).instance.rglob("*.eml"))


def test_nobody_can_be_written_to_and_no_geocoder_is_asked(town: Flask) -> None:
    assert all(r.email is None and r.phone is None and r.address_next_at is None for r in reports())


def test_every_photo_is_in_the_album_and_some_show_the_place_afterwards(town: Flask) -> None:
    rows = list(session().scalars(select(ReportPhoto)))
    assert len({row.key for row in rows}) > 30
    for key in {row.key for row in rows}:
        assert current(Album).read(key, "small").startswith(b"\xff\xd8\xff")
        assert b"Exif" not in current(Album).read(key, "large")
    after = {row.report_id for row in rows if row.kind == "after"}
    assert len(after) > 10
    assert {r.status for r in reports() if r.id in after} <= {"resolved", "reopened", "forwarded"}
    assert sum(1 for row in rows if row.public) > 60


def test_photos_are_public_only_where_the_category_allows_it(town: Flask) -> None:
    hidden = {category.slug for category in current(Catalogue) if not category.photo_public}
    assert hidden
    shown = [photo for report in reports() if report.category in hidden for photo in report.photos if photo.public]
    assert shown == []


def test_a_duplicate_lies_beside_what_it_repeats(town: Flask) -> None:
    by_id = {report.id: report for report in reports()}
    duplicates = [report for report in by_id.values() if report.duplicate_of]
    assert len(duplicates) >= 3
    for report in duplicates:
        assert report.duplicate_of is not None
        original = by_id[report.duplicate_of]
        assert (report.category, report.closing_reason) == (original.category, "duplicate")
        assert original.created_at <= report.created_at
        assert distance(point_of(report), point_of(original)) < 50


def test_another_town_is_filled_as_well(
    environ: dict[str, str], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its categories are other ones; a pictogram without a scene is drawn as dumped waste."""
    environ["TERRITORY"] = str(next(Path(__file__).parents[1].glob("towns/*/territory.toml")).parent)
    app: Flask = request.getfixturevalue("app")
    for module in (rules, actions):
        monkeypatch.setattr(module, "COUNT", 8)
    assert app.test_cli_runner().invoke(args=["demo", "fill"]).output == "8 demo reports written\n"
    served = {n.slug for n in current(Gazetteer).neighbourhoods if n.served}
    assert {report.neighbourhood for report in reports()} <= served
    assert {report.category for report in reports()} <= {category.slug for category in current(Catalogue)}


def test_a_demo_town_says_so_on_every_page_even_served_again_without_demo(town: Flask) -> None:
    band = "les signalements affichés ici sont inventés"
    assert band not in town.test_client().get("/").text
    serving.look_for_demo_reports()
    pages = ("/", "/signaler", "/signalements", "/agents/connexion", "/nulle-part")
    told = [page for page in pages if band in town.test_client().get(page).text]
    town.config["DEMO_TOWN"] = False
    assert told == list(pages)
