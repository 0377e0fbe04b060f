"""The page that says who does what, and where to turn when it is not cleanliness."""

from __future__ import annotations

from flask import Blueprint, render_template

from reporter.base.current import current
from reporter.partners.rules import Directory

bp = Blueprint("partners", __name__)


@bp.get("/qui-fait-quoi")
def directory() -> str:
    return render_template("partners/directory.html", directory=current(Directory))
