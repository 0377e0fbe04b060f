"""Codes that survive the telephone, and links that nobody forges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base import tokens


def test_a_sayable_code_has_no_letter_that_is_heard_as_another() -> None:
    assert not set("ILOU") & {c for _ in range(200) for c in tokens.sayable()}


@pytest.mark.parametrize(("typed", "meant"), [(" 7k4 p2q", "7K4P2Q"), ("jr-7k4p2q", "JR7K4P2Q"), ("oil0", "0110")])
def test_what_was_heard_is_read_as_meant(typed: str, meant: str) -> None:
    assert tokens.heard(typed) == meant


@given(st.integers() | st.lists(st.integers()))
def test_a_signed_value_comes_back_and_is_always_the_same_text(value: object) -> None:
    text = tokens.sign("key", "answer", value)
    assert text == tokens.sign("key", "answer", value)
    assert tokens.unsign("key", "answer", text) == value


@given(st.text())
def test_a_forged_text_is_nothing(text: str) -> None:
    assert tokens.unsign("key", "answer", text) is None


def test_a_text_signed_with_another_key_or_for_another_purpose_is_nothing() -> None:
    text = tokens.sign("key", "answer", 1)
    assert tokens.unsign("other", "answer", text) is None
    assert tokens.unsign("key", "unsubscribe", text) is None


def test_secrets_have_128_bits_and_differ() -> None:
    assert len({tokens.secret() for _ in range(100)}) == 100
    assert len(tokens.secret()) == 22
