"""What axe-core finds wrong with a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.1 A and AA, of which RGAA 4.1 is made, and what axe calls best practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


def violations(page: Page, context: str | None = None) -> list[str]:
    """Each as "rule: selector of the first element, what is wrong"; `context` looks at one part only."""
    results = Axe().run(page, context=context, options=RULES)
    return [
        f"{found['id']}: {found['nodes'][0]['target']} {found['nodes'][0]['failureSummary']}"
        for found in results.response["violations"]
    ]
