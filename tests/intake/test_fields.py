"""What each field may hold. No application, no database."""

from __future__ import annotations

from math import inf, isfinite, nan
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.base.errors import Invalid
from reporter.base.words import Wording
from reporter.categories.rules import Category
from reporter.intake import fields

NOTHING_GIVES = [
    (fields.accuracy, None), (fields.email, None), (fields.phone, None), (fields.request_id, None),
    (fields.location_source, "pin"), (fields.setting, "unknown"), (fields.details, ""), (fields.address, ""),
]  # fmt: skip
# Whatever somebody tries in a field that is not free text.
INJECTIONS = [
    "'; DROP TABLE report; --", "\" OR \"1\"=\"1", "<script>alert(1)</script>", "{{ 7 * 7 }}", "${7*7}", "{% raw %}",
    "../../etc/passwd", "$(id)", "`id`", "bulky\0", "bulky\n", "\x1bgrippe", "%00", "\u202ebulky", "x" * 10_000,
    "street\r\nSet-Cookie: a=b", "[]", "null", "😀", "1 UNION SELECT 1", "=cmd|' /C calc'!A0",
]  # fmt: skip
BULKY = Category(slug="bulky", name=Wording({"fr": "Encombrants"}), hint=Wording({"fr": "x"}), group="bulky",
                 target_days=2, icon="bulky")  # fmt: skip


def find(slug: str) -> Category | None:
    return BULKY if slug == "bulky" else None


@pytest.mark.parametrize(("check", "value"), NOTHING_GIVES)
def test_an_empty_field_counts_as_absent(check, value):
    assert check("") == value


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize(
    "check",
    [
        lambda text: fields.category(text, find),
        lambda text: fields.neighbourhood(text, lambda slug: None),
        lambda text: fields.coordinates(text, "2.35"),
        lambda text: fields.coordinates("43.2", text),
        fields.accuracy, fields.location_source, fields.setting, lambda text: fields.language(text, "fr"),
        fields.request_id, fields.email, fields.phone,
        lambda text: fields.email(f"{text} @exemple.fr"),
        lambda text: fields.email(f"quelqu.un@ {text}.fr"),
        lambda text: fields.phone(f"06 12 34 56 {text}"),
        lambda text: fields.request_id(f"{uuid4()}{text}"),
    ],
)  # fmt: skip
def test_no_injection_passes_a_field_that_is_not_free_text(check, text):
    with pytest.raises(Invalid) as refused:
        check(text)
    assert refused.value.field


def test_a_category_is_found_by_its_slug_and_must_be_there():
    assert fields.category("bulky", find) is BULKY
    assert _code(lambda: fields.category("", find)) == "missing"
    assert _code(lambda: fields.category("Bulky", find)) == "unknown"


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_every_point_on_earth_written_by_a_program_is_read_as_it_is(latitude, longitude):
    point = fields.coordinates(repr(latitude), repr(longitude))
    assert (point.latitude, point.longitude) == (latitude, longitude)


@given(st.text(max_size=20))
def test_a_number_is_read_only_from_plain_digits(text):
    try:
        number = fields.accuracy(text)
    except Invalid:
        return
    assert number is None or (isfinite(number) and 0 <= number <= fields.MAX_ACCURACY_M and text.isascii())


@pytest.mark.parametrize(
    "text", ["NaN", "nan", "inf", "-inf", "Infinity", "1e999", "4_3", "0x2b", "４３", "43,2", "4 3", "--4"]
)
def test_what_is_no_plain_finite_number_is_no_coordinate(text):
    assert _code(lambda: fields.coordinates(text, "2.35")) == "not_a_number"
    assert _code(lambda: fields.coordinates("43.2", text)) == "not_a_number"
    assert _code(lambda: fields.accuracy(text)) == "out_of_range"


