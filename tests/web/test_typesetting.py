"""French spaces that never end a line."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from reporter.web.typesetting import typeset


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("Où est-ce ?", "Où est-ce\u00a0?"),
        ("Clos : « hors sujet »", "Clos\u00a0: «\u00a0hors sujet\u00a0»"),
        ("135 € ; puis plus !", "135\u00a0€\u00a0; puis plus\u00a0!"),
        ("Where is it? Now: here; fine!", "Where is it? Now: here; fine!"),
        ("14:30, https://x.fr/?a=b", "14:30, https://x.fr/?a=b"),
        ("?", "?"),
    ],
)
def test_only_the_spaces_of_french_are_held_together(plain: str, expected: str) -> None:
    assert typeset(plain) == expected


def test_pages_are_typeset_and_placeholders_are_left_alone(app: Flask) -> None:
    with app.test_request_context("/?lang=fr"):
        assert render_template_string("{{ _('Lieu : %(place)s', place='a : b') }}") == "Lieu\u00a0: a : b"
        # Sentences are ours, what fills them is not.
        assert render_template_string("{{ _('Lieu : %(place)s', place='<b>') }}") == "Lieu\u00a0: &lt;b&gt;"


def test_none_is_singular_in_french_and_many_in_english(app: Flask) -> None:
    source = "{{ ngettext('%(num)d autre habitant', '%(num)d autres habitants', count) }}"
    for language, count, expected in [("fr", 0, "0 autre"), ("fr", 1, "1 autre"), ("fr", 2, "2 autres")]:
        with app.test_request_context(f"/?lang={language}"):
            assert render_template_string(source, count=count).startswith(f"{expected} ")
    with app.test_request_context("/?lang=en"):
        assert not render_template_string(source, count=0).startswith("0 autre ")
