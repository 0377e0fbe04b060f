"""Turns refusals into answers: the only place that knows status codes."""

from __future__ import annotations

from math import ceil
from typing import Any

import structlog
from flask import Flask, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from reporter.base.errors import Conflict, Faults, Forbidden, Gone, Invalid, NotFound, Refusal, TooLarge, Unavailable
from reporter.base.limits import wait_s
from reporter.base.words import N_
from reporter.web.languages import direction, language
from reporter.web.typesetting import typeset

log = structlog.get_logger()

STATUS: dict[type[Refusal], int] = {
    Invalid: 422,
    TooLarge: 413,
    NotFound: 404,
    Gone: 410,
    Conflict: 409,
    Forbidden: 403,
    Unavailable: 503,
    Refusal: 422,
}
# What the reader sees when the refusal comes from the server underneath and has no sentence of ours.
SENTENCES = {
    400: N_("Cette demande est incomplète ou mal formée."),
    403: N_("Cette page ne vous est pas ouverte."),
    404: N_("Cette page n’existe pas ou n’existe plus."),
    405: N_("Cette page ne se demande pas ainsi."),
    410: N_("Cette page n’est plus disponible."),
    413: N_("L’envoi est trop lourd. Choisissez moins de photos, ou des photos plus petites."),
    422: N_("Cette demande ne peut pas être traitée."),
    429: N_("Trop de demandes en peu de temps. Réessayez dans %(minutes)d min."),
    500: N_("Une erreur est survenue de notre côté. Rien n’est perdu : réessayez dans un instant."),
}

HOME = N_("Revenir à l’accueil")


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal, by its nearest named class; of several at once, "too large" comes first."""
    if isinstance(refusal, Faults) and any(isinstance(each, TooLarge) for each in refusal.refusals):
        return STATUS[TooLarge]
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def sentence(refusal: Refusal) -> str:
    """The refusal in the reader's language."""
    return gettext(refusal.message, **refusal.values) if refusal.values else gettext(refusal.message)


def as_json(refusal: Refusal) -> dict[str, Any]:
    """`{"errors": [{"field", "code", "message"}]}`, as CONTRACT says."""
    refusals = refusal.refusals if isinstance(refusal, Faults) else [refusal]
    return {"errors": [{"field": r.field, "code": r.code, "message": sentence(r)} for r in refusals]}


def set_up(app: Flask) -> None:
    """Registers the handlers, and the filter with which templates say a refusal."""
    app.jinja_env.filters["sentence"] = lambda refusal: typeset(sentence(refusal))
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    status = status_of(refusal)
    if _wants_json():
        return jsonify(as_json(refusal)), status
    return _page(status, sentence(refusal))


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return _refused(Conflict(N_("Quelqu’un a modifié ce signalement entre-temps. Relisez-le, puis recommencez.")))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    text = N_("Cette page était ouverte depuis trop longtemps. Revenez en arrière et renvoyez-la.")
    known = gettext(text if isinstance(error, CSRFError) else SENTENCES.get(status, SENTENCES[400]))
    if status == 429:
        known = gettext(SENTENCES[429], minutes=ceil(wait_s() / 60))
    if _wants_json():
        response = jsonify({"errors": [{"field": None, "code": _slug(error), "message": known}]})
        response.status_code = status
    else:
        response = make_response(_page(status, known))
    # Retry-After, Allow and the like stay.
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _broken(error: Exception) -> ResponseReturnValue:
    # The path's pattern, not the path: a path can carry a token.
    log.exception("request failed", rule=str(request.url_rule), kind=type(error).__name__)
    if _wants_json():
        return jsonify({"errors": [{"field": None, "code": "broken", "message": _translated(SENTENCES[500])}]}), 500
    return _page(500, _translated(SENTENCES[500]))


def _page(status: int, text: str) -> tuple[str, int]:
    try:
        return render_template("pages/error.html", status=status, text=text), status
    except Exception as error:
        log.exception("the error page failed", kind=type(error).__name__)
        return _last_resort(), 500


def _last_resort() -> str:
    """The page for when pages cannot be made: it needs no template, no stylesheet, and no translation."""
    try:
        spoken, runs = language(), direction()
    except Exception:
        spoken, runs = "fr", "ltr"
    return (
        f'<!doctype html><html lang="{spoken}" dir="{runs}"><head><meta charset="utf-8"><title>Je remarque</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><h1>Je remarque</h1>'
        f"<p>{escape(_translated(SENTENCES[500]))}</p>"
        f'<p><a href="/">{escape(_translated(HOME))}</a></p></body></html>'
    )


def _translated(sentence: str) -> str:
    """The sentence in the reader's language, or in French when that fails too."""
    try:
        return gettext(sentence)
    except Exception:
        return sentence


def _slug(error: HTTPException) -> str:
    return error.name.lower().replace(" ", "_")


def _wants_json() -> bool:
    return request.path.startswith(("/api/", "/carte/"))
