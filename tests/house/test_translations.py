"""Every sentence that people read is found by script/translate, and can be translated as a whole."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po

from reporter.base.errors import Refusal
from reporter.base.words import LANGUAGES, RIGHT_TO_LEFT
from reporter.web.languages import NAMES

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "reporter").rglob("*.py") if "node_modules" not in path.parts)
SAY = {"N_", "gettext", "ngettext"}


def translate(folder: Path) -> None:
    subprocess.run([ROOT / "script/translate", folder], check=True, capture_output=True)


def catalogue(folder: Path, language: str) -> Catalog:
    with (folder / language / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


def test_one_command_finds_every_kind_of_sentence_and_keeps_what_is_translated(tmp_path: Path) -> None:
    translate(tmp_path)
    assert {folder.name for folder in tmp_path.iterdir()} == set(LANGUAGES) - {"fr"}
    arabic = catalogue(tmp_path, "ar")
    expected = {
        "Comment ça marche": "templates/pages/home.html",
        "Les signalements": "reporter/web/navigation.py",
        "Cette page n’existe pas ou n’existe plus.": "reporter/web/errors.py",
        "Il reste un point à corriger :": "templates/components/form_errors.html",
    }
    for sentence, place in expected.items():
        found = arabic.get(sentence)
        assert found, sentence
        assert place in [path for path, _line in found.locations]
    assert arabic.num_plurals == 6

    arabic["Comment ça marche"].string = "كيف يعمل"
    with (tmp_path / "ar/LC_MESSAGES/messages.po").open("wb") as file:
        write_po(file, arabic)
    translate(tmp_path)
    assert catalogue(tmp_path, "ar")["Comment ça marche"].string == "كيف يعمل"
    with (tmp_path / "ar/LC_MESSAGES/messages.mo").open("rb") as file:
        assert read_mo(file)["Comment ça marche"].string == "كيف يعمل"


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            yield name, node


def refusals(kind: type[Refusal] = Refusal) -> Iterator[str]:
    yield kind.__name__
    for child in kind.__subclasses__():
        yield from refusals(child)


def faults(path: Path) -> list[str]:
    """Sentences that cannot be found, or that are glued together."""
    found = []
    for name, call in calls(path):
        first = call.args[0] if call.args else None
        glued = isinstance(first, ast.JoinedStr | ast.BinOp)
        if name in SAY and glued:
            found.append(f"{path.name}:{call.lineno} glues a sentence together")
        if name in set(refusals()) and (glued or (isinstance(first, ast.Constant) and isinstance(first.value, str))):
            found.append(f"{path.name}:{call.lineno} refuses with a sentence that is not marked")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "reporter")))
def test_sentences_in_code_are_marked_and_whole(path: Path) -> None:
    assert faults(path) == []


def test_the_search_for_sentences_in_code_finds_them(tmp_path: Path) -> None:
    source = tmp_path / "x.py"
    source.write_text(
        'raise Invalid("Non.")\nraise NotFound(N_("Rien."))\nN_(f"a {b}")\ngettext("a" + b)\nerrors.Gone(f"{x}")\n'
    )
    assert [int(fault.split(":")[1].split()[0]) for fault in faults(source)] == [1, 3, 4, 5]


def test_every_language_has_its_own_name_and_its_direction() -> None:
    assert tuple(NAMES) == LANGUAGES
    assert set(LANGUAGES) >= RIGHT_TO_LEFT

    for language, name in NAMES.items():
        locale = Locale(language)
        assert locale.get_display_name(language) == name.lower() or locale.get_display_name(language) == name
        assert (locale.text_direction == "rtl") == (language in RIGHT_TO_LEFT)
