"""Settings are read once, checked, and refused with the variable's name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporter.base.errors import SettingsFault
from reporter.base.settings import Settings
from reporter.mail.post import address_of, new_message_id, pack
from reporter.mail.rules import Letter


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environ({"INSTANCE": str(tmp_path), "UPLOADS": str(tmp_path / "uploads"), **environ})


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/reporter.sqlite"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.mail_from == "je-remarque@127.0.0.1"
    assert settings.edit_window_s == 600


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert read(tmp_path).secret_key == read(tmp_path).secret_key
    assert len(read(tmp_path).secret_key) >= 43
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_secret_does_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    assert "hidden-from-logs" not in repr(read(tmp_path, SECRET_KEY="hidden-from-logs"))


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://u:hidden-from-logs@h/d"),
        ("QUEUE_URL", "redis://:hidden-from-logs@h/0"),
        ("SMTP_URL", "smtp://u:hidden-from-logs@h:25"),
    ],
)
def test_a_password_in_an_address_does_not_show_either(tmp_path: Path, name: str, url: str) -> None:
    assert "hidden-from-logs" not in repr(read(tmp_path, **{name: url}))


def test_what_residents_wrote_is_for_the_owner_of_the_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir(mode=0o755)
    settings = read(tmp_path, INSTANCE=str(tmp_path / "instance"))
    assert [folder.stat().st_mode & 0o777 for folder in (settings.instance, settings.uploads)] == [0o700, 0o700]


@pytest.mark.parametrize(
    "sender",
    [
        "a.b@exemple.fr",
        "Né à Carcassonne <a@exemple.fr>",
        '"Ville, Mairie" <a@exemple.fr>',
        "<a@exemple.fr>",
        "a@localhost",
    ],
)
def test_a_sender_that_is_taken_can_stand_in_a_mail(tmp_path: Path, sender: str) -> None:
    letter = Letter(recipient="b@exemple.fr", subject="x", text="x", html="x")
    taken = read(tmp_path, MAIL_FROM=sender).mail_from
    packed = pack(letter, sender=taken, message_id=new_message_id(taken), now=datetime(2026, 11, 22, tzinfo=UTC))
    assert address_of(sender).encode() in packed
    assert address_of(sender).startswith("a")


def test_a_host_that_cannot_stand_in_an_address_gives_way_to_one_that_can(tmp_path: Path) -> None:
    assert read(tmp_path, PUBLIC_URL="http://[::1]:8000").mail_from == "je-remarque@localhost"


def test_empty_counts_as_absent(tmp_path: Path) -> None:
    assert read(tmp_path, EDIT_WINDOW_S="  ").edit_window_s == 600


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_means_psycopg_3(tmp_path: Path, scheme: str) -> None:
    assert read(tmp_path, DATABASE_URL=f"{scheme}://u@h/d").database_url == "postgresql+psycopg://u@h/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EDIT_WINDOW_S", "ten"),
        ("EDIT_WINDOW_S", "-1"),
        ("MAX_PHOTOS", "5.5"),
        ("MAX_PHOTO_MB", "0"),
        ("RATE_LIMIT", "maybe"),
        ("LOG_LEVEL", "loud"),
        ("PORT", "70000"),
        ("SMTP_URL", "mail.example.org"),
        ("DATABASE_URL", "mysql://x"),
        ("STORAGE_URL", "ftp://x"),
        ("QUEUE_URL", "amqp://x"),
        ("MAIL_FROM", "la mairie"),
        ("MAIL_FROM", "mairie@"),
        ("MAIL_FROM", "Mairie <>"),
        ("MAIL_FROM", "Mairie <mairie>"),
        ("MAIL_FROM", "Ville, Mairie <a@exemple.fr>"),
        ("MAIL_FROM", "Mairie <a@exemple.fr"),
        ("MAIL_FROM", "a@exemple.fr, b@exemple.fr"),
        ("MAIL_FROM", "a@b@exemple.fr"),
        ("MAIL_FROM", "a@exemple..fr"),
        ("MAIL_FROM", "a..b@exemple.fr"),
        ("MAIL_FROM", "a@exemple.fr\r\nBcc: b@exemple.fr"),
        ("GEOCODER_URL", "file:///x"),
        ("TERRITORY", "atlantis"),
        ("TERRITORY", "/nowhere/at/all"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsFault, match=name):
        read(tmp_path, **{name: value})
