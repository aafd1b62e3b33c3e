"""What is no still picture of a bearable size and nothing else is refused by name before it is decoded."""

import io
import random
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from market.relations.pictures import container, decoder
from market.relations.pictures.container import Bad, examine
from market.relations.pictures.limits import KEPT_MOST, PIXELS_MOST, SCANS_MOST, SIDE_MOST
from tests.relations.pictures.drawing import (
    KINDS,
    a_file,
    a_scene,
    frames_of,
    jpeg_segment,
    noise,
    png_chunk,
    png_of,
    within_jpeg,
    within_png,
    within_webp,
)


def reason_of(data: bytes) -> str:
    with pytest.raises(Bad) as refused:
        decoder.drawn_anew(data)
    assert refused.value.reason in container.REASONS
    return refused.value.reason


def an_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.sh", "echo hello")
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_each_kind_is_walked_to_its_end_and_its_size_is_known(kind: str) -> None:
    found = examine(a_file(kind))
    assert (found.kind, found.width, found.height) == (kind.lower(), 120, 80)
    assert [it for it in found.also if it.strip(b"\0")] in ([], [found.also[0]])


def test_lossy_and_extended_webp_and_progressive_jpeg_are_walked_too() -> None:
    lossy = io.BytesIO()
    a_scene().save(lossy, "WEBP", quality=80)
    clear = io.BytesIO()
    a_scene().convert("RGBA").save(clear, "WEBP", quality=80, exif=Image.Exif().tobytes())
    for data in (lossy.getvalue(), clear.getvalue(), a_file("JPEG", progressive=True)):
        found = examine(data)
        assert (found.width, found.height) == (120, 80)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\0" * 40,
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<svg onload=alert(1)>",
        b"MZ\x90\0" + b"\0" * 200,
        b"\x7fELF" + b"\0" * 200,
        b"%PDF-1.7\n",
        b"BM" + b"\0" * 60,
        b"\0\0\0\x18ftypheic" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"\xff\xd8",
        b"RIFF\x10\0\0\0WAVE",
        an_archive(),
    ],
    ids=[
        "empty",
        "gif",
        "svg",
        "svg bare",
        "exe",
        "elf",
        "pdf",
        "bmp",
        "heic",
        "tiff",
        "two bytes",
        "wav",
        "zip",
    ],
)
def test_what_is_none_of_the_three_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert reason_of(data) == "not-of-kind"


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_short_anywhere_is_refused(kind: str) -> None:
    data = a_file(kind)
    dice = random.Random(kind)
    for at in {12, 40, len(data) - 1, *(dice.randrange(12, len(data)) for _ in range(40))}:
        assert reason_of(data[:at]) == "unreadable", at


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_broken_bytes_is_drawn_or_refused_and_nothing_else(kind: str) -> None:
    data, dice = a_file(kind), random.Random(kind)
    for _ in range(200):
        broken = bytearray(data)
        for _ in range(dice.randrange(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            decoder.drawn_anew(bytes(broken))
        except Bad as refused:
            assert refused.reason in container.REASONS


@pytest.mark.parametrize(
    "data",
    [
        png_of(30_000, 30_000),
        png_of(PIXELS_MOST, 2),
        within_jpeg(a_file("JPEG"), jpeg_segment(0xC0, struct.pack(">BHHB", 8, 65_000, 65_000, 0))).replace(
            struct.pack(">BHH", 8, 80, 120), struct.pack(">BHH", 8, 65_000, 65_000)
        ),
        b"RIFF"
        + struct.pack("<I", 22)
        + b"WEBPVP8X"
        + struct.pack("<I", 10)
        + b"\0" * 4
        + b"\xff\xff\xff" * 2,
    ],
    ids=["png", "png wide", "jpeg", "webp"],
)
def test_pixels_are_counted_by_what_the_header_says_before_anything_is_decoded(data: bytes) -> None:
    with pytest.raises(Bad) as refused:
        examine(data)
    assert refused.value.reason == "too-many-pixels"


def test_a_picture_at_the_limit_is_examined_and_one_line_more_is_not() -> None:
    assert examine(png_of(5000, PIXELS_MOST // 5000)).width == 5000
    with pytest.raises(Bad):
        examine(png_of(5000, PIXELS_MOST // 5000 + 1))


def test_a_header_that_contradicts_what_is_decoded_is_refused() -> None:
    twice = within_png(a_file("PNG"), png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)))
    assert reason_of(twice) == "unreadable"
    assert reason_of(png_of(0, 10)) == "unreadable"


def test_what_moves_is_refused() -> None:
    for kind in ("PNG", "WEBP"):
        assert reason_of(frames_of(kind)) == "moves"


def test_a_jpeg_with_a_second_picture_behind_it_is_its_first() -> None:
    """As many telephones write them: a smaller copy, or what makes it brighter."""
    out = io.BytesIO()
    a_scene().save(out, "MPO", save_all=True, append_images=[a_scene().rotate(90)])
    assert decoder.drawn_anew(out.getvalue()) == decoder.drawn_anew(
        out.getvalue() + b"\0\0\0\x20ftypmp42" + b"\0" * 99
    )


ANOTHER = {
    "an archive": an_archive(),
    "a page": b"<html><body onload=alert(1)>",
    "a script": b"...<SCRIPT>alert(1)</SCRIPT>",
    "php": b"<?php system($_GET['c']); ?>",
    "a document": b"%PDF-1.4\n1 0 obj",
    "a programme": b"\x7fELF\x02\x01\x01",
    "a windows programme": b"MZ\x90\0\x03",
    "a shell script": b"#!/bin/sh\nid",
    "7z": b"7z\xbc\xaf\x27\x1c\0\4",
    "rar": b"Rar!\x1a\x07\x01\0",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.mark.parametrize("another", ANOTHER.values(), ids=ANOTHER)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_something_else_as_well_is_refused(kind: str, another: bytes) -> None:
    assert reason_of(a_file(kind) + another) == "holds-more"


@pytest.mark.parametrize("another", ANOTHER.values(), ids=ANOTHER)
def test_something_else_in_a_comment_is_found_as_well(another: bytes) -> None:
    for data in (
        within_jpeg(a_file("JPEG"), jpeg_segment(0xFE, another)),
        within_jpeg(a_file("JPEG"), jpeg_segment(0xEC, another)),
        within_png(a_file("PNG"), png_chunk(b"prVt", another)),
        within_webp(a_file("WEBP"), b"XXXX", another),
    ):
        assert reason_of(data) == "holds-more"


def test_an_archive_whose_directory_ends_the_file_is_found_wherever_it_begins() -> None:
    """A reader of archives looks for its end, and takes anything before it."""
    archive = an_archive()
    assert reason_of(within_jpeg(a_file("JPEG"), jpeg_segment(0xFE, b"x" + archive))) == "holds-more"


def test_a_jpeg_of_endless_scans_is_refused_before_it_is_decoded() -> None:
    data = a_file("JPEG", progressive=True)
    at = data.index(b"\xff\xda")
    scan = data[at : data.index(b"\xff", at + 14)]
    again = data[:-2] + scan * (SCANS_MOST + 1) + data[-2:]
    assert reason_of(again) == "too-hard"


def test_a_bomb_in_a_png_text_or_profile_does_not_unfold() -> None:
    bomb = zlib.compress(b"\0" * 100_000_000, 9)
    for kind, body in ((b"zTXt", b"Comment\0\0" + bomb), (b"iCCP", b"icc\0\0" + bomb)):
        data = within_png(a_file("PNG"), png_chunk(kind, body))
        try:
            decoder.drawn_anew(data)
        except Bad as refused:
            assert refused.reason in ("unreadable", "too-hard")


def test_noise_is_made_to_fit() -> None:
    drawn = decoder.drawn_anew(noise(2000, 1500))
    assert len(drawn) <= KEPT_MOST
    with Image.open(io.BytesIO(drawn)) as image:
        assert max(image.size) <= SIDE_MOST
