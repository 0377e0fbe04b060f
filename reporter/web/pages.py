"""Pages of no room in particular: home, what the law asks for, health."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from reporter.base.db import session

bp = Blueprint("pages", __name__)


@bp.get("/")
def home() -> str:
    return render_template("pages/home.html")


@bp.get("/confidentialite")
def privacy() -> str:
    return render_template("pages/privacy.html")


@bp.get("/accessibilite")
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@bp.get("/mentions-legales")
def legal() -> str:
    return render_template("pages/legal.html")


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    session().execute(text("SELECT 1"))
    return jsonify({"status": "ok", "components": {"database": "ok"}})
