"""The town is data: another one starts as well, and nothing of Carcassonne is in code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter import create_app
from reporter.base.settings import TERRITORIES
from reporter.base.words import Wording
from reporter.categories.reading import load as load_categories
from reporter.partners.reading import load as load_partners
from reporter.places.facts import read_facts

ROOT = Path(__file__).parents[2]
IMAGINARY = ROOT / "tests" / "towns" / "port-imaginaire"
CARCASSONNE = TERRITORIES / "carcassonne"
# The default of the setting TERRITORY: the name of a folder, which is how a town is chosen.
CHOICE_OF_TOWN = ("reporter/base/settings.py", "carcassonne")
# Words of the town that are words of the code as well: the zone, and the group of a category.
COMMON = {"agglo"}


def said(wordings: Iterator[Wording | None]) -> Iterator[str]:
    for wording in wordings:
        if wording:
            yield from wording.by_language.values()


def names(folder: Path) -> set[str]:
    """What stands in texts if a town is in code: names, numbers, addresses."""
    facts, directory = read_facts(folder, []), load_partners(folder)
    quarters = {name for n in facts.neighbourhoods for name in (n.name, *n.also)}
    partners = {value for p in directory for value in (p.name, p.email, p.phone, p.phone.replace(" ", ""), p.address)}
    places = {facts.name, facts.agglo, facts.insee, facts.epci, facts.department}
    communes = {commune.name for commune in facts.communes if " " in commune.name or "-" in commune.name}
    return {name for name in quarters | partners | places | communes if len(name) > 3}


def slugs(folder: Path) -> set[str]:
    """What stands in code as a whole string if its rules know a town."""
    facts, directory = read_facts(folder, []), load_partners(folder)
    return {facts.slug, *(n.slug for n in facts.neighbourhoods), *directory.slugs} - COMMON


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The texts and names of a Python file with their lines, less its comments and docstrings."""
    tree = ast.parse(path.read_text())
    parents = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(node.body[0].value) for node in parents if node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id


def python_files() -> list[Path]:
    return sorted(path for path in (ROOT / "reporter").rglob("*.py") if "node_modules" not in path.parts)


def page_files() -> list[Path]:
    static = ROOT / "reporter" / "static"
    folders = [
        (ROOT / "templates", "*"),
        (static / "js", "*.js"),
        (static / "css", "*.css"),
        (static / "icons", "*.svg"),
    ]
    return sorted(path for folder, pattern in folders for path in folder.rglob(pattern) if path.is_file())


def without_comments(path: Path) -> str:
    """The text of a template, script or stylesheet; comments become empty lines."""
    pattern = r"\{#.*?#\}|/\*.*?\*/|<!--.*?-->" if path.suffix != ".js" else r"/\*.*?\*/|^\s*//[^\n]*"
    return re.sub(pattern, lambda m: "\n" * m[0].count("\n"), path.read_text(), flags=re.DOTALL | re.MULTILINE)


def anywhere(words: set[str]) -> re.Pattern[str]:
    """Any of these words, whole, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in sorted(words))})(?!\w)", re.IGNORECASE)


def test_no_name_number_or_address_of_the_town_is_in_the_code() -> None:
    forbidden = anywhere(names(CARCASSONNE))
    found = [
        f"{path.relative_to(ROOT)}:{line}: {match[0]}"
        for path in python_files()
        for line, text in strings(path)
        for match in forbidden.finditer(text)
        if (str(path.relative_to(ROOT)), text) != CHOICE_OF_TOWN
    ]
    assert found == []


def test_no_rule_in_the_code_knows_a_partner_or_a_neighbourhood() -> None:
    forbidden = slugs(CARCASSONNE)
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in python_files()
        for line, text in strings(path)
        if text in forbidden and (str(path.relative_to(ROOT)), text) != CHOICE_OF_TOWN
    ]
    assert found == []


def test_no_page_script_or_style_knows_the_town() -> None:
    by_name = anywhere(names(CARCASSONNE))
    by_slug = re.compile(rf"""["'#.](?:{"|".join(map(re.escape, slugs(CARCASSONNE)))})["'\s]""")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in page_files()
        for number, line in enumerate(without_comments(path).splitlines(), 1)
        if by_name.search(line) or by_slug.search(line)
    ]
    assert found == []


def test_the_search_would_find_the_town_if_it_were_there(tmp_path: Path) -> None:
    guilty = tmp_path / "guilty.py"
    guilty.write_text(
        '"""In Ozanam."""\n\n# Grazailles\nif partner == "covaldem":\n    call("0800 66 66 41, à la bastide")\n'
    )
    texts = [text for _, text in strings(guilty)]
    assert "covaldem" in slugs(CARCASSONNE) & set(texts)
    assert [m[0] for text in texts for m in anywhere(names(CARCASSONNE)).finditer(text)] == [
        "0800 66 66 41",
        "la bastide",
    ]
    page = tmp_path / "page.html"
    page.write_text("{# Carcassonne\n#}\n<p>Carcassonne</p>")
    assert without_comments(page) == "\n\n<p>Carcassonne</p>"


@pytest.fixture
def imaginary(environ: dict[str, str]) -> dict[str, str]:
    environ["TERRITORY"] = str(IMAGINARY)
    return environ


@pytest.mark.usefixtures("imaginary")
def test_another_town_starts_and_shows_its_own_partners_and_none_of_another_town(environ: dict[str, str]) -> None:
    client = create_app(environ).test_client()
    page = client.get("/qui-fait-quoi")
    assert page.status_code == 200
    for partner in load_partners(IMAGINARY):
        assert partner.name in page.text
        assert f'id="service-{partner.slug}"' in page.text
    assert 'href="tel:196"' in page.text
    assert "Secours en mer" in page.text
    assert anywhere(names(CARCASSONNE)).findall(page.text) == []


@pytest.mark.usefixtures("imaginary")
def test_every_page_of_another_town_that_a_stranger_may_open_is_free_of_carcassonne(environ: dict[str, str]) -> None:
    from reporter.base.db import Base, db

    app = create_app(environ)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    client = app.test_client()
    opened = 0
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            answer = client.get(rule.rule)
            assert answer.status_code < 500, rule.rule
            opened += answer.status_code == 200
            assert anywhere(names(CARCASSONNE)).findall(answer.text) == [], rule.rule
    assert opened >= 5


def test_the_two_towns_of_the_tests_share_no_slug_and_no_name() -> None:
    assert not slugs(CARCASSONNE) & slugs(IMAGINARY)
    assert not names(CARCASSONNE) & names(IMAGINARY)
    assert not set(load_categories(CARCASSONNE).slugs) & set(load_categories(IMAGINARY).slugs)
