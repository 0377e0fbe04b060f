from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reporter.base.settings import ROOT
from tests.copied_town import CopiedTown

MADE_UP = ROOT / "tests" / "towns" / "port-imaginaire"


@pytest.fixture
def town(tmp_path: Path) -> CopiedTown:
    return CopiedTown(tmp_path / "town", MADE_UP)


@pytest.fixture
def environ(environ, town):
    return environ | {"TERRITORY": str(town.folder)}


def test_towns_without_fault_pass(app):
    for args in ([], [str(MADE_UP)], [str(ROOT / "reporter" / "territories" / "carcassonne")]):
        result = app.test_cli_runner().invoke(args=["territory", "check", *args])
        assert (result.exit_code, "no fault found" in result.output) == (0, True)


def test_check_names_the_faults_of_all_files_with_their_lines(app, tmp_path):
    other = CopiedTown(tmp_path / "other", MADE_UP)
    zoom = other.change("territory.toml", "zoom = 13", "zoom = true")
    ring = other.change("neighbourhoods.geojson", "[-4.25, 48.48]]]", "[-4.25, 48.49]]]")
    kind = other.change("landmarks.csv", "place,1 quai", "plaza,1 quai")
    (other.folder / "categories.toml").write_text("= broken\n")
    result = app.test_cli_runner().invoke(args=["territory", "check", str(other.folder)])
    assert result.exit_code == 1
    for file, line in [
        ("territory.toml", zoom),
        ("neighbourhoods.geojson", ring),
        ("landmarks.csv", kind),
        ("categories.toml", 1),
    ]:
        assert f"{other.folder / file}:{line}: " in result.output


def test_the_program_does_not_start_with_faults_and_names_them_without_a_traceback(town, tmp_path):
    line = town.change("territory.toml", "zoom = 13", "zoom = true")
    environ = {"TERRITORY": str(town.folder), "INSTANCE": str(tmp_path), "UPLOADS": str(tmp_path), "SECRET_KEY": "x"}
    started = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "territory", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode == 1
    assert f"{town.folder / 'territory.toml'}:{line}: zoom: must be a whole number" in started.stderr
    assert "Traceback" not in started.stderr


def test_import_replaces_an_outline_and_reports(app, town, tmp_path):
    ring = [[-4.219, 48.491], [-4.211, 48.491], [-4.211, 48.499], [-4.219, 48.499], [-4.219, 48.491]]
    feature = {
        "type": "Feature",
        "properties": {"nom": "les docks"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = tmp_path / "official.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    run = app.test_cli_runner().invoke
    result = run(args=["territory", "import-neighbourhoods", str(file), "--name-field", "nom"])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "replaced: docks",
        "kept as drawn: haut-bourg, ile-aux-mouettes",
        "in the file, but no neighbourhood of ours: none",
    ]
    assert str(ring) in (town.folder / "neighbourhoods.geojson").read_text()
    result = run(args=["territory", "import-neighbourhoods", str(file), "--name-field", "name"])
    assert (result.exit_code, "has no text 'name'" in result.output) == (1, True)
