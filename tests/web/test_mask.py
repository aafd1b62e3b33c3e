from collections import Counter
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base.templating import STATIC
from market.web import mask, mask_parts, stage
from market.web.mask import SeedOutOfRange
from tests.web.contrast import contrast

SEEDS = [sha256(b"%d" % n).digest()[: 16 + n % 17] for n in range(600)]
SVG = "{http://www.w3.org/2000/svg}"


def ids(document: str) -> set[str]:
    return {
        element.attrib["id"] for element in ElementTree.fromstring(document).iter() if "id" in element.attrib
    }


def test_the_same_bytes_give_the_same_face_for_ever() -> None:
    seed = bytes(range(16))
    assert mask.svg(seed) == mask.svg(seed)
    # The faces that people know must survive a release: a change here is a decision.
    assert (
        sha256(mask.svg(seed).encode()).hexdigest()
        == "9746d891d689ecd09496da52b75f99e56fd015e2fdc9fce5c6c955fb82328db1"
    )


@given(st.binary(min_size=16, max_size=32), st.booleans(), st.booleans(), st.sampled_from(["fr", "en"]))
def test_every_mask_is_one_small_well_formed_drawing(
    seed: bytes, mono: bool, asleep: bool, language: mask.Language
) -> None:
    document = mask.svg(seed, language, mono=mono, asleep=asleep)
    assert len(document.encode()) <= 2500
    root = ElementTree.fromstring(document)
    assert root.tag == f"{SVG}svg"
    assert not [mark for mark in "{}[]~" if mark in document], "a part was not filled in"
    assert root.findtext(f"{SVG}title") == mask.title(seed, language)
    (clip,) = ids(document)
    assert f"url(#{clip})" in document


def test_the_largest_drawing_there_can_be_is_small_enough() -> None:
    def largest(parts: tuple[str, ...] | tuple[mask_parts.Part, ...]) -> Any:
        return max(parts, key=lambda part: len(mask.coloured(mask.mirrored(str(part)), mask_parts.GREYS)))

    worst = mask.Mask(
        mask_parts.GREYS,
        max(mask_parts.SHAPES, key=lambda part: len(mask.outline(part.drawing))),
        largest(mask_parts.CRESTS),
        largest(mask_parts.PAINTS),
        largest(mask_parts.FOREHEADS),
        largest(mask_parts.EYES),
        -6,
        largest(mask_parts.BROWS),
        largest(mask_parts.NOSES),
        largest(mask_parts.CHEEKS),
        largest(mask_parts.MOUTHS),
    )
    drawing = mask.document(worst, "w" * 90, "m" + "0" * 16, asleep=False)
    assert len(mask.coloured(drawing, mask_parts.GREYS).encode()) <= 2500


@pytest.mark.parametrize("length", [0, 15, 33])
def test_too_few_or_too_many_bytes_are_refused(length: int) -> None:
    with pytest.raises(SeedOutOfRange) as refusal:
        mask.svg(b"x" * length)
    assert refusal.value.length == length


def test_no_two_masks_share_an_id_on_a_page() -> None:
    documents = [
        mask.svg(seed, mono=mono, asleep=asleep)
        for seed in SEEDS
        for mono in (False, True)
        for asleep in (False, True)
    ]
    assert len(set().union(*map(ids, documents))) == len(documents)


def test_two_copies_of_one_mask_keep_their_ids_apart_by_scope() -> None:
    assert ids(mask.svg(SEEDS[0], scope="a")).isdisjoint(ids(mask.svg(SEEDS[0], scope="b")))


def test_different_seeds_look_different() -> None:
    drawings = {mask.mask(seed) for seed in SEEDS}
    assert len(drawings) == len(SEEDS)
    assert len({mask.svg(seed, scope="") for seed in SEEDS}) == len(SEEDS)


def test_every_entry_of_every_part_is_drawn_about_as_often_as_the_others() -> None:
    masks = [mask.mask(sha256(b"spread %d" % n).digest()) for n in range(6000)]
    for field, parts in (
        ("palette", mask_parts.PALETTES),
        ("shape", mask_parts.SHAPES),
        ("crest", mask_parts.CRESTS),
        ("eyes", mask_parts.EYES),
        ("tilt", mask_parts.TILTS),
        ("nose", mask_parts.NOSES),
        ("mouth", mask_parts.MOUTHS),
    ):
        counts = Counter(getattr(drawn, field) for drawn in masks)
        expected = len(masks) / len(parts)
        assert set(counts) == set(parts)
        assert all(0.75 * expected < count < 1.25 * expected for count in counts.values()), (field, counts)


def test_one_part_says_nothing_of_another() -> None:
    masks = [mask.mask(sha256(b"apart %d" % n).digest()) for n in range(7200)]
    pairs = Counter((drawn.palette.en, drawn.shape.en) for drawn in masks)
    assert len(pairs) == len(mask_parts.PALETTES) * len(mask_parts.SHAPES)
    assert max(pairs.values()) < 2 * len(masks) / len(pairs)


def test_there_are_a_billion_faces_by_shape_alone() -> None:
    shapes = 1
    for parts in (
        mask_parts.SHAPES,
        mask_parts.CRESTS,
        mask_parts.PAINTS,
        set(mask_parts.FOREHEADS),
        mask_parts.EYES,
        mask_parts.TILTS,
        set(mask_parts.BROWS),
        mask_parts.NOSES,
        set(mask_parts.CHEEKS),
        mask_parts.MOUTHS,
    ):
        shapes *= len(parts)
    assert shapes > 10**9


def test_a_sleeping_mask_shuts_its_eyes_and_an_awake_one_never_does() -> None:
    shut = mask_parts.SHUT_EYE.split(' d="')[1]
    for seed in SEEDS:
        assert shut in mask.svg(seed, asleep=True)
        assert shut not in mask.svg(seed)


def test_a_mask_in_greys_has_no_colour_but_ink() -> None:
    greys = {*mask_parts.GREYS[2:], mask_parts.INK}
    for seed in SEEDS[:100]:
        document = mask.svg(seed, mono=True)
        colours = {word for word in document.replace('"', " ").split() if word.startswith("#")}
        assert colours <= greys


@pytest.mark.parametrize("palette", mask_parts.PALETTES, ids=lambda palette: palette.en)
def test_signs_can_be_seen_on_the_face_and_the_face_on_its_ground(palette: mask_parts.Palette) -> None:
    for tone in (palette.base, palette.light):
        assert contrast(mask_parts.INK, tone) >= 3
    for ground in ("#efe6e9", "#362029", "#2a131f"):  # the niche by day and by night, the niche of the chosen
        assert contrast(palette.base, ground) >= 2


def test_both_languages_name_every_part() -> None:
    for parts in (
        mask_parts.PALETTES,
        mask_parts.SHAPES,
        mask_parts.CRESTS,
        mask_parts.EYES,
        mask_parts.MOUTHS,
    ):
        for words in ({part.fr for part in parts}, {part.en for part in parts}):
            assert len(words) == len(parts) and all(words)


def test_the_pictures_on_the_stage_are_what_the_generator_draws() -> None:
    assert (STATIC / "img/stage-awake.svg").read_text() == stage.awake()
    assert (STATIC / "img/stage-asleep.svg").read_text() == stage.asleep()
