"""The studio: from a mask to the market by forms alone; what cannot be is said at its place, and nothing is lost."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.datastructures import MultiDict

from contracts.price import LADDER
from contracts.vocabulary import CLAIMS
from market.accounts.actions.sessions import sign_in
from market.base import clock
from market.base.database import fetch_value, transaction
from market.base.templating import environment
from market.catalogue.jobs import compute
from market.personas import actions, queries
from market.personas.masks import MASKS
from market.personas.rules import Draft, Stance, Trait
from market.web import studio_crowd, studio_form, studio_view
from market.web.studio_view import TraitView
from tests.accounts.people import PASSWORD
from tests.factories import CYCLIST, a_draft, a_holder, a_persona
from tests.web.holders import ANSWERS, a_signed_in_holder, error_at, filled, own_name, pages, words

BAD = "nothing-of-ours"
# Ten answers of which a card says one.
QUIET = {
    "passion": "velo",
    "velo-usage": "balades",
    "velo-type": "vtt",
    "sport": "cyclisme",
    "enfants": "un",
    "critere": "prix",
    "courses": "marche",
    "exterieur": "balcon",
    "train": "jamais",
    "jeux-genre": "cartes",
}


async def state_of(persona: uuid.UUID) -> str:
    return str(await fetch_value("select state from personas.personas where id = $1", persona))


async def test_a_persona_goes_from_a_mask_to_the_market(app: Litestar) -> None:
    token, who = await a_signed_in_holder()
    async with pages(app, token) as ada:
        assert "No persona yet" in words(await ada.get("/studio"))
        new = await ada.get("/studio/new")
        assert all(f'value="{mask}"' in new.text for mask in MASKS)
        path = (await ada.post("/studio/new", data={"mask": "a-velo"})).headers["location"]
        form = await ada.get(path)
        # The pen rests on what the mask suggests; nothing is said until the holder says so.
        assert re.search(r'name="stance.passion" value="no" checked', form.text)
        assert 'value="velo" selected' in form.text
        answer = await ada.post(path, data=filled())
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        saved = await ada.get(path)
        assert "Draft saved" in words(saved)
        assert re.search(r'name="stance.passion" value="me" checked', saved.text)
        assert 'value="1900" checked' in saved.text and 'value="standard" checked' in saved.text
        assert "€19: €15.20 for you" in words(saved)
        assert await fetch_value("select state from personas.personas") == "draft"
        answer = await ada.post(path, data=filled(do="publish"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/studio")
        listed = words(await ada.get("/studio"))
        assert "Up for rent" in listed and "€19 for a month, terms Standard, 1 brand at a time" in listed
    (row,) = await queries.of_holder(who.person)  # type: ignore[arg-type]
    assert (row.state, row.variant, row.period, row.price_step) == ("listed", "standard", "P1M", 1900)
    draft = await queries.open_draft(who.person, row)  # type: ignore[arg-type]
    assert {claim: trait.value for claim, trait in draft.traits.items()} == ANSWERS
    assert draft.said == set(ANSWERS) and draft.phrases == ("repare-avant",)


async def test_no_mask_chosen_is_said_and_makes_nothing(app: Litestar) -> None:
    token, _ = await a_signed_in_holder()
    async with pages(app, token) as ada:
        for mask in ({}, {"mask": BAD}):
            answer = await ada.post("/studio/new", data=mask)
            assert answer.status_code == 422 and "Choose one of the masks." in words(answer)
    assert await fetch_value("select count(*) from personas.personas") == 0


@pytest.mark.parametrize(
    ("changes", "status", "place", "said"),
    [
        ({"variant": ""}, 422, "terms", "Choose your terms."),
        ({"variant": BAD}, 422, "terms", "Choose one of the three terms."),
        ({"period": ""}, 422, "period", "Choose for how long."),
        ({"period": "P1W"}, 422, "period", "These terms are not offered for this long"),
        ({"price_step": ""}, 422, "price", "Choose a price."),
        ({"price_step": "1800"}, 422, "price", "Choose a price from the ladder."),
        ({"price_step": "19e2"}, 422, "price", "Choose a price."),
        ({"capacity": "11"}, 422, "capacity", "A number from 1 to 10."),
        ({"capacity": "many"}, 422, "capacity", "A number from 1 to 10."),
        (
            {"variant": "ample"},
            422,
            "terms",
            "These terms need 20 answers among the traits they show; you have 9.",
        ),
    ],
)
async def test_an_offer_that_cannot_be_is_refused_at_its_place_and_nothing_saved(
    app: Litestar, changes: dict[str, str], status: int, place: str, said: str
) -> None:
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    answers = {claim: value for claim, value in ANSWERS.items() if claim not in ("foyer",)}
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        answer = await ada.post(path, data=filled(answers, do="publish", **changes))
        assert answer.status_code == status
        assert said in error_at(answer, place)
        assert "Nothing was saved" in error_at(answer, "form")
        assert 'value="bretagne" selected' in answer.text, "what was typed stays"
        assert 'value="bretagne" selected' not in (await ada.get(path)).text, "and changed nothing"
    assert await state_of(persona) == "draft"


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"value.region": ""}, "trait-region", "Choose an answer, or say no."),
        ({"value.region": BAD}, "trait-region", "Choose among the answers offered."),
        (
            {
                "phrase": [
                    "repare-avant",
                    "achete-pres",
                    "compare-longtemps",
                    "revends",
                    "lis-la-nuit",
                    "cours-sans-montre",
                ]
            },
            "phrases",
            "At most 5 phrases.",
        ),
        ({"phrase": [BAD]}, "phrases", "At most 5 phrases."),
    ],
)
async def test_an_answer_that_cannot_be_is_refused_at_its_place_and_nothing_saved(
    app: Litestar, changes: dict[str, object], place: str, said: str
) -> None:
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        answer = await ada.post(path, data=filled(**changes))
        assert answer.status_code == 422
        assert said in error_at(answer, place)
        assert "Nothing was saved" in error_at(answer, "form")
        assert 'value="1975-1979" selected' in answer.text, "what was typed stays"
    (row,) = await queries.of_holder(who.person)  # type: ignore[arg-type]
    assert (await queries.open_draft(who.person, row)).traits == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "explode"},
        {"do": ""},
        filled(**{"stance.religion": "me", "value.religion": "x"}),
        filled(**{"value.religion": "x"}),
        filled(said=["religion"]),
    ],
    ids=["act", "no act", "claim", "value", "said"],
)
async def test_a_form_that_no_page_of_ours_sends_is_refused_and_nothing_saved(
    app: Litestar, sent: dict[str, object]
) -> None:
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        assert (await ada.post(path, data=filled())).status_code == 303
        answer = await ada.post(path, data=sent)
        assert answer.status_code == 422
        assert "names what does not exist" in error_at(answer, "form")
        assert 'value="bretagne" selected' in (await ada.get(path)).text, "the draft is as it was"


async def test_a_persona_edited_too_soon_keeps_what_was_typed_and_says_when(app: Litestar) -> None:
    token, who = await a_signed_in_holder()
    persona = await a_persona(who)
    version = await fetch_value("select version from personas.personas")
    async with transaction():
        await actions.shown({persona: version})
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token, "fr") as ada:
        answer = await ada.post(path, data=filled(do="publish", price_step="2900"))
        assert answer.status_code == 409
        assert "au plus tous les 30 jours" in error_at(answer, "form")
        assert 'value="2900" checked' in answer.text, "what was typed stays"
        assert 'value="2900" checked' not in (await ada.get(path)).text, "and changed nothing"
        assert (await ada.post(path, data=filled(do="save", price_step="2900"))).status_code == 303
        assert 'value="2900" checked' in (await ada.get(path)).text, "kept as a draft when asked"
    assert await fetch_value("select price_step from personas.personas where id = $1", persona) == 1900
    await clock.travel(timedelta(days=31))
    token = await sign_in("ada@example.org", PASSWORD)
    async with pages(app, token) as ada:
        assert (await ada.post(path, data=filled(do="publish", price_step="2900"))).status_code == 303
    assert await fetch_value("select price_step from personas.personas where id = $1", persona) == 2900


async def test_hide_show_and_retire_by_buttons(app: Litestar) -> None:
    token, who = await a_signed_in_holder()
    persona = await a_persona(who)
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        for state, said in (("hidden", "Hidden: no new brand"), ("listed", "Up for rent again")):
            answer = await ada.post(f"{path}/state", data={"state": state})
            assert (answer.status_code, answer.headers["location"]) == (303, "/studio")
            assert said in words(await ada.get("/studio"))
            assert await state_of(persona) == state
        await ada.post(f"{path}/state", data={"state": "listed"})
        assert "no longer possible" in words(await ada.get("/studio")), "it was listed already"
        assert "it does not come back" in words(await ada.get(f"{path}/retire"))
        assert await state_of(persona) == "listed", "asking changes nothing"
        await ada.post(f"{path}/state", data={"state": "retired"})
        assert "1 retired persona" in words(await ada.get("/studio"))
        assert (await ada.get(path)).status_code == 409
        assert (await ada.post(f"{path}/state", data={"state": BAD})).status_code == 409
    assert await state_of(persona) == "retired"


async def test_another_holders_name_leads_nowhere(app: Litestar) -> None:
    token, _ = await a_signed_in_holder()
    other = await a_holder()
    persona = await a_persona(other)
    async with pages(app, token) as ada:
        for name in (own_name(other, persona), "rubbish", str(persona)):
            path = f"/studio/{name}"
            for answer in (
                await ada.get(path),
                await ada.get(f"{path}/retire"),
                await ada.post(path, data=filled(do="publish")),
                await ada.post(f"{path}/beside", data=filled()),
                await ada.post(f"{path}/state", data={"state": "hidden"}),
            ):
                assert answer.status_code == 404, answer.request.url
    assert await state_of(persona) == "listed"


@pytest.mark.parametrize("path", ["/studio", "/studio/new", "/space", "/reads", "/earnings", "/space/leave"])
async def test_a_visitor_is_asked_to_sign_in(app: Litestar, path: str) -> None:
    async with pages(app, None) as visitor:
        assert (await visitor.get(path)).status_code == 401


async def test_the_panel_follows_the_form_and_saves_nothing(app: Litestar) -> None:
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    path = f"/studio/{own_name(who, persona)}/beside"
    async with pages(app, token) as ada:
        answer = await ada.post(path, data=filled(price_step="2900"))
        assert answer.status_code == 200 and "<html" not in answer.text
        assert "€29: €23.20 for you" in words(answer) and "It would wait" in words(answer)
        assert "A new card appears once 16 people share it, and stays while 11 do." in words(answer)
        assert 'id="in-short" hx-swap-oob="innerHTML"' in answer.text, "the bar of a phone follows too"
        assert "Brittany" in words(answer)
        for broken in ({"value.region": BAD}, {"value.region": ""}, {"price_step": "x"}, {"phrase": [BAD]}):
            assert (await ada.post(path, data=filled(**broken))).status_code == 200, broken
        silent = await ada.post(path, data=filled(said=[]))
        assert "The card would say nothing" in words(silent)
    (row,) = await queries.of_holder(who.person)  # type: ignore[arg-type]
    assert (await queries.open_draft(who.person, row)).traits == {}  # type: ignore[arg-type]


async def test_the_meter_shows_the_crowd_of_the_days_cards(app: Litestar) -> None:
    for _ in range(20):
        await a_persona(await a_holder(), ANSWERS)
    await compute()
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        same = await ada.post(f"{path}/beside", data=filled())
        assert "At least 11 people share this card" in words(same)
        other = await ada.post(f"{path}/beside", data=filled(ANSWERS | {"passion": "jardin"}))
        assert "It would wait" in words(other)
        assert "Without “Main interest” on the card, it has one" not in words(other), "none is that coarse"
        await ada.post(path, data=filled(ANSWERS | {"passion": "jardin"}, do="publish"))
        await compute()
        listed = await ada.get("/studio")
        assert "It waits: too few people share such a card." in words(listed)
        assert re.search(r'class="badge wait">Waiting for a crowd<', listed.text)
        assert not re.search(r'class="badge good">', listed.text), "nobody can rent what waits"


async def test_what_could_link_two_personas_is_said_in_the_studio(app: Litestar) -> None:
    token, who = await a_signed_in_holder()
    one = await a_persona(who)
    async with pages(app, token) as ada:
        assert "These could be matched" not in words(await ada.get("/studio"))
        two = await actions.start(who, "en-cuisine")
        alike = {"naissance": CYCLIST["naissance"], "region": CYCLIST["region"]}
        await actions.save_draft(who, two, a_draft({**alike, "passion": "cuisine"}))
        for path in ("/studio", f"/studio/{own_name(who, one)}", f"/studio/{own_name(who, two)}"):
            told = words(await ada.get(path))
            assert "These could be matched" in told
            assert "Years of birth: Born 1975 to 1979 · Region: Brittany" in told, (
                "each answer with its trait"
            )
        await actions.save_draft(who, two, a_draft({"region": CYCLIST["region"], "passion": "cuisine"}))
        assert "These could be matched" not in words(await ada.get("/studio"))


async def test_equal_answers_that_a_card_says_together_are_nothing_to_warn_of(app: Litestar) -> None:
    alike = {"passion": "velo", "region": "bretagne"}
    holder = await a_holder()
    for variant in ("standard", "simple"):
        await a_persona(holder, ANSWERS, variant=variant)
    person = holder.person
    assert person
    assert len(await studio_crowd.links(person, "en")) == 1
    assert not await studio_crowd._on_a_card(alike.items())
    for _ in range(20):
        await a_persona(await a_holder(), ANSWERS)
    await compute()
    assert await studio_crowd._on_a_card(alike.items())


def advised(*traits: str) -> studio_crowd.Advised:
    return studio_crowd.Advised(traits, "Standard", "P1M", 1900)


def beside(**known: Any) -> studio_crowd.Beside:
    nothing: dict[str, Any] = {
        "offered": True,
        "money": None,
        "crowd": 11,
        "newcomer": 16,
        "at_least": None,
        "address": None,
        "allowed": ("By bike",),
        "says": ("By bike",),
        "portrait": "",
        "change": None,
        "with_change": None,
        "other": None,
    }
    return studio_crowd.Beside(**nothing | known)


@pytest.mark.parametrize(
    ("known", "said", "act"),
    [
        (
            {"at_least": 11, "change": advised("Town"), "with_change": 50},
            "Without “Town” on the card, at least 50 people would share it. Leave it off the card",
            "lighten",
        ),
        (
            {"change": advised("Town", "Region", "Car"), "with_change": 11},
            "Without “Town”, “Region” and “Car” on the card, it has one today, shared by at least 11 people."
            " Leave them off the card",
            "lighten",
        ),
        (
            {"other": advised()},
            "It has a card today, as it is, at €19 for a month, terms Standard.",
            "elsewhere",
        ),
        (
            {"other": advised("Town")},
            "It has a card today at €19 for a month, terms Standard, without “Town”.",
            "elsewhere",
        ),
    ],
)
def test_the_panel_names_what_would_help_and_does_it(known: dict[str, Any], said: str, act: str) -> None:
    shown = environment().get_template("studio/beside.html").render(language="en", beside=beside(**known))
    assert said in " ".join(re.sub(r"<[^>]+>", " ", shown).replace("\u00a0", " ").split())
    assert f'name="do" value="{act}"' in shown


async def test_what_the_panel_advises_is_done_by_one_button(app: Litestar) -> None:
    """Some say what they love and no more on their card: who differs from the others finds a place with them."""
    for _ in range(16):
        await a_persona(await a_holder(), ANSWERS)
        await a_persona(await a_holder(), QUIET)
    await compute()
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        far = filled(ANSWERS | {"foyer": "foyer-couple"})
        told = words(await ada.post(f"{path}/beside", data=far))
        assert "Without “Region” on the card, it has one today, shared by at least 11 people." in told
        answer = await ada.post(path, data=far | {"do": "lighten"})
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        opened = await ada.get(path)
        assert "The card says less now" in words(opened)
        assert "At least 11 people share this card" in words(opened)
        dear = filled(ANSWERS, price_step="9900")
        assert "It has a card today, as it is, at €19 for a month, terms Standard." in words(
            await ada.post(f"{path}/beside", data=dear)
        )
        await ada.post(path, data=dear | {"do": "elsewhere"})
        assert 'value="1900" checked' in (await ada.get(path)).text
    (row,) = await queries.of_holder(who.person)  # type: ignore[arg-type]
    assert row.state == "draft", "no advice publishes anything"


async def test_one_tap_takes_over_what_the_mask_suggests(app: Litestar) -> None:
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        fresh = await ada.get(path)
        assert "The mask suggests: Cycling · By bike every day" in words(fresh)
        assert 'value="standard" checked' in fresh.text and 'value="1900" checked' in fresh.text, (
            "the usual offer"
        )
        answers = {
            "region": "bretagne",
            "naissance": "1975-1979",
            "foyer": "foyer-seul",
            "voiture": "hybride",
        }
        await ada.post(path, data=filled(answers, said=["region"], do="suggested"))
        taken = await ada.get(path)
        assert "The mask suggests" not in words(taken)
        (row,) = await queries.of_holder(who.person)  # type: ignore[arg-type]
        draft = await queries.open_draft(who.person, row)  # type: ignore[arg-type]
        values = {claim: trait.value for claim, trait in draft.traits.items()}
        assert values == {**MASKS["a-velo"].suggested, **answers}, "what was answered stays"
        assert draft.said == {"passion", "region"}, "the card says what it is about, and what was ticked"
        assert (await ada.post(path, data=filled(values, said=["passion"], do="publish"))).status_code == 303
    assert await state_of(persona) == "listed"


async def test_who_waits_follows_the_advice_at_once(app: Litestar) -> None:
    for _ in range(16):
        await a_persona(await a_holder(), ANSWERS, price_step=2900)
    await compute()
    token, who = await a_signed_in_holder()
    persona = await actions.start(who, "a-velo")
    path = f"/studio/{own_name(who, persona)}"
    async with pages(app, token) as ada:
        await ada.post(path, data=filled(do="publish"))
        await compute()
        told = words(await ada.get("/studio"))
        assert "At €29 for a month, terms Standard it has one today: open it and put it up again." in told
        assert (await ada.post(path, data=filled(do="publish", price_step="2900"))).status_code == 303
        await compute()
        assert "See its card in the catalogue" in words(await ada.get("/studio"))
        assert (await ada.post(path, data=filled(do="publish"))).status_code == 409, "now it was seen"


def test_what_was_said_no_to_or_is_not_shown_by_both_links_nothing() -> None:
    me = Draft(traits={"region": Trait(Stance.ME, "bretagne"), "etudes": Trait(Stance.ME, "bac-5")})
    no = Draft(traits={"region": Trait(Stance.NO), "etudes": Trait(Stance.ME, "bac-5")})
    assert studio_crowd.shared(me, no, {"region"}) == ()
    assert studio_crowd.shared(me, me, {"region"}) == (("region", "bretagne"),)
    assert studio_crowd.shared(me, no, {"region", "etudes"}) == (("etudes", "bac-5"),)


async def test_only_what_the_terms_of_both_show_links_two_personas(app: Litestar) -> None:
    _, who = await a_signed_in_holder()
    alike = {"medias": "radio", "occasion": "souvent"}
    for variant in ("standard", "simple"):
        await a_persona(
            who,
            {**CYCLIST, **alike, "foyer": f"foyer-{'seul' if variant == 'simple' else 'couple'}"},
            variant=variant,
        )
    assert who.person
    (link,) = await studio_crowd.links(who.person, "en")
    assert "Region: Brittany" in link.alike
    assert not any("Radio" in words for words in link.alike), "simple terms do not show it"


async def test_every_claim_is_asked_once(app: Litestar) -> None:
    for mask in (*MASKS, None):
        form = studio_view.studio(Draft(mask), {}, "fr")
        asked = [it.claim for it in form.first]
        asked += [it.claim for group in form.groups for it in group.items if isinstance(it, TraitView)]
        assert sorted(asked) == sorted(CLAIMS)


def test_the_masks_own_questions_come_first_then_more_on_its_subject() -> None:
    form = studio_view.studio(Draft("au-jardin"), {}, "en")
    assert [it.claim for it in form.first] == list(MASKS["au-jardin"].claims)
    subject = form.groups[0]
    assert subject.words == "More on the subject"
    assert [it.claim for it in subject.items if isinstance(it, TraitView)] == ["arrosage"]


def test_answers_that_a_form_does_not_ask_for_survive_it() -> None:
    before = Draft("a-velo", {"chauffage": Trait(Stance.ME, "bois")}, said=frozenset({"chauffage"}))
    pairs = [
        (key, it) for key, value in filled().items() for it in (value if isinstance(value, list) else [value])
    ]
    form: Any = MultiDict(pairs)
    draft, errors = studio_form.read(form, before, [it for it in CLAIMS if it != "chauffage"])
    assert not errors
    assert draft.traits["chauffage"] == Trait(Stance.ME, "bois") and "chauffage" in draft.said
    assert draft.traits["region"] == Trait(Stance.ME, "bretagne")


@pytest.mark.parametrize("mask", MASKS)
def test_a_mask_asks_enough_for_the_usual_terms(mask: str) -> None:
    form = studio_view.studio(Draft(mask), {}, "fr")
    asked = {trait.claim for trait in form.first}
    for terms in form.terms[:2]:
        shown = {claim for claim in asked if claim in studio_view.ROSTER[terms.id].disclosure.claims}
        assert len(shown) >= terms.answered, terms.id


def test_each_price_says_what_is_the_holders() -> None:
    form = studio_view.studio(Draft("a-velo"), {}, "en")
    assert [step.cents for step in form.steps] == list(LADDER)
    assert {step.cents: step.yours for step in form.steps}[1900] == 1520
