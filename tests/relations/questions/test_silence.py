"""A question that is left, by hand or by a rule, is silence to its brand: to the byte, on every channel that it has."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
from litestar import Litestar

from contracts.vocabulary import CLAIMS
from market.base import mail
from market.base.database import fetch_value
from market.personas import actions
from market.personas.rules import Stance, Trait
from market.relations.questions import jobs
from market.relations.questions.answering import answer, leave, set_rules
from market.relations.questions.asking import ask
from market.relations.questions.rules import Answer, Rules
from market.rentals import record
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand, a_draft, a_holder
from tests.relations.helpers import Relation, a_relation, a_session, with_mailbox
from tests.relations.questions.asked import a_question, asked, mine, seen


@dataclass(frozen=True)
class Scene:
    relation: Relation
    brand: httpx.AsyncClient

    async def all_that_it_sees(self) -> dict[str, tuple[int, dict[str, str], str]]:
        """Every answer that a brand gets about its questions: status, headers and bytes."""
        agreement = self.relation.agreement
        listed = (await self.brand.get("/v1/questions")).json()
        paths = [
            "/v1/questions",
            "/questions",
            f"/v1/rentals/{agreement}/questions",
            f"/v1/rentals/{agreement}/files/record",
            f"/rentals/{agreement}",
            "/rentals",
            *(f"{at}/questions/{it['id']}" for it in listed for at in ("", "/v1")),
        ]
        found = {}
        for path in paths:
            got = await self.brand.get(path)
            assert got.status_code == 200, (path, got.text)
            kept = {name: value for name, value in got.headers.items() if name not in VARY}
            found[path] = (got.status_code, kept, _unkeyed(got.text))
        return found


VARY = ("x-request-id", "date")


def _unkeyed(text: str) -> str:
    """Without the fresh keys of the page's own forms."""
    return re.sub(r'name="key" value="[0-9a-f]{32}"', "", text)


@pytest.fixture
async def scene(app: Litestar, database: FreshDatabase) -> AsyncIterator[Scene]:
    relation = await a_relation()
    async with browser(app, await a_session(relation.brand)) as brand:
        yield Scene(relation, brand)


async def test_a_left_question_is_silence_to_the_byte(scene: Scene) -> None:
    relation = scene.relation
    name = await asked(relation)
    silent = await scene.all_that_it_sees()
    events = len(await record.read(relation.rental))
    await leave(relation.holder, relation.agreement, name)
    assert (await mine(relation)).left
    assert await scene.all_that_it_sees() == silent
    assert len(await record.read(relation.rental)) == events
    await leave(relation.holder, relation.agreement, name)  # again is nothing more
    assert await scene.all_that_it_sees() == silent


async def test_control_an_answer_is_seen_on_each_of_these_channels(scene: Scene) -> None:
    name = await asked(scene.relation)
    silent = await scene.all_that_it_sees()
    await answer(scene.relation.holder, scene.relation.agreement, name, [1])
    said = await scene.all_that_it_sees()
    unchanged = {path for path in silent if silent[path] == said[path]}
    assert unchanged == {"/rentals"}


async def test_a_rule_never_is_silence_to_the_byte_and_writes_no_letter(scene: Scene) -> None:
    relation = scene.relation
    await set_rules(relation.holder, relation.persona, Rules({"buying": "never"}))
    before = len(await mail.kept())
    await _ask_unseen(relation)
    unseen = await scene.all_that_it_sees()
    await _see_to(relation)
    assert (await mine(relation)).left and len(await mail.kept()) == before
    assert await scene.all_that_it_sees() == unseen


async def _ask_unseen(relation: Relation) -> None:
    await ask(relation.brand, relation.agreement, await a_question())


async def _see_to(relation: Relation) -> None:
    await jobs.asked(str(await fetch_value("select id from relations.questions")))


@pytest.mark.usefixtures("database")
async def test_what_a_brand_calls_it_does_not_get_round_a_rule_about_money() -> None:
    relation = await a_relation()
    await set_rules(relation.holder, relation.persona, Rules({"money": "never"}))
    await asked(relation, text="Quel salaire pour un poste pareil ?", subject="media")
    assert (await mine(relation)).left


async def saying(trait: Trait) -> Relation:
    """A relation to a persona that says one trait more than its terms show."""
    holder = await with_mailbox(await a_holder(), "holder@example.org")
    persona = await actions.start(holder, "a-velo")
    draft = a_draft()
    said = replace(draft, traits={**draft.traits, "publicite": trait})
    await actions.save_draft(holder, persona, said)
    await actions.publish(holder, persona, variant="standard", period="P1M", price_step=1900, capacity=1)
    return await a_relation(holder=holder, persona=persona)


CODES = [it.id for it in CLAIMS["publicite"].codes]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("stance", "wish"), [(Stance.ME, False), (Stance.LIKE, True)])
async def test_a_rule_always_answers_a_trait_as_the_rented_sheet_has_it(stance: Stance, wish: bool) -> None:
    relation = await saying(Trait(stance, CODES[1]))
    await set_rules(relation.holder, relation.persona, Rules({"media": "always"}))
    name = await asked(relation, kind="claim", claim="publicite")
    assert (await seen(relation)).answer == Answer(CODES[1], wish)
    received = await mine(relation)
    assert received.by_rule and not received.left
    assert (await mail.kept())[0].kind == "answered_by_rule"
    await answer(relation.holder, relation.agreement, name, CODES[0])  # the holder's own word goes first
    assert (await seen(relation)).answer == Answer(CODES[0]) and not (await mine(relation)).by_rule
    await leave(relation.holder, relation.agreement, name)
    await jobs.asked(str(await fetch_value("select id from relations.questions")))
    assert (await seen(relation)).answer is None


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("trait", "rules"),
    [
        (Trait(Stance.NO), {"media": "always"}),
        (Trait(Stance.ME, CODES[1]), {}),
        (Trait(Stance.ME, CODES[1]), {"home": "always"}),
    ],
)
async def test_without_a_rule_or_a_word_on_the_sheet_the_question_waits(
    trait: Trait, rules: dict[str, str]
) -> None:
    relation = await saying(trait)
    await set_rules(relation.holder, relation.persona, Rules(rules))
    await asked(relation, kind="claim", claim="publicite")
    received = await mine(relation)
    assert (await seen(relation)).answer is None and not received.left
    assert (await mail.kept())[0].kind == "asked"


@pytest.mark.usefixtures("database")
async def test_a_rule_is_of_one_persona() -> None:
    relation = await saying(Trait(Stance.ME, CODES[1]))
    other = await a_relation(holder=relation.holder, brand=await a_brand())
    await set_rules(relation.holder, relation.persona, Rules({"buying": "never"}))
    await asked(other)
    assert not (await mine(other)).left
