"""What the documents say is what the code does."""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from reporter.base.settings import Raw

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    text = README.read_text()
    for setting in fields(Raw):
        row = re.search(rf"^\| `{setting.name}` \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
        assert row, f"README says nothing of {setting.name}"
        assert row[1].strip("`") == (setting.default or "–"), f"README gives another default for {setting.name}"
        assert row[2] == setting.metadata["says"]


def test_every_link_inside_the_documents_leads_somewhere() -> None:
    for document in [README, ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.relative_to(ROOT)} points to {target}"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt", "requirements-node.txt"])
def test_locked_requirements_have_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    packages = re.findall(r"^[a-z0-9][^ ]*==\S+", text, re.MULTILINE)
    assert packages
    assert text.count("--hash=sha256:") >= len(packages)


def test_the_lock_of_the_front_end_names_no_registry() -> None:
    assert "://" not in re.sub(r'"url": "[^"]*"', "", (ROOT / "reporter/static/package-lock.json").read_text())


def test_the_contact_at_the_agglo_stands_in_the_territory_alone() -> None:
    partners = (ROOT / "reporter/territories/carcassonne/partners.toml").read_text()
    address = re.search(r"([\w.]+)@carcassonne-agglo\.fr", partners)
    assert address
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    elsewhere = set(tracked.splitlines()) - {"reporter/territories/carcassonne/partners.toml"}
    assert not [name for name in elsewhere if address[1] in (ROOT / name).read_text(errors="ignore")]
