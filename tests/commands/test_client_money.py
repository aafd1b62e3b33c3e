"""`moi client-money`: what the market keeps is told, and changed on purpose; whoever means another does not start."""

from tests.commands.conftest import Moi


async def test_it_is_told_since_when_and_changed_by_who_says_so(moi: Moi) -> None:
    first = await moi("client-money")
    assert first.code == 0 and "kept at the first start" in first.out
    unready = await moi("client-money", "--change", MOI_SEPA_IBAN="")
    assert unready.code == 1 and "MOI_SEPA_IBAN: missing or wrong." in unready.err
    changed = await moi("client-money", "--change")
    assert changed.code == 0 and "Changed." in changed.out and "UTC" in changed.out
    again = await moi("client-money", "--change")
    assert again.code == 0 and "It is so already." in again.out


async def test_a_part_that_means_something_else_does_not_start_and_the_doctor_says_why(moi: Moi) -> None:
    assert (await moi("client-money", "--change")).code == 0
    for command in ("web", "worker", "doctor"):
        refused = await moi(command, MOI_HOLDS_CLIENT_MONEY="false")
        assert refused.code == 1, refused.out + refused.err
        assert "MOI_HOLDS_CLIENT_MONEY must be true" in refused.out + refused.err
    assert (await moi("doctor")).code == 0
