"""Builds the application: settings, database, territory, rooms."""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from reporter.accounts import security
from reporter.base import db as database
from reporter.base import limits
from reporter.base.csrf import protection
from reporter.base.current import install
from reporter.base.settings import ROOT, Settings
from reporter.web import errors, guard, headers, languages, logs, navigation, parts, rooms, static_files, timing

MEGABYTE = 1_000_000


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The application for these settings. Raises SettingsFault, or TerritoryFault when the town's data is wrong."""
    settings = Settings.from_environ(os.environ if environ is None else environ)
    app = Flask(
        "reporter",
        root_path=str(ROOT / "reporter"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(settings.instance),
        static_folder=None,
    )
    _configure(app, settings)
    logs.set_up(settings.log_level)
    database.db.init_app(app)
    with app.app_context():
        database.listen(database.db.engine)
    Migrate(app, database.db, directory=str(ROOT / "reporter" / "migrations"), render_as_batch=True)
    timing.set_up(app)
    # Before the check of forms and the limits: a stranger is led to the sign-in page, whatever they send.
    guard.set_up(app)
    protection.init_app(app)
    security.set_up(app)
    Compress(app)
    limits.set_up(app, settings)
    languages.set_up(app)
    navigation.set_up(app)
    headers.set_up(app)
    errors.set_up(app)
    parts.install_all(app, settings)
    rooms.register(app)
    static_files.set_up(app)
    if settings.public_url.startswith("https://"):
        # Behind a proxy that ends TLS: it says who asks, and by which scheme.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    install(app, settings)
    https = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=settings.max_photos * settings.max_photo_mb * MEGABYTE + MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=200,
        PREFERRED_URL_SCHEME="https" if https else "http",
        SESSION_COOKIE_NAME="je_remarque",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_SAMESITE="Lax",
        # A page may stay open for a day in a pocket: its token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        # The private page sends no referrer, by its own policy: the token alone says whose form it is.
        WTF_CSRF_SSL_STRICT=False,
        COMPRESS_MIN_SIZE=600,
        # `serve` looks whether the town holds made-up reports (web/serving.py); every page then says so.
        DEMO_TOWN=False,
    )
    app.jinja_env.undefined = StrictUndefined
    # Every template, a mail's text too: mail/paper.py takes the escaping back there, and macros serve both.
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _engine_options(settings: Settings) -> dict[str, object]:
    # hide_parameters: a failed statement must not write somebody's address into the log.
    if settings.database_url.startswith("sqlite"):
        # Threads wait for a connection rather than open more: there is one writer at a time anyway.
        return {
            "hide_parameters": True,
            "pool_size": 16,
            "max_overflow": 8,
            "connect_args": {"check_same_thread": False},
        }
    return {"hide_parameters": True, "pool_size": 16, "max_overflow": 8, "pool_pre_ping": True}
