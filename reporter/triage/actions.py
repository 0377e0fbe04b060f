"""What agents do with reports: one action, one transaction. Handing over by phone is forwarding's own action."""

from __future__ import annotations

from datetime import datetime

from reporter.accounts import queries as agents
from reporter.base.clock import PARIS
from reporter.base.current import current
from reporter.base.db import transaction
from reporter.base.errors import Forbidden, NotFound
from reporter.base.words import N_
from reporter.categories.rules import Catalogue
from reporter.reports import writes as reports
from reporter.reports.models import Report
from reporter.triage import writes
from reporter.triage.rules import Move, check_move


def move(report_id: int, decided: Move, *, version: int, agent_id: int, now: datetime) -> Report:
    """Moves a report as an agent decided on what they saw in that version.

    Raises Stale (somebody was first), Conflict (the table does not allow it), Invalid (what the move lacks), NotFound.
    """
    with transaction():
        report = writes.fresh(report_id, version=version)
        check_move(decided, status=report.status, today=now.astimezone(PARIS).date())
        writes.move(report, decided, now=now, actor=f"agent:{agent_id}")
        return report


def assign(report_id: int, *, to: int | None, version: int, agent_id: int, now: datetime) -> Report:
    """Gives the report to an agent, or to nobody (None). Raises Stale, NotFound."""
    with transaction():
        report = writes.fresh(report_id, version=version)
        chosen = agents.by_id(to) if to is not None else None
        if to is not None and (chosen is None or not chosen.active):
            raise NotFound(N_("Cette personne ne fait plus partie de l’équipe."))
        name = chosen.shown_name if chosen else ""
        if report.assigned_to != to:
            reports.assign(report, to, name=name, now=now, actor=f"agent:{agent_id}")
        return report


def show_photo(report_id: int, number: int, *, public: bool, agent_id: int, now: datetime) -> Report:
    """Makes a photo (numbered from 1) public or not. Raises NotFound, Forbidden where photos are never public."""
    with transaction():
        report = writes.fresh(report_id)
        photo = next((photo for photo in report.photos if photo.position == number - 1), None)
        if photo is None:
            raise NotFound(N_("Cette photo n’existe plus."))
        category = current(Catalogue).get(report.category)
        if public and not (category and category.photo_public):
            raise Forbidden(N_("Les photos de cette catégorie ne sont jamais montrées au public."))
        if photo.public != public:
            reports.show_photo(report, photo, public=public, now=now, actor=f"agent:{agent_id}")
        return report
