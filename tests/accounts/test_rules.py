from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.urls import iri_to_uri

from reporter.accounts import rules
from reporter.accounts.rules import CAPABILITIES, HOME_PATH, check_link, clean_email, local_path, may
from reporter.base import clock
from reporter.base.errors import Gone, Invalid


def test_each_role_may_what_the_ones_before_it_may_and_no_more():
    for capability, least in CAPABILITIES.items():
        allowed = [role for role in ("mediator", "coordinator", "admin") if may(role, capability)]
        assert allowed == ["mediator", "coordinator", "admin"][["mediator", "coordinator", "admin"].index(least) :]
    assert may("mediator", "reports")
    assert not may("mediator", "exports")
    assert not may("coordinator", "accounts")


def test_an_unknown_role_may_nothing():
    assert not any(may(role, "reports") for role in ("", "Admin", "root"))
    with pytest.raises(Invalid) as caught:
        rules.check_role("root")
    assert caught.value.field == "role"


def test_an_address_is_kept_in_lower_case():
    assert clean_email("  Nadia.B@Exemple.FR ") == "nadia.b@exemple.fr"


@pytest.mark.parametrize("text", ["", "nadia", "nadia@", "@exemple.fr", "a b@exemple.fr", "a@exemple.fr\nBcc: x@y.fr"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Invalid) as caught:
        clean_email(text)
    assert caught.value.field == "email"


def test_the_first_agent_is_named_after_the_site():
    assert rules.first_email("propre.exemple.fr") == "agent@propre.exemple.fr"
    for host in ("127.0.0.1", "::1", "localhost", None):
        assert rules.first_email(host) == "agent@localhost"


def test_a_link_ends_at_its_minute():
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        now = clock.now()
        check_link(used=False, expires_at=now + timedelta(seconds=1), now=now)
        with pytest.raises(Gone) as caught:
            check_link(used=False, expires_at=now, now=now)
        assert caught.value.code == "expired"
        with pytest.raises(Gone) as caught:
            check_link(used=True, expires_at=now + timedelta(hours=1), now=now)
        assert caught.value.code == "used"


def test_what_is_kept_of_a_token_is_not_the_token():
    assert len(rules.hash_token("abc")) == 64
    assert rules.hash_token("abc") != rules.hash_token("abd")


def test_the_way_back_stays_on_this_site():
    assert local_path("/agents/a-transmettre?page=2") == "/agents/a-transmettre?page=2"
    for elsewhere in (
        None, "", "agents", "https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "\\\\ailleurs",
        "/agents\\..\\x", "/a\r\nSet-Cookie: x=1", "javascript:alert(1)", " /agents/", "/" + "a" * 3000,
        "/\t/ailleurs.example",        "///ailleurs.example", "/agents/connexion/sortie",
    ):  # fmt: skip
        assert local_path(elsewhere) == HOME_PATH, elsewhere


@given(st.text(alphabet="/\\.:@?#&=ab \t\r\n\x00%2Fh", max_size=30))
def test_no_spelling_leads_to_another_site(text):
    chosen = local_path(text)
    assert chosen.startswith("/")
    assert not iri_to_uri(chosen).startswith(("//", "/\\"))
    assert not any(c in chosen for c in "\\\r\n\t\x00")
