"""What may stand on an envelope."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.errors import Invalid
from reporter.mail.rules import Attachment, Inline, Letter, checked_address, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Marie.Dupont@Exemple.FR ", "Marie.Dupont@exemple.fr"),
        ("a+b@sous.domaine.example.org", "a+b@sous.domaine.example.org"),
        ("contact@éxample.fr", "contact@xn--xample-9ua.fr"),
        ("je-remarque@localhost", "je-remarque@localhost"),
    ],
)
def test_a_plain_address_is_kept_in_the_form_that_servers_take(typed: str, kept: str) -> None:
    assert checked_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "@", "a@", "@b.fr", "a b@c.fr", "a@b", "a@b..fr", ".a@b.fr", "a.@b.fr", "é@b.fr",
        "a@b.fr\nBcc: c@d.fr", "a@b.fr,c@d.fr",
        "<a@b.fr>", "a@-b.fr", "a@192.168.0.1", "a@b.fr\x00", "a" * 65 + "@b.fr", "a@" + "b" * 250 + ".fr",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_address(typed, field="to")
    assert refused.value.field == "to"


@given(st.text())
def test_whatever_is_typed_never_puts_a_line_end_or_a_second_recipient_on_the_envelope(typed: str) -> None:
    try:
        kept = checked_address(typed)
    except Invalid:
        return
    assert kept.isascii()
    assert kept.count("@") == 1
    assert not set(kept) & set(' \r\n\t,;<>"')


def _letter(**changes: object) -> Letter:
    return Letter(**{"recipient": "a@b.fr", "subject": "Bonjour", "text": "t", "html": "<p>t</p>", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Bonjour\r\nBcc: c@d.fr"},
        {"subject": "a\u2028b"},
        {"subject": ""},
        {"headers": {"List-Unsubscribe": "<x>\nBcc: c@d.fr"}},
        {"headers": {"X\nBcc": "c@d.fr"}},
        {"reply_to": "x@y.fr\nBcc: c@d.fr"},
        {"recipient": "x@y.fr\nBcc: c@d.fr"},
    ],
)
def test_a_letter_with_a_line_end_in_a_header_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises((Invalid, ValueError)):
        _letter(**changes)


def test_an_attachment_or_a_picture_cannot_carry_a_header_either() -> None:
    with pytest.raises(ValueError):
        Attachment(filename="a.csv\r\nX: y", content=b"", media_type="text/csv")
    with pytest.raises(ValueError):
        Attachment(filename="a.csv", content=b"", media_type="text/csv\r\nX: y")
    with pytest.raises(ValueError):
        Inline(name="photo>\r\nX: y", content=b"")


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert one_line(one_line(text)) == one_line(text)
