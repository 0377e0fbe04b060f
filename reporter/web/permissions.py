"""Who may open which route: the whole table. A route that is not here answers nobody (guard.py, and a test)."""

from __future__ import annotations

# Anybody; a link's own token is checked by its view.
ANYONE = "anyone"
# Signed-in agents, from this role upward.
MEDIATOR, COORDINATOR, ADMIN = "mediator", "coordinator", "admin"
RANK = {MEDIATOR: 1, COORDINATOR: 2, ADMIN: 3}

ROUTES: dict[str, str] = {
    "static": ANYONE,
    "pages.home": ANYONE,
    "pages.privacy": ANYONE,
    "pages.accessibility": ANYONE,
    "pages.legal": ANYONE,
    "pages.health": ANYONE,
}
