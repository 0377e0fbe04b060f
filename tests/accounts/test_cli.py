from sqlalchemy import select

from reporter.accounts import actions
from reporter.accounts.models import Agent
from reporter.base import clock
from reporter.base.db import session


def test_the_command_prints_a_link_that_signs_in(app):
    result = app.test_cli_runner().invoke(args=["accounts", "create", "Nadia@exemple.fr", "--role", "admin"])
    assert result.exit_code == 0, result.output
    link = result.output.strip()
    assert link.startswith("http://localhost/agents/connexion/")
    assert actions.use_link(link.rpartition("/")[2], now=clock.now()).role == "admin"


def test_a_wrong_address_or_role_is_refused_and_writes_nothing(app):
    for args in (["nadia", "--role", "admin"], ["nadia@exemple.fr", "--role", "root"]):
        result = app.test_cli_runner().invoke(args=["accounts", "create", *args])
        assert result.exit_code == 2
    assert session().scalars(select(Agent)).all() == []
