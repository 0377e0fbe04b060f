"""The partner's link: one for each forward, the same in every mail, signed, for 90 days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.current import current
from reporter.base.errors import Gone, NotFound
from reporter.base.settings import Settings
from reporter.base.tokens import sign, unsign
from reporter.forwarding import links
from reporter.forwarding.models import Forward
from tests.forwarding.conftest import NOW


def forward(forward_id: int = 7) -> Forward:
    return Forward(id=forward_id, created_at=NOW)


def test_the_link_is_always_the_same_and_names_one_forward(app: Flask) -> None:
    assert links.answer_url(forward()) == links.answer_url(forward())
    assert links.answer_url(forward(8)) != links.answer_url(forward())
    assert links.answer_url(forward(), "done") == links.answer_url(forward()) + "?answer=done"
    assert links.read(links.answer_token(forward()), now=NOW) == 7


def test_it_lasts_ninety_days(app: Flask) -> None:
    token = links.answer_token(forward())
    assert links.read(token, now=NOW + timedelta(days=90)) == 7
    with pytest.raises(Gone):
        links.read(token, now=NOW + timedelta(days=90, seconds=1))


def test_nobody_else_can_make_one(app: Flask) -> None:
    key = current(Settings).secret_key
    token = links.answer_token(forward())
    forged = [
        token[:-1],
        token + "x",
        "x",
        "",
        sign("another key", links.PURPOSE, [7, 99**9]),
        sign(key, "else", [7, 99**9]),
    ]
    for text in forged:
        with pytest.raises(NotFound):
            links.read(text, now=NOW)


@given(st.text())
def test_whatever_stands_there_is_no_error_of_ours(text: str) -> None:
    assert unsign("key", links.PURPOSE, text) is None
