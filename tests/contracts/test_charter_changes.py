"""What an edition changes is said promise by promise."""

from contracts.charter import Change, Edition, Promise, changes, current
from contracts.vocabulary import Text


def promise(id: str, words: str) -> Promise:
    return Promise(id=id, text=Text(fr=words, en=words))


def edition(*promises: Promise) -> Edition:
    return current().model_copy(update={"holder": promises})


COURTESY, SILENCE, TRUTH = (
    promise("courtesy", "polite"),
    promise("silence", "quiet"),
    promise("truth", "true"),
)


def test_an_edition_changes_nothing_of_itself() -> None:
    for party in ("holder", "brand", "platform"):
        assert changes(current(), current(), party) == ()


def test_what_is_new_reworded_and_gone_is_told_apart() -> None:
    kinder = promise("courtesy", "kind")
    found = changes(edition(COURTESY, SILENCE), edition(TRUTH, kinder), "holder")
    assert found == (Change("new", TRUTH), Change("reworded", kinder, COURTESY), Change("gone", SILENCE))


def test_another_order_changes_nothing() -> None:
    assert changes(edition(COURTESY, TRUTH), edition(TRUTH, COURTESY), "holder") == ()


def test_another_partys_promise_is_none_of_it() -> None:
    assert changes(edition(COURTESY), edition(TRUTH), "brand") == ()
