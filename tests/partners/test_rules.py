from __future__ import annotations

import pytest

from reporter.base.settings import TERRITORIES
from reporter.base.words import LANGUAGES, Wording
from reporter.partners.reading import load
from reporter.partners.rules import Answer, Directory, Partner, Question

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
    return load(TERRITORIES / "carcassonne")


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


def test_a_sentence_calls_a_partner_with_its_article_in_french_and_by_its_name_elsewhere(directory: Directory) -> None:
    ville = partner(directory, "ville")
    assert (ville.name, ville.called.to("fr")) == ("Ville de Carcassonne", "la Ville de Carcassonne")
    assert {ville.called.to(language) for language in LANGUAGES if language != "fr"} == {"Ville de Carcassonne"}
    assert partner(directory, "covaldem").called.to("fr") == "Covaldem 11"


def test_a_name_that_an_event_kept_is_called_as_its_partner_is_or_stays_as_it_is(directory: Directory) -> None:
    assert directory.called("Régie de quartiers").to("fr") == "la Régie de quartiers"
    assert directory.called("Régie de quartiers").to("tr") == "Régie de quartiers"
    assert directory.called("Service des eaux").to("en") == "Service des eaux"


def test_a_partner_without_channels_has_none_to_use() -> None:
    assert Partner(slug="x", name="X", does=Wording({"fr": "x"}), email="x@example.org").usable_channels == ()


def test_an_answer_is_a_value() -> None:
    assert Answer(label=Wording({"fr": "a"}), doors=("x",)) == Answer(label=Wording({"fr": "a"}), doors=("x",))
