"""Settings are read once, checked, and refused with the variable's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from reporter.base.errors import SettingsFault
from reporter.base.settings import Settings


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
        ("GEOCODER_URL", "file:///x"),
        ("TERRITORY", "atlantis"),
        ("TERRITORY", "/nowhere/at/all"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsFault, match=name):
        read(tmp_path, **{name: value})
