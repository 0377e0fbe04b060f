from datetime import date, timedelta

import pytest
from flask import Flask

from reporter.accounts import actions as accounts
from reporter.base import clock
from reporter.base.db import session, transaction
from reporter.base.errors import Conflict, Forbidden, Invalid, NotFound
from reporter.forwarding import actions as forwarding
from reporter.forwarding import queries as forwards
from reporter.places.rules import Coordinates
from reporter.reports.queries import by_id
from reporter.triage import actions
from reporter.triage.queries import counts
from reporter.triage.rules import Move, Stale
from tests.triage.conftest import agent_named
from tests.triage.making import make, photo

AGENT = 1


@pytest.fixture(autouse=True)
def nadia(app: Flask) -> None:
    """The agent with that id."""
    accounts.create("nadia@exemple.fr", now=clock.now())
    assert agent_named("nadia").id == AGENT


def seen(report):
    """The report as another browser would read it now."""
    session().expire_all()
    return by_id(report.id, whole=True)


def move(report, to, *, version=None, now=None, **also):
    version = by_id(report.id).version if version is None else version
    return actions.move(report.id, Move(to=to, **also), version=version, agent_id=AGENT, now=now or clock.now())


def states(report):
    return [(forward.partner, forward.role, forward.state) for forward in forwards.of_report(report.id)]


def test_a_move_is_in_the_public_history_with_who_and_what_the_resident_reads():
    report = make()
    move(report, "planned", on=date(2099, 1, 1), now=clock.parse("2098-12-01"), text="Le camion passe jeudi.")
    event = seen(report).events[-1]
    assert (event.status, event.on, event.text) == ("planned", date(2099, 1, 1), "Le camion passe jeudi.")
    assert (event.actor, event.public) == (f"agent:{AGENT}", True)
    assert seen(report).planned_on == date(2099, 1, 1)


def test_of_two_agents_who_decide_at_once_the_second_is_told():
    report = make()
    version = by_id(report.id).version
    move(report, "acknowledged", version=version)
    with pytest.raises(Stale):
        move(report, "resolved", version=version, text="Fait.")
    assert seen(report).status == "acknowledged"


def test_a_refused_move_leaves_nothing_behind():
    report = make()
    before = (seen(report).version, len(seen(report).events), states(report))
    for to, also in (("resolved", {}), ("closed", {"text": "x", "reason": "elsewhere", "service": "atlantis"})):
        with pytest.raises(Invalid):
            move(report, to, **also)
    with pytest.raises(Conflict):
        move(report, "reopened")
    assert (seen(report).version, len(seen(report).events), states(report)) == before


def test_a_closure_elsewhere_names_the_service_and_its_phone():
    report = make()
    move(report, "closed", reason="elsewhere", service="mediaction", text="Ce n’est pas de la propreté.")
    event = seen(report).events[-1]
    assert event.partner.startswith("MEDIACTION")
    assert event.reason == "elsewhere"


def test_a_duplicate_leads_to_the_first_report_and_never_to_itself():
    first, second = make(), make()
    move(second, "closed", reason="duplicate", duplicate_of=first.id, text="Déjà signalé hier.")
    assert seen(second).duplicate_of == first.id
    with pytest.raises(Invalid) as caught:
        move(first, "closed", reason="duplicate", duplicate_of=first.id, text="Le même.")
    assert caught.value.field == "duplicate"


def test_after_a_closure_nothing_more_is_sent_or_phoned():
    report = make("bulky")
    forwarding.run(clock.now())
    assert ("ville", "lead", "to_hand_over") in states(report)
    move(report, "closed", reason="nothing_found", text="Plus rien sur place.")
    assert forwards.to_hand_over() == []
    assert not any(state in ("held", "due", "to_hand_over") for _, _, state in states(report))


def test_once_resolved_nobody_needs_to_phone_but_the_others_still_hear_of_it():
    report = make("bulky")
    forwarding.run(clock.now())
    move(report, "resolved", text="Enlevés.")
    assert forwards.to_hand_over() == []
    assert ("agglo", "informed", "due") in states(report)


