"""The bytes of a message: MIME with everything a mail server wants to see."""

from __future__ import annotations

import secrets
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from reporter.mail.rules import Letter

SENDER_NAME = "Je remarque"


class _Paper(EmailPolicy):
    """Leaves List-… headers in one piece: the standard policy encodes a long address there, and programs miss it."""

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name.startswith("List-") else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode() if name.startswith("List-") else super().fold_binary(name, value)


POLICY = _Paper(linesep="\r\n")


def new_message_id(sender: str) -> str:
    """A Message-ID of the sender's domain, made once for each row."""
    return f"<{secrets.token_hex(16)}@{address_of(sender).rpartition('@')[2]}>"


def address_of(sender: str) -> str:
    """The bare address of MAIL_FROM, which may be written "Name <address>"."""
    return parseaddr(sender)[1]


def pack(letter: Letter, *, sender: str, message_id: str, now: datetime) -> bytes:
    """The whole message (CRLF): text and HTML, inline pictures beside the HTML, attachments last."""
    name, address = parseaddr(sender)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(name or SENDER_NAME, addr_spec=address)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    # RFC 3834: out-of-office programs do not answer what is marked so.
    message["Auto-Submitted"] = "auto-generated"
    if letter.reply_to:
        message["Reply-To"] = Address(addr_spec=letter.reply_to)
    for header, value in letter.headers.items():
        message[header] = value
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    page = message.get_payload()[1]  # type: ignore[index]
    for picture in letter.inline:
        main, sub = picture.media_type.split("/")
        page.add_related(picture.content, main, sub, cid=f"<{picture.name}>", filename=f"{picture.name}.{sub}")  # type: ignore[union-attr]
    for attachment in letter.attachments:
        main, sub = attachment.media_type.split("/")
        message.add_attachment(attachment.content, main, sub, filename=attachment.filename)
    return message.as_bytes()
