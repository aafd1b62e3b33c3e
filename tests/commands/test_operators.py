"""`moi operator create` and `reset-factor`, as a person runs them."""

from market.accounts.actions import factors
from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.base.database import fetch, fetch_value
from tests.accounts.people import PASSWORD, code_for, mailed, person
from tests.commands.conftest import Moi

OP = "op@example.org"


async def test_an_operator_made_on_the_command_line_sets_a_factor_up_by_mail(moi: Moi) -> None:
    made = await moi("operator", "create", OP)
    assert made.code == 0, made.err
    assert "sets up a second factor" in made.out
    password = made.out.split("Password: ")[1].strip()
    who = await of_session(await sign_in(OP, password))
    assert who.half is not None
    secret, _ = await factors.shown(who, await code_for(OP))
    assert len(secret) == 32


async def test_reset_factor_takes_it_away_signs_out_and_leaves_an_audit_row(moi: Moi) -> None:
    await person(OP, operator=True)
    await sign_in(OP, PASSWORD)
    done = await moi("operator", "reset-factor", OP)
    assert (done.code, "new second factor" in done.out) == (0, True), done.err
    assert await fetch("select 1 from accounts.second_factors") == []
    assert await fetch("select 1 from accounts.sessions") == []
    row = (await fetch("select actor_kind from base.audit_entries where action = 'factor.reset'"))[0]
    assert row["actor_kind"] == "system"
    assert (await mailed(OP))[0].kind == "factor_reset"


async def test_reset_factor_of_nobody_and_of_who_has_none_is_refused(moi: Moi) -> None:
    await person("ada@example.org")
    for email, code in (("ada@example.org", 1), ("nobody@example.org", 1), ("no address", 2)):
        refused = await moi("operator", "reset-factor", email)
        assert (refused.code, "Traceback" in refused.err) == (code, False), refused
    await person(OP, operator=True)
    assert (await moi("operator", "reset-factor", OP)).code == 0
    again = await moi("operator", "reset-factor", OP)
    assert (again.code, "no second factor" in again.err) == (1, True)
    assert await fetch_value("select count(*) from base.audit_entries where action = 'factor.reset'") == 1
