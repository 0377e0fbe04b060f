"""The reader's language: `?lang=`, else the one chosen before (a cookie), else Accept-Language, else French."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from flask import Flask, Response, request
from flask_babel import Babel, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context

from reporter.base.clock import PARIS
from reporter.base.words import LANGUAGES, RIGHT_TO_LEFT, Wording
from reporter.web import typesetting

COOKIE = "langue"
# English as Europe writes it: the day before the month.
LOCALES = {"en": "en_GB"}
IN_FRENCH = ("/agents", "/reponse/", "/desabonnement/")
YEAR_S = 365 * 24 * 3600
# Each language in its own words: the reader looks for theirs.
NAMES = {"fr": "Français", "en": "English", "es": "Español", "ar": "العربية", "tr": "Türkçe"}


def set_up(app: Flask) -> None:
    """Sets up translation and typography, and what templates need of them."""
    Babel(
        app,
        default_locale="fr",
        default_timezone="Europe/Paris",
        default_translation_directories="translations",
        locale_selector=chosen,
    )
    typesetting.set_up(app)
    app.jinja_env.globals.update(
        is_language_choice=is_choice, language=language, direction=direction, language_names=NAMES
    )
    app.jinja_env.filters.update(said=said, day=day, hour=hour)
    app.after_request(_remember)


def chosen() -> str:
    """The language of this request, one of words.LANGUAGES."""
    if not is_choice():
        return "fr"
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES, default="fr") or "fr"


def is_choice() -> bool:
    """Whether this page exists in all languages. What agents and partners read is in French alone."""
    return not request.path.startswith(IN_FRENCH)


def language() -> str:
    """The language in force now ("fr" …); inside `force_locale` (mails) the forced one."""
    locale = get_locale()
    return locale.language if locale else "fr"


def direction() -> str:
    return "rtl" if language() in RIGHT_TO_LEFT else "ltr"


@pass_context
def said(context: Context, wording: Wording) -> str:
    """Filter: a text of the territory's data in the reader's language."""
    return typesetting.set_in(context, wording.to(language()))


def day(moment: datetime | date) -> str:
    """The day in Paris, in words: 22 novembre 2026."""
    date_there = moment.astimezone(PARIS).date() if isinstance(moment, datetime) else moment
    return format_date(date_there, "long", locale=LOCALES.get(language(), language()))


def hour(moment: datetime) -> str:
    """The hour in Paris, of 24, as clocks there show it: 14 h 32 in French, else 14:32."""
    return moment.astimezone(PARIS).strftime("%-H h %M" if language() == "fr" else "%H:%M")


def _remember(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and wanted != request.cookies.get(COOKIE) and not request.path.startswith("/api/"):
        response.set_cookie(COOKIE, wanted, max_age=YEAR_S, samesite="Lax", secure=request.is_secure, httponly=True)
    return response
