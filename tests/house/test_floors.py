"""The house as DESIGN draws it: imports only go down, rules stay plain, the checkers pass."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REPORTER = ROOT / "reporter"
BIN = Path(sys.executable).parent
NOT_IN_RULES = {
    "flask",
    "sqlalchemy",
    "flask_babel",
    "flask_wtf",
    "PIL",
    "smtplib",
    "urllib",
    "socket",
    "pathlib",
    "os",
    "time",
}
FURNITURE_NAMES = {"utils", "helpers", "common", "services", "managers"}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_only_go_down() -> None:
    result = run("lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout


def test_types_pass_the_checker() -> None:
    result = run("mypy")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("command", [("ruff", "check", "."), ("ruff", "format", "--check", ".")])
def test_style_passes(command: tuple[str, ...]) -> None:
    result = run(*command)
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize("path", sorted(REPORTER.glob("*/rules.py")), ids=lambda p: p.parent.name)
def test_rules_are_plain_python(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module.split(".")[0]}
            assert node.module != "reporter.base.db", "rules know no database"
            assert node.module != "reporter.base.territory", "rules read no files: reading.py does"
    assert not imported & NOT_IN_RULES


def test_rules_load_without_flask() -> None:
    modules = ", ".join(f"reporter.{path.parent.name}.rules" for path in sorted(REPORTER.glob("*/rules.py")))
    code = f"import sys, {modules}; sys.exit('flask' in sys.modules or 'sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_only_actions_open_transactions() -> None:
    for path in REPORTER.rglob("*.py"):
        if path.parent.name == "base" or "migrations" in path.parts:
            continue
        text = path.read_text()
        if "transaction()" in text and path.name != "actions.py":
            raise AssertionError(f"{path.relative_to(ROOT)} opens a transaction")
        assert ".commit()" not in text, f"{path.relative_to(ROOT)} commits"


def test_no_file_and_no_function_outgrows_the_house() -> None:
    long = []
    for path in REPORTER.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        if len(text.splitlines()) > 350:
            long.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno > 70:
                long.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not long


def test_no_room_has_a_drawer_for_everything() -> None:
    assert not [path for path in REPORTER.rglob("*.py") if path.stem in FURNITURE_NAMES]
