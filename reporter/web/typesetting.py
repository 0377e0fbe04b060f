"""French typography: the space before : ; ? ! » € and after « never ends a line. Authors type plain spaces."""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context

_SPACES = re.compile(r"(?<=\S) (?=[:;?!»€])|(?<=«) ")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def set_up(app: Flask) -> None:
    """Sets every translated sentence of a page so; mails keep plain spaces, which every mail program shows well."""
    app.jinja_env.install_gettext_callables(gettext=_gettext, ngettext=_ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["typeset"] = typeset


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """The text with spaces that do not break where French wants them; what is not French has none there."""
    return _SPACES.sub(_NO_BREAK, text)


def set_in(context: Context, text: str) -> str:
    """The text as the template of this context wants it."""
    mail = context.name and context.name.startswith("emails/")
    return text if mail else typeset(text)


@pass_context
def _gettext(context: Context, sentence: str) -> str:
    return set_in(context, str(get_translations().ugettext(sentence)))


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int) -> str:
    # No catalogue for French: without one, none (0) would be many.
    return set_in(context, str(get_translations().ungettext(one, many, number or int(_is_french()))))


def _is_french() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "fr"
