"""Who may open which route: the whole table. A route that is not here answers nobody (guard.py, and a test)."""

from __future__ import annotations

from reporter.accounts.rules import ADMIN, COORDINATOR, MEDIATOR, RANK

# Anybody (a link's own token is checked by its view), or signed-in agents from a role upward.
ANYONE = "anyone"
__all__ = ["ADMIN", "ANYONE", "COORDINATOR", "MEDIATOR", "RANK", "ROUTES"]

ROUTES: dict[str, str] = {
    "static": ANYONE,
    "pages.home": ANYONE,
    "pages.privacy": ANYONE,
    "pages.accessibility": ANYONE,
    "pages.legal": ANYONE,
    "pages.health": ANYONE,
    "pages.desk_components": MEDIATOR,
    "places.locate": ANYONE,
    "places.search": ANYONE,
    "partners.directory": ANYONE,
    "intake.form": ANYONE,
    "intake.send": ANYONE,
    "intake.create": ANYONE,
    "intake.photo": ANYONE,
    "tracking.find": ANYONE,
    "tracking.look_up": ANYONE,
    "tracking.show": ANYONE,
    "tracking.photo": ANYONE,
    "tracking.edit": ANYONE,
    "tracking.correct": ANYONE,
    "tracking.withdraw": ANYONE,
    "tracking.reopen": ANYONE,
    "tracking.forget": ANYONE,
    "board.index": ANYONE,
    "board.show": ANYONE,
    "board.me_too": ANYONE,
    "board.photo": ANYONE,
    "board.tile": ANYONE,
    "board.outlines": ANYONE,
    "board.api_show": ANYONE,
    "board.api_nearby": ANYONE,
    "digests.unsubscribe": ANYONE,
    "digests.change": ANYONE,
    "accounts.sign_in": ANYONE,
    "accounts.ask_link": ANYONE,
    "accounts.sent": ANYONE,
    "accounts.confirm": ANYONE,
    "accounts.use_link": ANYONE,
    "accounts.sign_out": ANYONE,
    "triage.queue": MEDIATOR,
    "triage.report": MEDIATOR,
    "triage.move": MEDIATOR,
    "triage.assign": MEDIATOR,
    "triage.show_photo": MEDIATOR,
    "triage.photo": MEDIATOR,
    "triage.calls": MEDIATOR,
    "triage.hand_over": MEDIATOR,
    # The token in the address names one forward.
    "forwarding.answer": ANYONE,
    "forwarding.send_answer": ANYONE,
    "forwarding.photo": ANYONE,
}
