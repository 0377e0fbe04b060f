"""The colours can be read in light and in dark, and the stylesheets keep the house's rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "reporter/static/css").glob("*.css"))
TOKENS = ROOT / "reporter/static/css/tokens.css"

GROUNDS = ["paper", "surface"]
HUES = ["brand", "accent", "urgent", "ok", "info"]
SOFT = [f"{hue}-soft" for hue in HUES]
# Text on its ground: 4.5 : 1 (WCAG 2.1, 1.4.3, of which RGAA 4.1 criterion 3.2 is made).
TEXT = [
    *((text, ground) for ground in GROUNDS for text in ["ink", "muted", "brand-strong", *HUES]),
    *((hue, f"{hue}-soft") for hue in HUES),
    # Notices and badges hold text, quiet text and links.
    *((text, ground) for ground in SOFT for text in ["ink", "muted", "brand", "brand-strong"]),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-urgent", "urgent"),
]
# Borders of fields and tiles, icons: 3 : 1 (1.4.11, criterion 3.3).
LINES = [("line", ground) for ground in [*GROUNDS, *SOFT]]


def colours(scheme: str) -> dict[str, str]:
    """The colour tokens by name; the dark ones stand on top of the light ones."""
    text = TOKENS.read_text()
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    dark = dark.split("@media")[0]
    found = re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light if scheme == "light" else light + dark)
    return dict(found)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT), (3.0, LINES)])
def test_every_pair_of_colours_can_be_told_apart(scheme: str, least: float, pairs: list[tuple[str, str]]) -> None:
    known = colours(scheme)
    faint = {pair: round(contrast(known[pair[0]], known[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < least} == {}


def test_dark_has_its_own_value_for_every_colour() -> None:
    light, dark = colours("light"), colours("dark")
    assert [name for name in light if light[name] == dark[name]] == []


def test_the_browser_takes_the_colour_of_the_header() -> None:
    base = (ROOT / "templates/base.html").read_text()
    for scheme in ("light", "dark"):
        surface = colours(scheme)["surface"]
        assert f'<meta name="theme-color" content="{surface}" media="(prefers-color-scheme: {scheme})">' in base


# Logical properties mirror by themselves in Arabic; these do not.
SIDED = re.compile(
    r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b"
    r"|(?<![\w-])(?:left|right|top|bottom|width|height)\s*:"
    r"|text-align: (?:left|right)|float:"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl)a?\(")
LAYER = re.compile(r"\s*@layer (reset|tokens|base|components|rooms|print)\b")


def faults(text: str, *, colours_here: bool = False, forces: bool = False) -> list[str]:
    """What a stylesheet does that none may do."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = [] if LAYER.match(text) else ["stands in no layer"]
    found += [] if colours_here else [f"a colour that is no token: {colour}" for colour in COLOUR.findall(text)]
    found += [f"not logical: {sided}" for sided in SIDED.findall(text)]
    moving = re.findall(r"(?<![\w-])(?:transition|animation): ([^;]+);", text)
    found += [f"moves where the reader may want none: {how}" for how in moving if "var(--quick)" not in how]
    found += ["forces its way"] if "!important" in text and not forces else []
    return found if text.count("{") == text.count("}") else [*found, "braces do not match"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_stylesheet_keeps_the_rules(sheet: Path) -> None:
    at_home = sheet.name in ("tokens.css", "print.css")
    assert faults(sheet.read_text(), colours_here=at_home, forces=sheet.name in ("reset.css", "print.css")) == []


@pytest.mark.parametrize(
    "line",
    [
        "color: #b3141d",
        "color: rgb(0 0 0)",
        "margin-left: 1px",
        "left: 0",
        "width: 3px",
        "text-align: right",
        "transition: all 1s",
        "color: red !important",
        "} a {",
    ],
)
def test_the_rules_of_stylesheets_find_what_breaks_them(line: str) -> None:
    assert faults("@layer rooms { a { color: var(--ink); inset-inline-start: 0; } }") == []
    assert faults(f"@layer rooms {{ a {{ {line}; }} }}" if line != "} a {" else "@layer rooms { a { } } }")


def test_every_token_that_is_used_is_defined() -> None:
    text = "".join(sheet.read_text() for sheet in SHEETS)
    defined = set(re.findall(r"(--[a-z0-9-]+):", text))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", text)) - defined == set()