def test_an_agent_who_took_charge_stops_the_clock_of_the_lead():
    report = make("bulky")
    forwarding.run(clock.now())
    forward = forwards.to_hand_over()[0][0]
    forwarding.hand_over(forward.id, agent_id=AGENT, to="Mme Roux", now=clock.now())
    move(report, "acknowledged")
    opened = len(states(report))
    forwarding.run(clock.now() + timedelta(days=30))
    assert len(states(report)) == opened


def test_reopened_goes_to_the_same_lead_again():
    report = make("bulky")
    forwarding.run(clock.now())
    forward = forwards.to_hand_over()[0][0]
    forwarding.hand_over(forward.id, agent_id=AGENT, to="Mme Roux", now=clock.now())
    move(report, "resolved", text="Enlevés.")
    move(report, "reopened", text="Il en reste.")
    forwarding.run(clock.now())
    leads = [(partner, state) for partner, role, state in states(report) if role == "lead"]
    assert leads == [("ville", "handed_over"), ("ville", "to_hand_over")]
    assert seen(report).closed_at is None


def test_reopened_it_has_its_time_again_and_until_then_is_not_late():
    monday = clock.parse("2026-11-23T10:00")
    report = make("bulky", now=monday)
    move(report, "resolved", text="Enlevés.", now=monday + timedelta(days=1))
    later = monday + timedelta(days=28)
    assert counts(now=later, agent_id=AGENT)["overdue"] == 0
    move(report, "reopened", now=later)
    assert seen(report).due_at == later + timedelta(days=2)
    assert [counts(now=now, agent_id=AGENT)["overdue"] for now in (later, later + timedelta(days=3))] == [0, 1]


def test_reopened_where_nobody_here_is_in_charge_it_has_no_deadline():
    report = make("bulky", at=Coordinates(latitude=43.19, longitude=2.55))
    move(report, "closed", reason="not_handled", text="C’est à Lavalette.")
    move(report, "reopened")
    assert seen(report).due_at is None


def test_a_report_closed_before_it_left_goes_to_its_lead_when_it_is_reopened():
    report = make("bulky")
    move(report, "closed", reason="nothing_found", text="Rien vu.")
    move(report, "reopened")
    leads = [(partner, state) for partner, role, state in states(report) if role == "lead"]
    assert leads == [("ville", "withdrawn"), ("ville", "due")]


def test_a_photo_afterwards_stands_behind_the_others():
    report = make(photos=2)
    move(report, "resolved", text="Enlevés.", photo=photo(9))
    assert [(p.position, p.kind) for p in seen(report).photos] == [(0, "before"), (1, "before"), (2, "after")]


def test_an_agent_takes_a_report_and_gives_it_back():
    report = make()
    for to in (AGENT, AGENT, None):
        actions.assign(report.id, to=to, version=by_id(report.id).version, agent_id=AGENT, now=clock.now())
    lines = [(event.kind, event.text, event.public) for event in seen(report).events[1:]]
    assert lines == [("assignment", "nadia", False), ("assignment", "", False)]
    with pytest.raises(Stale):
        actions.assign(report.id, to=AGENT, version=1, agent_id=AGENT, now=clock.now())


def test_nobody_is_given_a_report_who_does_not_work_here():
    accounts.create("paul@exemple.fr", now=clock.now())
    with transaction():
        agent_named("paul").active = False
    report = make()
    for to in (agent_named("paul").id, 999):
        with pytest.raises(NotFound):
            actions.assign(report.id, to=to, version=1, agent_id=AGENT, now=clock.now())


def test_a_photo_becomes_public_by_an_agents_decision_and_back():
    report = make(photos=1)
    for public in (True, True, False):
        actions.show_photo(report.id, 1, public=public, agent_id=AGENT, now=clock.now())
    assert [event.kind for event in seen(report).events[1:]] == ["photo_shown", "photo_hidden"]
    assert not seen(report).photos[0].public


def test_a_photo_of_a_vehicle_is_never_public():
    report = make("vehicle", photos=1)
    with pytest.raises(Forbidden):
        actions.show_photo(report.id, 1, public=True, agent_id=AGENT, now=clock.now())
    with pytest.raises(NotFound):
        actions.show_photo(report.id, 2, public=False, agent_id=AGENT, now=clock.now())
    assert not seen(report).photos[0].public
