"""Folding text, and texts in several languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.words import Wording, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Côte d’Azur", "cote d azur"), ("Émile-Alain", "emile alain"), ("Sacré-Cœur", "sacre coeur"), ("  ", "")],
)
def test_folding_drops_accents_case_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_letter_that_hides_a_capital_is_folded_too() -> None:
    assert fold("𝝖 ℡") == "α tel"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_wording_falls_back_to_french() -> None:
    wording = Wording({"fr": "Bac plein", "en": "Full bin"})
    assert (wording.to("en"), wording.to("tr"), str(wording)) == ("Full bin", "Bac plein", "Bac plein")
