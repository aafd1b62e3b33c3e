"""A pause is silence to its brand: to the byte, on every channel, in the same time; its way in reads nothing of it."""

import base64
import re
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import httpx
import pytest
from litestar import Litestar

from market.base import mail
from market.base.database import fetch_value
from market.relations.actions import invite
from market.relations.conversation import jobs as conversation
from market.relations.questions.asking import ask
from market.relations.silence.actions import choose, detox, end_detox, keep_quiet, pause, resume
from market.relations.silence.tables import CLOSED
from market.rentals import record
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand, a_holder
from tests.relations.conversation.writing import brand_writes, heard, holder_writes
from tests.relations.helpers import Relation, a_relation, a_session, an_offer, with_mailbox
from tests.relations.pictures.drawing import a_file
from tests.relations.questions.asked import a_question

VARY = ("x-request-id", "date")
UNNAMED = {"id": "", "href": ""}
PICTURE = {"data": base64.b64encode(a_file()).decode(), "alt": "une sonnette"}
SILENCES = ("choices", "detoxes", "quiet_hours")


@dataclass(frozen=True)
class Scene:
    relation: Relation
    brand: httpx.AsyncClient

    async def all_that_it_sees(self) -> dict[str, tuple[int, dict[str, str], str]]:
        """Every answer that a brand gets about this rental: status, headers and bytes."""
        agreement = self.relation.agreement
        found = {}
        for path in (
            f"/v1/rentals/{agreement}",
            f"/v1/rentals/{agreement}/messages",
            f"/v1/rentals/{agreement}/invitations",
            f"/v1/rentals/{agreement}/questions",
            f"/v1/rentals/{agreement}/files/record",
            f"/v1/rentals/{agreement}/agreement",
            "/v1/questions",
            "/v1/questions?state=open",
            "/v1/results",
            "/v1/next-steps",
            "/v1/exports/invitations",
            "/v1/exports/questions",
            "/v1/exports/questions/csv",
            "/v1/rentals",
            f"/rentals/{agreement}",
            "/rentals",
            "/questions",
            "/campaigns",
            "/desk",
            "/desk/results",
        ):
            got = await self.brand.get(path)
            assert got.status_code == 200, (path, got.text)
            kept = {name: value for name, value in got.headers.items() if name not in VARY}
            found[path] = (got.status_code, kept, _unkeyed(got.text))
        return found

    async def all_that_it_does(self, n: int) -> list[tuple[int, dict[str, str], str]]:
        """One of each that it may send, and one too many, in the `n`-th month of the rental: the answers."""
        agreement, question = self.relation.agreement, await a_question()
        shape = {
            "kind": "choice",
            "purpose": "benefits",
            "until": question.until.isoformat(),
            "text": question.text,
        }
        shape |= {"subject": "buying", "choices": list(question.choices)}
        done = []
        for path, body in (
            (f"/v1/rentals/{agreement}/messages", {"text": f"Message {'i' * n}."}),
            (f"/v1/rentals/{agreement}/messages", {"text": f"Voici {'i' * n}.", "picture": PICTURE}),
            (f"/v1/rentals/{agreement}/messages", {"text": "Quel est votre nom de famille ?"}),
            (f"/v1/rentals/{agreement}/questions", shape),
            (f"/v1/rentals/{agreement}/questions", shape),
        ):
            got = await self.brand.post(path, json=body)
            kept = {name: value for name, value in got.headers.items() if name not in VARY}
            done.append((got.status_code, kept, re.sub(r'"id":"[^"]+"', "", got.text)))
        return done


def _unkeyed(text: str) -> str:
    """Without the fresh keys of the page's own forms."""
    return re.sub(r'name="key" value="[0-9a-f]{32}"', "", text)


@pytest.fixture
async def scene(app: Litestar, database: FreshDatabase) -> AsyncIterator[Scene]:
    relation = await a_relation()
    async with browser(app, await a_session(relation.brand)) as brand:
        yield Scene(relation, brand)


async def silenced(relation: Relation, which: str) -> None:
    match which:
        case "pause":
            await pause(relation.holder, relation.agreement)
        case "detox":
            await detox(relation.holder)
        case "closed":
            await choose(relation.holder, relation.agreement, {CLOSED: True})
        case "quiet":
            await keep_quiet(relation.holder, 1, 0)


ALL = pytest.mark.parametrize("which", ["pause", "detox", "closed", "quiet"])


