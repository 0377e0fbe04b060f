from __future__ import annotations

from pathlib import Path

import pytest

from reporter.base.settings import TERRITORIES
from reporter.base.words import LANGUAGES, Wording
from reporter.partners.orientation import Answer, Question
from reporter.partners.rules import Directory, Partner
from tests.copied_town import CopiedTown

SLUGS = {
    "regie", "covaldem", "ville", "agglo", "mediaction", "abp", "montsarrat", "roseraie", "max-savy", "evs-bastide",
    "cas", "mediateurs-numeriques", "pij",
}  # fmt: skip
# PARTNERS.md: the channels in the order in which they are tried. Nobody else is ever sent a report.
CHANNELS = {
    "regie": ("inbox", "email"),
    "covaldem": ("email", "page", "call"),
    "ville": ("email", "call"),
    "agglo": ("digest",),
}


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.load(TERRITORIES / "carcassonne")


@pytest.fixture
def town(tmp_path: Path) -> CopiedTown:
    return CopiedTown(tmp_path / "town")


def partner(directory: Directory, slug: str) -> Partner:
    found = directory.get(slug)
    assert found is not None
    return found


def test_every_partner_and_service_of_the_town_is_there(directory: Directory) -> None:
    assert {p.slug for p in directory} == SLUGS
    assert len(directory) == len(SLUGS)


def test_only_four_of_them_are_ever_sent_a_report_by_their_channels_in_order(directory: Directory) -> None:
    assert {p.slug: p.channels for p in directory.forwardable} == CHANNELS
    assert {p.slug for p in directory.others} == SLUGS - set(CHANNELS)


def test_a_mail_channel_without_an_address_is_passed_over(directory: Directory) -> None:
    assert partner(directory, "ville").usable_channels == ("call",)
    assert partner(directory, "covaldem").usable_channels == ("page", "call")
    assert partner(directory, "regie").usable_channels == ("inbox",)
    assert partner(directory, "agglo").usable_channels == ("digest",)


def test_a_mail_channel_comes_first_again_once_the_address_is_filled_in(town: CopiedTown) -> None:
    town.change("partners.toml", 'phone = "0800 66 66 41"', 'phone = "0800 66 66 41"\nemail = "proprete@example.org"')
    assert partner(Directory.load(town.folder), "ville").usable_channels == ("email", "call")


def test_the_numbers_and_the_page_are_those_of_the_leaflet(directory: Directory) -> None:
    assert partner(directory, "ville").phone == "0800 66 66 41"
    assert partner(directory, "covaldem").phone == "04 68 11 97 00"
    assert partner(directory, "covaldem").page_url.endswith("facebook.com/Covaldem11")
    assert [line.number for line in directory.emergency] == ["112", "18", "15", "17"]


def test_what_is_not_known_is_empty_and_named(directory: Directory) -> None:
    assert partner(directory, "cas").unknown == ("lieu", "horaires", "téléphone")
    assert partner(directory, "mediaction").unknown == ("lieu", "téléphone")
    assert partner(directory, "evs-bastide").unknown == ("horaires", "téléphone")


def test_every_text_about_a_partner_is_there_in_all_languages(directory: Directory) -> None:
    for entry in directory:
        for wording in (entry.does, entry.service, entry.for_whom, entry.where, entry.hours, entry.note):
            assert wording is None or set(wording.by_language) == set(LANGUAGES), entry.slug


def doors(question: Question, depth: int = 1) -> list[tuple[int, str, tuple[str, ...]]]:
    found = []
    for answer in question.answers:
        if answer.then:
            found += doors(answer.then, depth + 1)
        else:
            found.append((depth, str(answer.label), answer.doors))
    return found


def test_two_questions_at_most_lead_to_a_door(directory: Directory) -> None:
    assert directory.orientation
    ways = doors(directory.orientation)
    assert max(depth for depth, _, _ in ways) == 2
    assert all(leads for _, _, leads in ways)
    by_label = {label: leads for _, label, leads in ways}
    assert by_label["Habitat Audois, Alogéa, Marcou Habitat"] == ("mediaction",)
    assert by_label["Je veux faire enlever mes encombrants"] == ("ville",)
    assert by_label["Parler avec un éducateur"] == ("abp",)


def test_every_service_that_gets_no_report_is_behind_a_door(directory: Directory) -> None:
    assert directory.orientation
    behind = {slug for _, _, leads in doors(directory.orientation) for slug in leads}
    assert {p.slug for p in directory.others} <= behind


@pytest.mark.parametrize(
    ("old", "new", "says", "below"),
    [
        ('slug = "abp"', 'slug = "ville"', "the partner 'ville' is there twice", 0),
        ('channels = ["email", "call"]', 'channels = ["email", "carrier-pigeon"]', "carrier-pigeon", 0),
        ('channels = ["inbox", "email"]', 'channels = ["email", "call"]', "the channel 'call' needs 'phone'", 0),
        ('channels = ["inbox", "email"]', 'channels = ["email"]', "no channel of 'regie' can be used", 0),
        ('channels = ["digest"]', 'channels = ["digest"]\ntakes_declined = true', "only one partner may say", 1),
        ('phone = "0800 66 66 41"', 'phone = "le numéro vert"', "is not a telephone number", 0),
        (
            'page_url = "https://www.facebook.com/Covaldem11"',
            'page_url = "facebook.com"',
            "must begin with https://",
            0,
        ),
        ('doors = ["cas"]', 'doors = ["casz"]', "did you mean 'cas'?", 0),
        # An answer as a whole is at fault on the line of its [[orientation.answer]].
        ('doors = ["cas"]', "doors = []", "an answer leads either to 'doors' or to one more question", -1),
        ('number = "112"', 'number = "cent douze"', "is not a telephone number", 0),
    ],
)
def test_a_fault_is_named_with_file_and_line(town: CopiedTown, old: str, new: str, says: str, below: int) -> None:
    line = town.change("partners.toml", old, new) + below
    assert [(file, at) for file, at, message in town.faults(Directory.load) if says in message] == [
        ("partners.toml", line)
    ]


def test_a_third_question_is_one_too_many(town: CopiedTown) -> None:
    third = (
        '[orientation.answer.then.answer.then]\nquestion = "Encore ?"\n'
        '[[orientation.answer.then.answer.then.answer]]\nlabel = "Oui"\ndoors = ["cas"]'
    )
    old = 'label = "Habitat Audois, Alogéa, Marcou Habitat"\ndoors = ["mediaction"]'
    line = town.change("partners.toml", old, 'label = "Habitat Audois"\n' + third) + 1
    assert ("partners.toml", line, "there are 2 questions at most before a door") in town.faults(Directory.load)


def test_the_address_that_is_wrong_is_not_repeated_in_the_fault(town: CopiedTown) -> None:
    town.change("partners.toml", 'slug = "covaldem"', 'email = "somebody at example"\nslug = "covaldem"')
    [(_, _, message)] = town.faults(Directory.load)
    assert "somebody" not in message


def test_a_partner_without_channels_has_none_to_use() -> None:
    assert Partner(slug="x", name="X", does=Wording({"fr": "x"}), email="x@example.org").usable_channels == ()


def test_an_answer_is_a_value() -> None:
    assert Answer(label=Wording({"fr": "a"}), doors=("x",)) == Answer(label=Wording({"fr": "a"}), doors=("x",))
