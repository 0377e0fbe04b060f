"""The bytes that mail servers and mail programs see."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from reporter.mail.post import new_message_id, pack
from reporter.mail.rules import Attachment, Inline, Letter
from tests.mail.conftest import NOW


def _packed(letter: Letter, sender: str = "je-remarque@carcassonne.example") -> tuple[bytes, EmailMessage]:
    data = pack(letter, sender=sender, message_id=new_message_id(sender), now=NOW)
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return data, message


def test_a_message_says_who_when_and_that_a_program_wrote_it(letter: Callable[..., Letter]) -> None:
    _, message = _packed(letter())
    assert message["From"].addresses[0].addr_spec == "je-remarque@carcassonne.example"
    assert message["From"].addresses[0].display_name == "Je remarque"
    assert message["To"] == "voisin@example.org"
    assert message["Subject"] == "Été à Ozanam"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"].endswith("@carcassonne.example>")
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_sender_may_carry_a_name_with_accents(letter: Callable[..., Letter]) -> None:
    _, message = _packed(letter(), sender="Régie de quartiers <regie@example.org>")
    assert message["From"].addresses[0].display_name == "Régie de quartiers"
    assert message["Message-ID"].endswith("@example.org>")


def test_pictures_stand_beside_the_html_and_files_come_last(letter: Callable[..., Letter]) -> None:
    picture = Inline(name="photo-1", content=b"\xff\xd8\xff\xe0")
    table = Attachment(filename="synthèse.csv", content=b"\xef\xbb\xbfa;b\r\n", media_type="text/csv")
    _, message = _packed(letter(html='<img src="cid:photo-1">', inline=(picture,), attachments=(table,)))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds[:3] == ["multipart/mixed", "multipart/alternative", "text/plain"]
    assert kinds[3:] == ["multipart/related", "text/html", "image/jpeg", "text/csv"]
    image = next(part for part in message.walk() if part.get_content_type() == "image/jpeg")
    assert image["Content-ID"] == "<photo-1>"
    assert image.get_content() == picture.content
    attached = next(message.iter_attachments())
    assert attached.get_filename() == "synthèse.csv"
    assert attached.get_payload(decode=True) == table.content


def test_a_long_unsubscribe_address_stays_in_one_piece(letter: Callable[..., Letter]) -> None:
    address = "<https://signalements.example/desabonnement/" + "x" * 160 + ">"
    headers = {"List-Unsubscribe": address, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    data, _ = _packed(letter(headers=headers))
    assert f"\r\nList-Unsubscribe: {address}\r\n".encode() in data


def test_every_line_fits_what_smtp_takes_whatever_the_text(letter: Callable[..., Letter]) -> None:
    data, message = _packed(letter(text="é" * 5000 + "\n.\nFrom here", html="<p>" + "ü" * 5000 + "</p>"))
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == ["é" * 5000, ".", "From here"]