@ALL
async def test_a_silence_that_begins_and_ends_changes_nothing_that_its_brand_sees(
    scene: Scene, which: str
) -> None:
    relation = scene.relation
    await brand_writes(relation)
    await invite.send(relation.brand, relation.agreement, await an_offer())
    await ask(relation.brand, relation.agreement, await a_question())
    before, events = await scene.all_that_it_sees(), len(await record.read(relation.rental))
    await silenced(relation, which)
    assert await scene.all_that_it_sees() == before
    assert (await heard(relation, looking=True)).said
    assert await scene.all_that_it_sees() == before
    await resume(relation.holder, relation.agreement)
    await end_detox(relation.holder)
    assert await scene.all_that_it_sees() == before
    assert len(await record.read(relation.rental)) == events


@ALL
async def test_what_a_brand_sends_into_a_silence_is_answered_and_shown_as_into_none(
    app: Litestar, database: FreshDatabase, which: str
) -> None:
    """Two holders, one brand: the one listens and says nothing, the other has silenced it."""
    brand = await a_brand()
    found = []
    for n, silent in enumerate((False, True)):
        holder = await with_mailbox(await a_holder(), f"holder-{n}@example.org")
        relation = await a_relation(holder=holder, brand=brand)
        if silent:
            await silenced(relation, which)
        async with browser(app, await a_session(brand)) as visitor:
            scene = Scene(relation, visitor)
            did = await scene.all_that_it_does(1)
            answered = await visitor.get(f"/v1/rentals/{relation.agreement}/messages")
            statuses = [it[0] for it in (await scene.all_that_it_sees()).values()]
            said = [
                it | UNNAMED | {"picture": it["picture"] and it["picture"] | UNNAMED}
                for it in answered.json()
            ]
            events = [it.kind for it in await record.read(relation.rental)]
            found.append((did, said, statuses, dict(answered.headers) | dict.fromkeys(VARY, ""), events))
    assert found[0] == found[1]
    assert [status for status, _, _ in found[0][0]] == [201, 201, 422, 201, 409]


async def test_control_what_a_holder_says_is_seen(scene: Scene) -> None:
    await brand_writes(scene.relation)
    before = await scene.all_that_it_sees()
    await holder_writes(scene.relation)
    after = await scene.all_that_it_sees()
    changed = {path for path in before if before[path] != after[path]}
    agreement = scene.relation.agreement
    assert {f"/v1/rentals/{agreement}/messages", f"/rentals/{agreement}"} <= changed
    assert f"/v1/rentals/{agreement}/files/record" in changed


async def test_no_statement_of_a_brands_reads_a_silence(scene: Scene, owner: asyncpg.Connection) -> None:
    """With the tables of silence out of the service's reach, all that a brand does is done as before."""
    relation = scene.relation
    await silenced(relation, "pause")
    before = await scene.all_that_it_sees()
    for table in SILENCES:
        await owner.execute(f"revoke all on relations.{table} from public, moi_service")
    assert await scene.all_that_it_sees() == before
    assert [status for status, _, _ in await scene.all_that_it_does(1)] == [201, 201, 422, 201, 409]
    placed = await invite.send(relation.brand, relation.agreement, await an_offer())
    assert placed.number == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):  # control: the holder's way does read them
        await heard(relation)


async def test_a_silence_takes_a_brand_no_time(app: Litestar, database: FreshDatabase) -> None:
    """In turn, the one that listens and the one that does not: the times alone do not tell which."""
    brand = await a_brand()
    one = await a_relation(holder=await a_holder(), brand=brand)
    other = await a_relation(holder=await a_holder(), brand=brand)
    await silenced(other, "pause")
    for relation in (one, other):
        await brand_writes(relation)
    paths = {name: f"/v1/rentals/{it.agreement}/messages" for name, it in (("one", one), ("other", other))}
    paths["more"] = f"/v1/rentals/{one.agreement}/files/record"  # control: what does more is seen to
    times: dict[str, list[float]] = {name: [] for name in paths}
    async with browser(app, await a_session(brand)) as visitor:
        for n in range(140):
            for name in sorted(paths, reverse=n % 2 == 0):
                began = time.perf_counter()
                assert (await visitor.get(paths[name])).status_code == 200
                if n >= 20:
                    times[name].append(time.perf_counter() - began)
    assert 0.85 < _usual(times["one"]) / _usual(times["other"]) < 1.18
    assert not 0.85 < _usual(times["more"]) / _usual(times["other"]) < 1.18


def _usual(times: list[float]) -> float:
    """What an answer takes when the machine does nothing else besides: the median of the quicker half."""
    return statistics.median(sorted(times)[: len(times) // 2])


async def test_no_letter_goes_out_while_it_lasts(scene: Scene) -> None:
    relation = scene.relation
    await silenced(relation, "pause")
    before = len(await mail.kept())
    await brand_writes(relation)
    await conversation.messaged(str(await fetch_value("select id from relations.messages")))
    assert len(await mail.kept()) == before
