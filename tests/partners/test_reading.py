from __future__ import annotations

from pathlib import Path

import pytest

from reporter.partners.reading import load
from tests.copied_town import CopiedTown


@pytest.fixture
def town(tmp_path: Path) -> CopiedTown:
    return CopiedTown(tmp_path / "town")


def test_a_mail_channel_comes_first_again_once_the_address_is_filled_in(town: CopiedTown) -> None:
    town.change("partners.toml", 'phone = "0800 66 66 41"', 'phone = "0800 66 66 41"\nemail = "proprete@example.org"')
    assert load(town.folder).partners[0].usable_channels == ("email", "call")


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
        ('slug = "abp"', 'slug = "abp"\nemail = "pas une adresse@ville.example"', "this is not an e-mail address", 1),
        ('slug = "abp"', 'slug = "abp"\nemail = "accueil.@ville.example"', "this is not an e-mail address", 1),
        ('doors = ["cas"]', 'doors = ["casz"]', "did you mean 'cas'?", 0),
        # An answer as a whole is at fault on the line of its [[orientation.answer]].
        ('doors = ["cas"]', "doors = []", "an answer leads either to 'doors' or to one more question", -1),
        ('number = "112"', 'number = "cent douze"', "is not a telephone number", 0),
    ],
)
def test_a_fault_is_named_with_file_and_line(town: CopiedTown, old: str, new: str, says: str, below: int) -> None:
    line = town.change("partners.toml", old, new) + below
    assert [(file, at) for file, at, message in town.faults(load) if says in message] == [("partners.toml", line)]


def test_an_address_is_kept_as_the_outbox_writes_it(town: CopiedTown) -> None:
    town.change("partners.toml", 'phone = "0800 66 66 41"', 'phone = "0800 66 66 41"\nemail = "proprete@Cité.Example"')
    assert load(town.folder).partners[0].email == "proprete@xn--cit-dma.example"


@pytest.mark.parametrize("text", ["le service propreté", "Les services techniques"])
def test_what_would_melt_with_the_word_before_it_is_refused(town: CopiedTown, text: str) -> None:
    line = town.change("partners.toml", 'called = "la Régie de quartiers"', f'called = "{text}"')
    [(file, at, message)] = town.faults(load)
    assert (file, at) == ("partners.toml", line)
    assert f"nobody says 'à {text}'" in message


def test_a_name_that_would_melt_must_say_how_it_is_called(town: CopiedTown) -> None:
    line = town.change("partners.toml", 'name = "MEDIACTION"', 'name = "Le Phare"')
    [(_, at, message)] = town.faults(load)
    assert (at, "nobody says 'à Le Phare'" in message) == (line, True)
    town.change("partners.toml", 'name = "Le Phare"', 'name = "Le Phare"\ncalled = "l’équipe du Phare"')
    assert load(town.folder).called("Le Phare").to("fr") == "l’équipe du Phare"


def test_a_partner_may_be_called_by_a_name_of_each_language(town: CopiedTown) -> None:
    french = 'called = "la Régie de quartiers"'
    town.change("partners.toml", french, 'called = { fr = "la Régie", en = "the neighbourhood office" }')
    called = load(town.folder).called("Régie de quartiers")
    assert [called.to(language) for language in ("fr", "en", "es")] == [
        "la Régie", "the neighbourhood office", "Régie de quartiers",
    ]  # fmt: skip


def test_a_third_question_is_one_too_many(town: CopiedTown) -> None:
    third = (
        '[orientation.answer.then.answer.then]\nquestion = "Encore ?"\n'
        '[[orientation.answer.then.answer.then.answer]]\nlabel = "Oui"\ndoors = ["cas"]'
    )
    old = 'label = "Habitat Audois, Alogéa, Marcou Habitat"\ndoors = ["mediaction"]'
    line = town.change("partners.toml", old, 'label = "Habitat Audois"\n' + third) + 1
    assert ("partners.toml", line, "there are 2 questions at most before a door") in town.faults(load)


def test_the_address_that_is_wrong_is_not_repeated_in_the_fault(town: CopiedTown) -> None:
    town.change("partners.toml", 'slug = "covaldem"', 'email = "somebody at example"\nslug = "covaldem"')
    [(_, _, message)] = town.faults(load)
    assert "somebody" not in message
