from __future__ import annotations

from pathlib import Path

import pytest

from reporter.routing.reading import load
from tests.copied_town import CopiedTown

IMAGINARY = Path(__file__).parents[1] / "towns" / "port-imaginaire"
FILE = "routing.toml"


@pytest.fixture
def town(tmp_path: Path) -> CopiedTown:
    return CopiedTown(tmp_path / "town")


@pytest.fixture
def imaginary(tmp_path: Path) -> CopiedTown:
    return CopiedTown(tmp_path / "town", IMAGINARY)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('partner = "covaldem"', 'partner = "covaldom"', "did you mean 'covaldem'?"),
        ('partner = "covaldem"', 'partner = "cas"', "'cas' has no channels"),
        ('categories = ["needle"]', 'categories = ["needles"]', "did you mean 'needle'?"),
        ('zones = ["agglo"]', 'zones = ["aglo"]', "did you mean 'agglo'?"),
        ('settings = ["street"]', 'settings = ["strasse"]', "unknown 'strasse'"),
        ('settings = ["street"]', "settings = []", "an empty list matches nothing"),
        ('settings = ["street"]', 'settings = ["street", "street"]', "is there twice"),
        ('settings = ["street"]', 'neighbourhoods = ["ozanan"]', "did you mean 'ozanam'?"),
        ('categories = ["bulky", "dumping"]', 'group = "bulky"', "did you mean 'groups'?"),
        ('rule = "D · bac', f'rule = "{"x" * 200}D · bac', "200 letters"),
        (
            'rule = "7 · dans la rue : la Ville"',
            'rule = "4 · seringue, quel que soit le lieu : la Ville, tout de suite"',
            "the same words",
        ),
    ],
)
def test_a_slip_in_a_row_is_named_with_file_and_line(town: CopiedTown, old: str, new: str, says: str) -> None:
    line = town.change(FILE, old, new)
    assert [(file, at) for file, at, message in town.faults(load) if says in message] == [(FILE, line)]


def lead(rule: str, rest: str) -> str:
    return f'[[lead]]\nrule = "{rule}"\n{rest}\n'


def test_a_lead_row_says_one_thing_only(town: CopiedTown) -> None:
    line = town.add(FILE, lead("both", 'partner = "ville"\nnobody = true'), before="[[lead]]\nrule")
    [(file, at, message)] = town.faults(load)
    assert (file, at) == (FILE, line)
    assert "exactly one of" in message


def test_a_case_without_any_lead_is_a_fault_that_names_the_case(town: CopiedTown) -> None:
    town.change(FILE, 'settings = ["residence", "unknown"]', 'settings = ["residence"]')
    messages = [message for file, _, message in town.faults(load) if file == FILE]
    assert "no lead row matches category 'tags', setting 'unknown', zone 'town'" in messages
    assert not any("'street'" in message or "'needle'" in message for message in messages)


def test_a_row_that_can_never_be_reached_is_a_fault(town: CopiedTown) -> None:
    line = town.add(FILE, lead("too late", 'categories = ["tags"]\npartner = "ville"'), before="# [[informed]]: every")
    [(file, at, message)] = town.faults(load)
    assert (file, at) == (FILE, line)
    assert "never be reached" in message


def test_a_row_before_it_may_reach_what_comes_after(town: CopiedTown) -> None:
    town.add(
        FILE,
        lead("tags of one quarter", 'categories = ["tags"]\nneighbourhoods = ["ozanam"]\npartner = "regie"'),
        before='[[lead]]\nrule = "4',
    )
    assert load(town.folder).lead[3].when.neighbourhoods == frozenset({"ozanam"})


def test_a_row_that_informs_only_who_is_in_charge_already_is_a_fault(town: CopiedTown) -> None:
    row = '[[informed]]\nrule = "E"\ncategories = ["needle"]\nzones = ["town"]\npartner = "ville"'
    line = town.add(FILE, row)
    [(file, at, message)] = town.faults(load)
    assert (file, at) == (FILE, line)
    assert "never informs anybody" in message


def test_what_lies_outside_must_be_refused(imaginary: CopiedTown) -> None:
    line = imaginary.change(FILE, 'zones = ["outside"]\nrefuse = true', 'zones = ["outside"]\nnobody = true') - 2
    faults = imaginary.faults(load)
    assert faults
    assert {(file, at) for file, at, _ in faults} == {(FILE, line)}
    assert all("must be refused" in message for _, _, message in faults)


def test_nothing_inside_may_be_refused(imaginary: CopiedTown) -> None:
    line = imaginary.change(FILE, 'zones = ["outside"]\nrefuse', 'zones = ["outside", "agglo"]\nrefuse') - 2
    assert (FILE, line, "category 'filets', setting 'street', zone 'agglo' must not be refused") in imaginary.faults(
        load
    )


def test_in_the_town_somebody_must_be_in_charge(imaginary: CopiedTown) -> None:
    line = imaginary.change(FILE, 'rule = "ailleurs dans les Brumes"\nzones = ["agglo"]', 'rule = "ailleurs"') - 1
    faults = [fault for fault in imaginary.faults(load) if "must have a partner in charge" in fault[2]]
    assert faults
    assert {(file, at) for file, at, _ in faults} == {(FILE, line)}


def test_faults_of_the_files_it_refers_to_are_reported_and_not_misread_as_its_own(town: CopiedTown) -> None:
    line = town.change("partners.toml", 'slug = "covaldem"', 'slug = "Covaldem"')
    faults = town.faults(load)
    assert ("partners.toml", line) in {(file, at) for file, at, _ in faults}
    assert FILE not in {file for file, _, _ in faults}


def test_a_missing_file_and_a_broken_one_are_faults(town: CopiedTown) -> None:
    (town.folder / FILE).write_text('[[lead]]\nrule = "no end\n')
    assert town.faults(load)[0][:2] == (FILE, 2)
    (town.folder / FILE).unlink()
    [(file, line, message)] = town.faults(load)
    assert (file, line) == (FILE, 1)
    assert "cannot be read" in message
