"""How a message leaves: to a mail server, or into a folder. The one module that knows smtplib.

Safe to use from several threads: each holds a connection of its own while it sends, and hands it on afterwards.
"""

from __future__ import annotations

import os
import secrets
import smtplib
import ssl
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit

from reporter.base.errors import SettingsFault
from reporter.base.settings import Settings
from reporter.mail.post import address_of

TIMEOUT_S = 20.0
# Some servers end a connection that brings too many messages.
MESSAGES_PER_CONNECTION = 50
# What a server says of one mail (or of us all) is kept up to here.
MAX_REPLY = 500

# sent: taken. again: not now. refused: never. unreachable: no mail would get through at the moment.
Ending = Literal["sent", "again", "refused", "unreachable"]


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message on its way: `message` are its bytes, `created_at` when it was written (UTC)."""

    mail_id: int
    message_id: str
    recipient: str
    message: bytes
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Result:
    """How it ended, and the words of the server."""

    ending: Ending
    reply: str


class PostOffice(Protocol):
    """Where messages leave."""

    def send(self, parcel: Parcel) -> Result:
        """Hands one message over; never raises for what a server does."""

    def hang_up(self) -> None:
        """Ends connections that nobody uses."""


def open_office(settings: Settings) -> PostOffice:
    """The post office of these settings; nothing is connected yet. Raises SettingsFault for an unusable SMTP_URL."""
    if settings.smtp_url:
        return SmtpOffice(settings.smtp_url, sender=address_of(settings.mail_from))
    return FolderOffice(settings.instance / "outbox")


class FolderOffice:
    """One .eml file a message. The same Message-ID again replaces the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, parcel: Parcel) -> Result:
        try:
            return Result(ending="sent", reply=f"file {self._write(parcel)}")
        except OSError as fault:
            return Result(ending="unreachable", reply=f"{type(fault).__name__}: {fault.strerror}")

    def hang_up(self) -> None:
        pass

    def _write(self, parcel: Parcel) -> str:
        # Names of people stand in the files: nobody else on the machine reads them.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        local = parcel.message_id.strip("<>").partition("@")[0]
        name = f"{parcel.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{local}.eml"
        draft = self._folder / f".{name}.{secrets.token_hex(4)}"
        with draft.open("wb") as file:
            file.write(parcel.message)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / name)
        return name


class SmtpOffice:
    """A mail server: smtp:// (STARTTLS where offered) or smtps://."""

    def __init__(self, url: str, *, sender: str) -> None:
        parts = urlsplit(url)
        try:
            self._host, self._port = parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 25)
        except ValueError as fault:
            raise SettingsFault(f"SMTP_URL: {fault}") from fault
        if not self._host:
            raise SettingsFault("SMTP_URL: there is no host in it")
        self._secure = parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender
        self._idle: deque[tuple[smtplib.SMTP, int]] = deque()

    def send(self, parcel: Parcel) -> Result:
        try:
            connection, used = self._connection()
        except (OSError, smtplib.SMTPException) as fault:
            return Result(ending="unreachable", reply=_words(fault))
        try:
            result, usable = self._hand_over(connection, parcel)
        except (OSError, smtplib.SMTPException) as fault:
            # It dropped us or fell silent: it may have the message or not. The same one comes again later.
            connection.close()
            return Result(ending="again", reply=_words(fault))
        if usable and used + 1 < MESSAGES_PER_CONNECTION:
            self._idle.append((connection, used + 1))
        else:
            _quit(connection)
        return result

    def hang_up(self) -> None:
        while self._idle:
            with suppress(IndexError):
                _quit(self._idle.pop()[0])

    def _connection(self) -> tuple[smtplib.SMTP, int]:
        """One that still answers, or a new one, and how many messages it has taken."""
        while self._idle:
            with suppress(IndexError, OSError, smtplib.SMTPException):
                connection, used = self._idle.pop()
                if connection.noop()[0] == 250:
                    return connection, used
                connection.close()
        return self._connect(), 0

    def _connect(self) -> smtplib.SMTP:
        # Our own name is given: asking the name server for it can take longer than the mail.
        ours = self._sender.rpartition("@")[2] or "localhost"
        if self._secure:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, local_hostname=ours, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(self._host, self._port, local_hostname=ours, timeout=TIMEOUT_S)
        try:
            connection.ehlo_or_helo_if_needed()
            if not self._secure and connection.has_extn("starttls"):
                connection.starttls(context=self._context())
                connection.ehlo()
            if self._user:
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _context(self) -> ssl.SSLContext:
        """Where a password is at stake the certificate must be right; else any encryption is better than none."""
        context = ssl.create_default_context()
        if not self._user:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _hand_over(self, connection: smtplib.SMTP, parcel: Parcel) -> tuple[Result, bool]:
        """What the server said of this message, and whether the connection can be used again."""
        size = [f"SIZE={len(parcel.message)}"] if connection.has_extn("size") else []
        code, words = connection.mail(self._sender, size)
        if code == 250:
            code, words = connection.rcpt(parcel.recipient)
            if code in (250, 251):
                try:
                    code, words = connection.data(parcel.message)
                except smtplib.SMTPDataError as fault:
                    code, words = fault.smtp_code, _bytes(fault.smtp_error)
                if code == 250:
                    return Result(ending="sent", reply=_said(code, words)), True
        elif code >= 500 and code != 552:
            # It does not take us for the sender: that is for the operator to mend, and no fault of the message's.
            code, words = 450, f"sender refused: {_said(code, words)}".encode()
        result = Result(ending="refused" if 500 <= code < 600 else "again", reply=_said(code, words))
        return result, code != 421 and connection.rset()[0] == 250


def _quit(connection: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.quit()


def _said(code: int, words: bytes) -> str:
    return f"{code} {words.decode('utf-8', 'replace')}"[:MAX_REPLY]


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _said(fault.smtp_code, _bytes(fault.smtp_error))
    return f"{type(fault).__name__}: {fault}"[:MAX_REPLY]
