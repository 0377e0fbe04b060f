"""A real browser on a live application.

    def test_…(live, visit):
        page = visit("/signaler", width=360, language="ar", dark=True)

`app` is the application that is served: prepare what a page shows with actions and writes, the browser sees it.
Each test has its own application, database and folders; one Chromium serves all tests of a process.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.browser.serving import free_port, served

# What the browser itself would ask of the network.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run"]

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything that asks for the browser is marked so."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(needs: Callable[[str], str]) -> Iterator[Browser]:
    """Chromium, once a process."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=needs("chromium"), args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with free_port() as found:
        yield found


@pytest.fixture
def environ(environ: dict[str, str], listening: socket.socket) -> dict[str, str]:
    """The settings, with the address at which the application is really served: links in pages and mails work."""
    return {**environ, "PUBLIC_URL": f"http://127.0.0.1:{listening.getsockname()[1]}"}


@pytest.fixture
def live(app: Flask, environ: dict[str, str], listening: socket.socket) -> Iterator[str]:
    """The address of the live application, without a slash at its end."""
    with served(app, listening):
        yield environ["PUBLIC_URL"]


@pytest.fixture
def visit(browser: Browser, live: str) -> Iterator[Visit]:
    """Opens a page: `visit(path, width=360, height=800, language="fr", dark=False, javascript=True, **context)`.

    Every call is a new visitor (no cookies). Fails at the end when a page asked anything of another host, or when its
    console showed an error (a script's, or something that the Content-Security-Policy refused).
    """
    contexts = []
    faults: list[str] = []

    def open_page(
        path: str,
        *,
        width: int = 360,
        height: int = 800,
        language: str = "fr",
        dark: bool = False,
        javascript: bool = True,
        **context: Any,
    ) -> Page:
        opened = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            color_scheme="dark" if dark else "light",
            base_url=live,
            java_script_enabled=javascript,
            **context,
        )
        contexts.append(opened)
        opened.set_default_timeout(10_000)
        page = opened.new_page()
        page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request", lambda request: faults.append(f"asked of {request.url}") if _is_foreign(request, live) else None
        )
        page.goto(live + path)
        if javascript:
            # A person takes longer to their first tap than the scripts take to come.
            page.wait_for_selector("html[data-modules=started]", state="attached")
        return page

    yield open_page
    for opened in contexts:
        opened.close()
    assert not faults


def _is_fault(message: Any) -> bool:
    # An answer 4xx is written to the console by the browser itself: tests look at answers, not at that.
    return message.type == "error" and "Failed to load resource" not in message.text


def _is_foreign(request: Request, live: str) -> bool:
    return not request.url.startswith((live, "data:", "blob:"))
