"""Signing in to a mail server, and encryption: a password is shown only to the server that it belongs to."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from reporter.base.errors import SettingsFault
from reporter.mail.transport import Parcel, SmtpOffice
from tests.mail.conftest import NOW

PARCEL = Parcel(
    mail_id=1,
    message_id="<1@example.org>",
    recipient="a@example.org",
    message=b"Subject: s\r\n\r\nt\r\n",
    created_at=NOW,
)


class Box:
    """Takes everything, and remembers whether it came encrypted and who signed in."""

    def __init__(self) -> None:
        self.encrypted: list[bool] = []
        self.signed_in: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, _server: Any, session: Any, _envelope: Any) -> str:
        self.encrypted.append(session.ssl is not None)
        return "250 taken"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.signed_in.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss:word", handled=False)


@pytest.fixture(scope="module")
def certificate(needs: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody signed but itself, and its key, in one file."""
    file = tmp_path_factory.mktemp("certificate") / "own.pem"
    command = [
        needs("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(file), "-out", str(file.with_suffix(".crt")),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    file.write_text(file.read_text() + file.with_suffix(".crt").read_text())
    return file


@contextmanager
def serving(box: Box, certificate: Path | None, **options: Any) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    if certificate:
        options["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        options["tls_context"].load_cert_chain(certificate)
    controller = Controller(box, hostname="127.0.0.1", port=port, authenticator=box.authenticate, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def test_starttls_is_used_where_it_is_offered(certificate: Path) -> None:
    box = Box()
    with serving(box, certificate) as port:
        office = SmtpOffice(f"smtp://127.0.0.1:{port}", sender="x@example.org")
        assert office.send(PARCEL).ending == "sent"
        office.hang_up()
    assert box.encrypted == [True]


def test_a_password_is_given_over_an_encrypted_line_to_a_server_whose_certificate_is_right(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box()
    with serving(box, certificate) as port:
        url = f"smtp://post%40town:p%40ss%3Aword@127.0.0.1:{port}"
        doubted = SmtpOffice(url, sender="x@example.org").send(PARCEL)
        assert doubted.ending == "unreachable"
        assert "CERTIFICATE_VERIFY_FAILED" in doubted.reply
        assert box.signed_in == []
        # The operator's machine trusts that certificate.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        office = SmtpOffice(url, sender="x@example.org")
        assert office.send(PARCEL).ending == "sent"
        office.hang_up()
    assert box.signed_in == [(b"post@town", b"p@ss:word")]
    assert box.encrypted == [True]


def test_a_wrong_password_is_the_operators_to_mend_and_fails_no_mail(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(Box(), certificate) as port:
        result = SmtpOffice(f"smtp://post:wrong@127.0.0.1:{port}", sender="x@example.org").send(PARCEL)
    assert result.ending == "unreachable"
    assert result.reply.startswith("535")


def test_a_server_that_does_not_take_us_for_the_sender_fails_no_mail() -> None:
    class Strict(Box):
        async def handle_MAIL(self, _server: Any, _session: Any, _envelope: Any, _address: str, _options: Any) -> str:
            return "553 5.7.1 sender not owned"

    with serving(Strict(), None) as port:
        result = SmtpOffice(f"smtp://127.0.0.1:{port}", sender="x@example.org").send(PARCEL)
    assert result.ending == "again"
    assert "553 5.7.1 sender not owned" in result.reply


def test_a_connection_that_went_away_meanwhile_is_replaced() -> None:
    box = Box()
    with serving(box, None) as port:
        office = SmtpOffice(f"smtp://127.0.0.1:{port}", sender="x@example.org")
        assert office.send(PARCEL).ending == "sent"
        office._idle[0][0].sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        assert office.send(PARCEL).ending == "sent"
        office.hang_up()
    assert len(box.encrypted) == 2


@pytest.mark.parametrize("url", ["smtp://", "smtp://host:port", "smtp://host:99999"])
def test_an_address_that_cannot_be_one_is_told_at_the_start(url: str) -> None:
    with pytest.raises(SettingsFault, match="SMTP_URL"):
        SmtpOffice(url, sender="x@example.org")