@pytest.mark.parametrize(("latitude", "longitude", "field"), [
    ("90.001", "2", "latitude"), ("-91", "2", "latitude"), ("43", "180.5", "longitude"), ("43", "1e9", "longitude"),
    ("", "2.35", "latitude"), ("43.2", "", "longitude"),
])  # fmt: skip
def test_half_a_point_or_one_off_the_earth_names_the_field_at_fault(latitude, longitude, field):
    with pytest.raises(Invalid) as refused:
        fields.coordinates(latitude, longitude)
    assert refused.value.field == field


def test_an_accuracy_is_a_radius_that_says_something():
    assert fields.accuracy("0") == 0
    assert fields.accuracy("12.5") == 12.5
    assert fields.accuracy("100000") == 100_000
    for wrong in ("-1", "-0.001", "100001", str(nan), str(inf)):
        assert _code(lambda wrong=wrong: fields.accuracy(wrong)) == "out_of_range"


def test_a_client_may_not_claim_the_conclusion_that_is_ours():
    assert fields.location_source("gps") == "gps"
    assert _code(lambda: fields.location_source("neighbourhood")) == "unknown"


def test_a_thousand_characters_are_kept_as_typed_and_one_more_is_refused():
    text = "é😀\u202e<{{x}}'" * 100
    assert len(text) == 1000
    assert fields.details(text) == text
    assert _code(lambda: fields.details(text + "!")) == "too_long"


def test_line_ends_of_a_browser_count_once():
    assert fields.details("a\r\n" * 500) == "a\n" * 500
    assert fields.details(" \r\n ") == ""


def test_a_null_byte_is_refused_even_in_free_text():
    assert _code(lambda: fields.details("a\0b")) == "null_byte"
    assert _code(lambda: fields.address("a\0b")) == "null_byte"


def test_an_address_is_one_line():
    assert fields.address(" 12 rue d’Ulm\r\nbâtiment B ") == "12 rue d’Ulm bâtiment B"
    assert _code(lambda: fields.address("x" * 201)) == "too_long"


@pytest.mark.parametrize(("typed", "kept"), [
    ("prenom.nom@exemple.fr", "prenom.nom@exemple.fr"),
    ("Prenom+ville@EXEMPLE.FR", "Prenom+ville@exemple.fr"),
    ("o'neil@exemple.fr", "o'neil@exemple.fr"),
    ("nom@exämple.fr", "nom@xn--exmple-cua.fr"),
])  # fmt: skip
def test_an_email_keeps_its_mailbox_and_gets_a_domain_that_mail_can_reach(typed, kept):
    assert fields.email(typed) == kept


@pytest.mark.parametrize("text", ["nom", "nom@", "@exemple.fr", "nom@exemple", "nom@localhost", "a b@exemple.fr",
                                  "nom@exemple..fr", "<nom@exemple.fr>", "nom@exemple.fr, autre@exemple.fr",
                                  "x" * 65 + "@exemple.fr", "nom@[127.0.0.1]", '"nom"@exemple.fr'])  # fmt: skip
def test_what_mail_cannot_reach_is_no_email(text):
    assert _code(lambda: fields.email(text)) == "invalid"
    with pytest.raises(Invalid, match="n’est pas valable"):
        fields.email(text)


@pytest.mark.parametrize(
    "text", ["06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "04.68.11.97.00", "+33 (0)6-12-34-56-78"]
)
def test_a_phone_number_is_kept_as_it_was_typed(text):
    assert fields.phone(text) == text


@pytest.mark.parametrize("text", ["0612", "06 12 34 56 78 90 12 34 56", "numéro", "+", "tel:0612345678", "0612345678x"])
def test_what_cannot_be_dialled_is_no_phone_number(text):
    assert _code(lambda: fields.phone(text)) == "invalid"


def test_a_request_names_itself_with_a_uuid_of_its_own():
    name = uuid4()
    assert fields.request_id(str(name)) == fields.request_id(str(name).upper()) == name
    for wrong in (name.hex, f"{{{name}}}", f"urn:uuid:{name}", "1", str(UUID(int=0)), f"{name}0"):
        assert _code(lambda wrong=wrong: fields.request_id(wrong)) == "invalid"


def _code(call) -> str:
    with pytest.raises(Invalid) as refused:
        call()
    return refused.value.code
