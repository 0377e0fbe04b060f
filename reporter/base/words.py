"""Words: marking sentences for translation, and folding text for comparison."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("fr", "en", "es", "ar", "tr")
RIGHT_TO_LEFT = frozenset({"ar"})


def N_(sentence: str) -> str:
    """Marks a French sentence for translation and returns it as it is; the shell translates it when it is shown."""
    return sentence


def fold(text: str) -> str:
    """Lower case, without accents or punctuation, single spaces: "Côte  d'Azur" -> "cote d azur"."""
    plain = _caseless(_caseless(text)).replace("œ", "oe").replace("æ", "ae")
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split())


def _caseless(text: str) -> str:
    # Taking a letter apart may bring out a capital: done twice, none is left (Unicode, compatibility caseless match).
    return unicodedata.normalize("NFKD", text.casefold())


@dataclass(frozen=True)
class Wording:
    """A text of the territory's data in one language or more; French is always there.

    Templates write `{{ category.name | said }}`: the shell says it in the reader's language.
    """

    by_language: Mapping[str, str]

    def to(self, language: str) -> str:
        """The text in `language` ("fr", "en", …), else in French."""
        return self.by_language.get(language) or self.by_language["fr"]

    def __str__(self) -> str:
        return self.by_language["fr"]
