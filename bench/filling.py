"""Fills a bench installation with reports: straight into the tables, in the served neighbourhoods."""

from __future__ import annotations

import random
import sys
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, insert, select

from reporter import create_app
from reporter.base import clock, tokens
from reporter.base.current import current
from reporter.base.db import session
from reporter.categories.rules import Catalogue
from reporter.forwarding.models import Forward
from reporter.places.gazetteer import Gazetteer
from reporter.places.quadkey import encode
from reporter.places.rules import Coordinates
from reporter.reports import rules
from reporter.reports.models import Event, Report

BATCH = 2_000


def fill(app: Flask, wanted: int) -> None:
    """Adds reports until there are `wanted`, with their first event and two settled forwards each."""
    chance = random.Random(20_000)
    with app.app_context():
        there = session().scalar(select(func.count()).select_from(Report)) or 0
        # Straight into the table nobody draws again when a reference is taken: draw what is free.
        taken = set(session().scalars(select(Report.reference)))
        while there < wanted:
            batch = min(BATCH, wanted - there)
            session().execute(insert(Report), [_report(chance, taken) for _ in range(batch)])
            newest = select(Report.id, Report.created_at).order_by(Report.id.desc()).limit(batch)
            rows = session().execute(newest).all()
            session().execute(insert(Event), [_event(row.id, row.created_at) for row in rows])
            session().execute(insert(Forward), [f for row in rows for f in _forwards(row.id, row.created_at)])
            session().commit()
            there += batch


def _free(taken: set[str]) -> str:
    while (reference := rules.new_reference()) in taken:
        pass
    taken.add(reference)
    return reference


def _report(chance: random.Random, taken: set[str]) -> dict[str, object]:
    gazetteer, categories = current(Gazetteer), [c.slug for c in current(Catalogue)]
    home = chance.choice([n for n in gazetteer.neighbourhoods if n.served])
    point = Coordinates(
        latitude=home.inner_point.latitude + chance.gauss(0, 0.002),
        longitude=home.inner_point.longitude + chance.gauss(0, 0.003),
    )
    place = gazetteer.locate(point)
    setting = chance.choice(rules.SETTINGS)
    snapped = rules.snap(point, setting=setting)
    created = clock.now() - timedelta(seconds=chance.randrange(86_400, 90 * 86_400))
    status = chance.choices(rules.STATUSES, weights=(6, 20, 10, 5, 45, 12, 2))[0]
    return {
        "reference": _free(taken),
        "tracking_token": tokens.secret(),
        "short_code": tokens.sayable(),
        "category": chance.choice(categories),
        "setting": setting,
        "details": "Sacs éventrés devant l’entrée, depuis lundi.",
        "latitude": point.latitude,
        "longitude": point.longitude,
        "quadkey": encode(latitude=point.latitude, longitude=point.longitude),
        "public_quadkey": encode(latitude=snapped.latitude, longitude=snapped.longitude),
        "accuracy": 12.0,
        "location_source": "gps",
        "address": "",
        "neighbourhood": place.neighbourhood.slug if place.neighbourhood else None,
        "zone": place.zone,
        "commune": place.commune,
        "status": status,
        "closing_reason": "nothing_found" if status == "closed" else None,
        "due_at": created + timedelta(days=5) if status in rules.OPEN else None,
        "created_at": created,
        "updated_at": created,
        "closed_at": created + timedelta(days=3) if status in rules.ENDED else None,
    }


def _event(report_id: int, at: object) -> dict[str, object]:
    return {"report_id": report_id, "at": at, "kind": "status", "status": "received", "public": True, "actor": "author"}


def _forwards(report_id: int, at: object) -> list[dict[str, object]]:
    """Settled ones, so that the bench's worker has nothing to send."""
    common = {
        "report_id": report_id,
        "state": "sent",
        "rule": "bench",
        "created_at": at,
        "sent_at": at,
        "next_at": None,
    }
    return [
        {**common, "partner": "ville", "role": "lead", "channel": "call", "state": "handed_over"},
        {**common, "partner": "agglo", "role": "informed", "channel": "digest"},
    ]


if __name__ == "__main__":
    fill(create_app(), int(sys.argv[1]))
