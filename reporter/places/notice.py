"""Who answers for the site in this town: what the legal pages must say, from `[notice]` in territory.toml."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.base.territory import Table


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Facts that only the town knows. What it has not filled in is "", and the pages say so; nothing is invented.

    controller: who answers for the data (GDPR article 13). dpo_contact: how the data protection officer is reached.
    publisher, publisher_contact: who publishes the site, with address and telephone; director: who answers for what
    it says, by office or name; host_name, host_contact: whose machine it runs on (law 2004-575 of 21 June 2004).
    accessibility_contact: who answers when something cannot be used (RGAA 4.1).
    """

    controller: str = ""
    dpo_contact: str = ""
    publisher: str = ""
    publisher_contact: str = ""
    director: str = ""
    host_name: str = ""
    host_contact: str = ""
    accessibility_contact: str = ""


def read_notice(table: Table | None) -> Notice:
    """The table's facts; all of them may be left out."""
    if table is None:
        return Notice()
    return Notice(
        controller=table.text("controller", ""),
        dpo_contact=table.text("dpo_contact", ""),
        publisher=table.text("publisher", ""),
        publisher_contact=table.text("publisher_contact", ""),
        director=table.text("director", ""),
        host_name=table.text("host_name", ""),
        host_contact=table.text("host_contact", ""),
        accessibility_contact=table.text("accessibility_contact", ""),
    )
