"""What an operator can set, read once from the environment into one frozen value."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from reporter.base.errors import SettingsFault

ROOT = Path(__file__).parents[2]
TERRITORIES = ROOT / "reporter" / "territories"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
# What mail programs read in one way only: a name with a comma or the like stands in quotes.
_SENDER = re.compile(rf"""{_ADDRESS}|("[^"<>\\]*"|[^"<>\\@,;:()\[\]]*) *<{_ADDRESS}>""")


def _setting(default: str, says: str) -> str:
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True, kw_only=True)
class Raw:
    """The settings as text, one field an environment variable; `says` is what the README's table says of it."""

    DATABASE_URL: str = _setting("", "database; default SQLite in `instance/`")
    STORAGE_URL: str = _setting("", "photos; default the folder `uploads/`, or `s3://bucket/prefix`")
    QUEUE_URL: str = _setting("", "wakes the worker at once: `redis://…`; default: the worker looks every second")
    SMTP_URL: str = _setting(
        "", "`smtp[s]://[user:password@]host:port`; default: mails are files in `instance/outbox/`"
    )
    MAIL_FROM: str = _setting("", "sender of all mails; default `je-remarque@` and the host of `PUBLIC_URL`")
    SECRET_KEY: str = _setting("", "signs links and sessions; default: made once and kept in `instance/`")
    PUBLIC_URL: str = _setting("", "address that residents see; default `http://HOST:PORT`")
    TERRITORY: str = _setting("carcassonne", "the town: a folder's name in `reporter/territories/`, or a path")
    GEOCODER_URL: str = _setting(
        "", "address search online, e.g. the Géoplateforme; default: none, the town's own data"
    )
    TILES_URL: str = _setting("", "background map with `{z}`, `{x}`, `{y}`; default: the neighbourhoods' outlines")
    EDIT_WINDOW_S: str = _setting("600", "seconds during which an author may correct a report before it is forwarded")
    MAX_PHOTOS: str = _setting("5", "photos in one report")
    MAX_PHOTO_MB: str = _setting("20", "megabytes of one photo")
    RATE_LIMIT: str = _setting("on", "`on` or `off`: limits per address")
    LOG_LEVEL: str = _setting("INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`")
    HOST: str = _setting("127.0.0.1", "address to listen on")
    PORT: str = _setting("8000", "port to listen on")
    INSTANCE: str = _setting("", "folder for the database, the key and the mail files; default `instance/`")
    UPLOADS: str = _setting("", "folder for photos when there is no `STORAGE_URL`; default `uploads/`")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings, checked and typed. Folders exist; URLs have their scheme; numbers are in range."""

    # These may hold passwords.
    database_url: str = field(repr=False)
    storage_url: str
    queue_url: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    secret_key: str = field(repr=False)
    public_url: str
    territory: Path
    geocoder_url: str
    tiles_url: str
    edit_window_s: int
    max_photos: int
    max_photo_mb: int
    rate_limit: bool
    log_level: str
    host: str
    port: int
    instance: Path
    uploads: Path

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from environment variables; empty counts as absent.

        Raises SettingsFault, which names the variable and says what is wrong with it.
        """
        known = {f.name: str(f.default) for f in fields(Raw)}
        raw = Raw(**{name: (environ.get(name) or "").strip() or default for name, default in known.items()})
        instance = _folder(raw.INSTANCE, ROOT / "instance")
        uploads = _folder(raw.UPLOADS, ROOT / "uploads")
        port = _number("PORT", raw.PORT, least=1, most=65535)
        public_url = raw.PUBLIC_URL.rstrip("/") or f"http://{raw.HOST}:{port}"
        host = urlsplit(_url("PUBLIC_URL", public_url, "http", "https")).hostname or "localhost"
        return cls(
            database_url=_database(raw.DATABASE_URL, instance),
            storage_url=_url("STORAGE_URL", raw.STORAGE_URL, "s3", "file", "memory"),
            queue_url=_url("QUEUE_URL", raw.QUEUE_URL, "redis", "rediss"),
            smtp_url=_url("SMTP_URL", raw.SMTP_URL, "smtp", "smtps"),
            mail_from=_sender(raw.MAIL_FROM, host=host),
            secret_key=raw.SECRET_KEY or _kept_secret(instance / "secret-key"),
            public_url=public_url,
            territory=_territory(raw.TERRITORY),
            geocoder_url=_url("GEOCODER_URL", raw.GEOCODER_URL, "http", "https"),
            tiles_url=_url("TILES_URL", raw.TILES_URL, "http", "https"),
            edit_window_s=_number("EDIT_WINDOW_S", raw.EDIT_WINDOW_S, least=0, most=86_400),
            max_photos=_number("MAX_PHOTOS", raw.MAX_PHOTOS, least=0, most=20),
            max_photo_mb=_number("MAX_PHOTO_MB", raw.MAX_PHOTO_MB, least=1, most=100),
            rate_limit=_choice("RATE_LIMIT", raw.RATE_LIMIT.lower(), "on", "off") == "on",
            log_level=_choice("LOG_LEVEL", raw.LOG_LEVEL.upper(), "DEBUG", "INFO", "WARNING", "ERROR"),
            host=raw.HOST,
            port=port,
            instance=instance,
            uploads=uploads,
        )


def _folder(named: str, default: Path) -> Path:
    folder = Path(named).resolve() if named else default
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Reports, addresses and photos lie there: nobody else on the machine reads them.
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)
    return folder


def _sender(text: str, *, host: str) -> str:
    """An address, or "Name <address>"; by default one of that host, if a host can stand in an address."""
    if not text:
        return f"je-remarque@{host if _SENDER.fullmatch(f'x@{host}') else 'localhost'}"
    if not _SENDER.fullmatch(text) or not text.isprintable():
        raise SettingsFault("MAIL_FROM: must be an address, or like: Name <address>")
    return text


def _database(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'reporter.sqlite'}"
    url = url.replace("postgres://", "postgresql://", 1)
    _url("DATABASE_URL", url, "sqlite", "postgresql", "postgresql+psycopg")
    # psycopg 3 is the only PostgreSQL driver installed.
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _url(name: str, url: str, *schemes: str) -> str:
    if url and urlsplit(url).scheme not in schemes:
        raise SettingsFault(f"{name}: must begin with {' or '.join(s + '://' for s in schemes)}")
    return url


def _territory(named: str) -> Path:
    folder = TERRITORIES / named if "/" not in named else Path(named).resolve()
    if not (folder / "territory.toml").is_file():
        raise SettingsFault(f"TERRITORY: there is no territory.toml in {folder}")
    return folder


def _number(name: str, text: str, *, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsFault(f"{name}: must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def _choice(name: str, text: str, *allowed: str) -> str:
    if text not in allowed:
        raise SettingsFault(f"{name}: must be one of {', '.join(allowed)}, not {text!r}")
    return text


def _kept_secret(path: Path) -> str:
    """The secret of this installation: made at the first start, readable by its owner alone."""
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            # A hard link succeeds for the first of two processes that start at once; the other one reads its secret.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
