"""The templates keep the house's rules: linted, translated, without inline style or script, each component shown."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from reporter.base.words import LANGUAGES
from reporter.reports.rules import STATUS_NAMES
from reporter.web.navigation import MIRRORED, icons

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts and path.suffix == ".html"]
COMPONENTS = sorted(path.stem for path in (ROOT / "templates/components").glob("*.html"))
# Shown around every page, or parts of other components.
NOT_SHOWN_ALONE = {"csrf", "field_parts", "flashes", "languages", "tile", "wordmark"}
# The product's name is the same in every language.
NAMES = re.compile(r"Je remarque")
# What people read or hear that is no text between tags.
READ_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "summary", "label"}
TRANSLATE = {"_", "gettext", "ngettext", "pgettext"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def test_djlint_finds_nothing() -> None:
    command = [sys.executable, "-m", "djlint", "templates", "--lint", "--quiet"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


class Written(HTMLParser):
    """The words of a template that are written straight into it, and its tags with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
        source = re.sub(r"\{% block (body_class|page_class|robots) %\}.*?\{% endblock %\}", "", source, flags=re.DOTALL)
        source = re.sub(r"\{% *-? *trans\b.*?endtrans *-? *%\}", "", source, flags=re.DOTALL)
        self.feed(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", source, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)
        for attribute, value in attrs:
            described = tag == "meta" and attribute == "content" and ("name", "description") in attrs
            if attribute in READ_ATTRIBUTES or described:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        # A postal address, a key of the keyboard and a colour are not translated.
        if not {"address", "kbd", "script", "style"} & set(self.inside):
            self._note(data)

    def _note(self, text: str) -> None:
        self.words += re.findall(r"[^\W\d_]{2,}", NAMES.sub("", text))


AFTER_A_PREPOSITION = re.compile(r"\b(à|de|par|vers|pour|joindre) %\((partner|name)\)s", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_in_a_sentence_a_partner_is_called_with_its_article(path: Path) -> None:
    calls = re.findall(r'_\("([^"]+)", ([^{}]*?)\)(?= |$|-|%|\}|,)', path.read_text())
    assert not [sentence for sentence, values in calls if AFTER_A_PREPOSITION.search(sentence) and ".name" in values]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_that_people_read_goes_through_gettext(path: Path) -> None:
    assert Written(path.read_text()).words == []


def test_the_search_for_untranslated_words_finds_them() -> None:
    html = (
        '<p class="x">{{ _("Bonjour") }} à {# rien #} <img alt="Une photo" src="/a"> {% trans %}b{% endtrans %} ou</p>'
    )
    assert Written(html).words == ["Une", "photo", "ou"]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_sentences_inside_expressions_go_through_gettext(path: Path) -> None:
    assert untranslated(path.read_text()) == []


def test_the_search_for_untranslated_sentences_finds_them() -> None:
    source = '{{ button("Envoyer") }}{{ _("Bonjour") }}{% set x = "où est-ce ?" %}{{ "card card--quiet" }}'
    assert untranslated(source) == ["Envoyer", "où est-ce ?"]


def untranslated(source: str) -> list[str]:
    """String constants that read like words of a page, and are no argument of gettext."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)
    said = {
        id(constant)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATE
        for constant in call.find_all(nodes.Const)
    }
    return [
        constant.value
        for constant in tree.find_all(nodes.Const)
        if isinstance(constant.value, str) and id(constant) not in said and reads_like_words(constant.value)
    ]


def reads_like_words(text: str) -> bool:
    # Slugs, classes, addresses and file names are ASCII, in small letters, and end without a mark.
    return bool(re.search(r"[À-ÿ’«»]|^[A-Z][a-z]+|[a-z] [?!:]|[a-z] .*[.?!]$", text)) and "/" not in text


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_page_has_inline_style_or_script(path: Path) -> None:
    for tag, attributes in Written(path.read_text()).tags:
        inline = [key for key in attributes if key == "style" or key.startswith("on")]
        assert not inline, f"<{tag}> has {inline}"
        assert tag != "style"
        assert tag != "script" or "src" in attributes or "nonce" in attributes


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_is_on_the_page_of_components(component: str) -> None:
    page = (ROOT / "templates/pages/desk_components.html").read_text()
    imports = f'{{% from "components/{component}.html" import'
    assert (imports in page) != (component in NOT_SHOWN_ALONE)


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_says_how_it_is_called(component: str) -> None:
    assert (ROOT / f"templates/components/{component}.html").read_text().startswith("{# ")


def test_every_icon_that_a_template_names_is_drawn() -> None:
    called = re.compile(r"""\bicon\("([^"]+)"|icon_name="([^"]+)"|"icon": "([a-z-]+)\"""")
    for path in TEMPLATES:
        for found in called.finditer(path.read_text()):
            wanted = found[1] or found[2] or found[3]
            assert wanted in icons() or wanted == "status-", f"{name(path)} names the icon {wanted!r}"
    assert icons() >= MIRRORED


def test_every_status_has_its_shape_and_says_the_words_of_the_rules(app: Flask) -> None:
    macro = app.jinja_env.get_template("components/status.html").module
    with app.test_request_context("/?lang=fr"):
        for slug, words in STATUS_NAMES.items():
            assert f"status-{slug}" in icons()
            assert macro.status_words(slug) == words  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_their_language_and_its_direction(app: Flask, language: str) -> None:
    html = app.test_client().get(f"/?lang={language}").get_data(as_text=True)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html


@pytest.mark.parametrize("name", ["pages/home.html", "emails/acknowledgement/body.txt"])
def test_a_label_and_its_colon_are_one_sentence_for_each_language_has_its_own_colon(name: str) -> None:
    assert re.findall(r"\}\} ?: ", (ROOT / "templates" / name).read_text()) == []
