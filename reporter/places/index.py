"""Finds names by what somebody typed, up to two typos forgiven. Knows how French addresses are written, no town."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from reporter.base.words import fold

# Nobody types more for a place; what is longer is cut.
LONGEST = 100
TYPOS = 2
_SHORT = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "boul": "boulevard",
    "ch": "chemin",
    "imp": "impasse",
    "pl": "place",
    "r": "rue",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
}
# Said with nearly every name, so they single none out.
_COMMON = frozenset(
    {"allee", "avenue", "boulevard", "chemin", "cite", "cote", "impasse", "place", "quartier", "residence", "route"}
    | {"rue", "square", "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"}
)
_HOUSE = re.compile(r"(\d{1,4}) ?(?:bis |ter |quater |[a-d] )?(?=[a-z0-9]{2})")
_HOUSE_AFTER = re.compile(r"(?<=[a-z]) (\d{1,4})(?: ?(?:bis|ter|quater|[a-d]))?$")
_POSTCODE = re.compile(r"\b\d{5}\b")


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of one entry: folded, its telling words, its house number if it begins with one."""

    text: str
    words: tuple[str, ...]
    house: str
    entry: int


class Index:
    """Names of numbered entries; an entry may have several."""

    def __init__(self, names: Sequence[tuple[str, int]], *, town: str) -> None:
        """names: (name, entry number). town: dropped from the end of what is typed."""
        self._town = fold(town)
        self._names = [_name(name, entry) for name, entry in names]
        self._texts = [name.text for name in self._names]
        by_word: defaultdict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(self._names):
            for word in name.words:
                by_word[word].add(number)
        self._by_word = dict(by_word)
        self._words = sorted(by_word)

    def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Entry numbers with how near they are (100: the very name), best first; nothing when nothing is near."""
        typed = " ".join(_SHORT.get(word, word) for word in fold(text[:LONGEST]).split())
        best: dict[int, float] = {}
        for question, house in self._readings(typed):
            for number, score in self._scores(question).items():
                name = self._names[number]
                if name.house and house and name.house != house:
                    continue
                best[name.entry] = max(best.get(name.entry, 0.0), score)
        return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _readings(self, typed: str) -> set[tuple[str, str]]:
        """What may have been meant, with the house number: as typed, without the town, without the house number."""
        match = _HOUSE.match(typed)
        texts = {typed, self._without_town(typed)}
        if match:
            texts |= {text.removeprefix(match.group(0)) for text in texts}
        else:
            match = _HOUSE_AFTER.search(self._without_town(typed))
            texts |= {_HOUSE_AFTER.sub("", text) for text in texts}
        house = match.group(1) if match else ""
        return {(text, house) for text in texts if text}

    def _without_town(self, typed: str) -> str:
        words = _POSTCODE.sub(" ", typed).split()
        size = len(self._town.split())
        if len(words) > size and OSA.distance(end := " ".join(words[-size:]), self._town) <= _forgiven(end, self._town):
            words = words[:-size]
        return " ".join(words) or typed

    def _scores(self, question: str) -> dict[int, float]:
        """Names by number with how near they are, 0 to 100."""
        scores = self._by_words(question)
        digits = _digits(question)
        # Two typos (at worst two exchanged letters, of some six) cannot bring the ratio below this.
        cutoff = max(50.0, 100 - 100 * 2 * TYPOS / max(len(question), 1))
        for text, ratio, number in process.extract(
            question, self._texts, scorer=fuzz.ratio, score_cutoff=cutoff, limit=50
        ):
            typos = OSA.distance(question, text, score_cutoff=TYPOS)
            if typos <= _forgiven(question, text) and _digits(text) == digits:
                scores[number] = max(scores.get(number, 0.0), ratio - 8 * typos)
        return scores

    def _by_words(self, question: str) -> dict[int, float]:
        """Names in which every telling word of the question is found, whole, misspelt or as a beginning."""
        words = _telling(question)
        if not words or all(len(word) < 2 for word in words):
            return {}
        together: dict[int, tuple[int, int]] | None = None
        for word in words:
            near: dict[int, tuple[int, int]] = {}
            for known, typos in self._near_words(word):
                for number in self._by_word[known]:
                    if number not in near or typos < near[number][0]:
                        near[number] = (typos, len(known))
            if together is None:
                together = near
            else:
                together = {
                    number: (together[number][0] + typos, together[number][1] + letters)
                    for number, (typos, letters) in near.items()
                    if number in together
                }
        return {
            number: 60 + 35 * min(1.0, letters / sum(map(len, self._names[number].words))) - 12 * typos
            for number, (typos, letters) in (together or {}).items()
            if typos <= TYPOS
        }

    def _near_words(self, word: str) -> list[tuple[str, int]]:
        """Known words with their typos; a beginning of at least three letters counts as half known: no typo."""
        found = {word: 0} if word in self._by_word else {}
        if len(word) >= 3:
            at = bisect_left(self._words, word)
            while at < len(self._words) and self._words[at].startswith(word):
                found.setdefault(self._words[at], 0)
                at += 1
        if len(word) >= 4 and not word.isdecimal():
            near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=TYPOS, limit=20)
            for known, typos, _ in near:
                if typos <= _forgiven(word, known) and not known.isdecimal():
                    found.setdefault(known, int(typos))
        return list(found.items())


def house_number(text: str, *, town: str) -> str:
    """The house number of an address as typed, before the street or after it ("12 bis"); "" when there is none."""
    typed = _POSTCODE.split(fold(text[:LONGEST]).removesuffix(fold(town)))[0].strip()
    match = _HOUSE.match(typed) or _HOUSE_AFTER.search(typed)
    return match.group(0).strip() if match else ""


def _name(name: str, entry: int) -> _Name:
    text = " ".join(_SHORT.get(word, word) for word in fold(name).split())
    house = _HOUSE.match(text)
    return _Name(text, _telling(text), house.group(1) if house else "", entry)


def _telling(text: str) -> tuple[str, ...]:
    words = tuple(text.split())
    return tuple(word for word in words if word not in _COMMON) or words


@lru_cache(maxsize=256)
def _digits(text: str) -> str:
    """The numbers in a text: a wrong digit is another house, not a typo."""
    return " ".join(re.findall(r"\d+", text))


def _forgiven(typed: str, name: str) -> int:
    """How many typos a name of that length may suffer and still be told from others."""
    longest = max(len(typed), len(name))
    return 0 if longest <= 3 else 1 if longest <= 5 else TYPOS
