"""The digest's mail, and what coordinators are told when a partner wants no more of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from reporter.base.clock import PARIS
from reporter.base.current import current
from reporter.categories.rules import Catalogue
from reporter.digests import queries, rules, showing
from reporter.digests.links import unsubscribe_url
from reporter.digests.rules import Line, Section, Window
from reporter.mail.paper import compose
from reporter.mail.rules import Attachment, Inline, Letter
from reporter.partners.rules import Partner
from reporter.places.gazetteer import Gazetteer

LANGUAGE = "fr"


def sections(lines: Sequence[Line]) -> list[Section]:
    """The lines in the order in which the mail tells them."""
    return rules.arrange(lines, neighbourhoods=_neighbourhoods(), categories=current(Catalogue).slugs)


def digest(partner: Partner, window: Window, lines: Sequence[Line], pictures: Sequence[Inline]) -> Letter:
    """One mail for the window; `pictures` are named `photo-<report id>`. Raises Invalid when the address is none."""
    leads = queries.leads([line.report_id for line in lines])
    told = sections(lines)
    forwards = queries.forwards(line.forward_id for section in told for line in section.lines)
    shown = {picture.name for picture in pictures}

    def entry(line: Line) -> showing.Entry:
        name = f"photo-{line.report_id}"
        return showing.entry(
            line,
            forwards[line.forward_id],
            lead=leads.get(line.report_id),
            picture=name if name in shown else None,
            end=window.end,
        )

    day = window.end.astimezone(PARIS).date()
    leave = unsubscribe_url(partner)
    letter = compose(
        "digest",
        recipient=partner.email,
        language=LANGUAGE,
        inline=tuple(pictures),
        attachments=(
            Attachment(
                filename=f"signalements-{day.isoformat()}.csv",
                content=showing.sheet(lines, leads, end=window.end),
                media_type="text/csv",
            ),
        ),
        headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        town=current(Gazetteer).town,
        partner=partner,
        window=window,
        told=[
            {
                "slug": section.slug,
                "name": showing.SECTION_NAMES[section.slug],
                "left_out": section.left_out,
                "entries": [entry(line) for line in section.lines],
            }
            for section in told
        ],
        counts=_counts(lines, window.end),
        unsubscribe_url=leave,
    )
    # A word to the inliner, no longer needed: with forty reports it weighs as much as three of them.
    return replace(letter, html=letter.html.replace(' data-css-inline="ignore"', ""))


def stopped(partner: Partner, *, at: datetime, recipient: str, again: bool) -> Letter:
    """Tells a coordinator that a partner wants no more digests, or, `again`, wants them back."""
    return compose(
        "unsubscribed",
        recipient=recipient,
        language=LANGUAGE,
        partner=partner,
        at=at,
        again=again,
        back_url=unsubscribe_url(partner),
    )


def _counts(lines: Sequence[Line], end: datetime) -> dict[str, object]:
    *rows, total = rules.counts(lines, end, neighbourhoods=_neighbourhoods())
    outside = [line for line in lines if not line.inside]
    return {
        "rows": [(showing.quarter_name(row.neighbourhood), row) for row in rows],
        "total": total,
        "outside": len(outside),
        "outside_new": sum(line.fresh for line in outside),
    }


def _neighbourhoods() -> list[str]:
    return [neighbourhood.slug for neighbourhood in current(Gazetteer).neighbourhoods]
