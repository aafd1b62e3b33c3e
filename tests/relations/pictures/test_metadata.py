"""Whatever a picture's file says beside its pixels, none of it is in the bytes that leave."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageChops, ImageCms, ImageStat, PngImagePlugin

from market.relations.pictures import decoder, jpeg
from tests.relations.pictures.drawing import (
    KINDS,
    a_file,
    a_scene,
    jpeg_segment,
    opened,
    png_chunk,
    quarters,
    within_jpeg,
    within_png,
    within_webp,
)

WORDS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=12, max_size=40)
EXIF = (
    *(ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.Software, ExifTags.Base.DateTime),
    *(
        ExifTags.Base.Artist,
        ExifTags.Base.Copyright,
        ExifTags.Base.ImageDescription,
        ExifTags.Base.HostComputer,
    ),
)
XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description photoshop:City="{0}" xmp:CreateDate="{0}"/></x:xmpmeta>'


def exif_of(words: list[str]) -> bytes:
    """Maker, model, times, place and a note, each of which says one of the words."""
    exif = Image.Exif()
    for tag, word in zip(EXIF, words * len(EXIF), strict=False):
        exif[tag] = word
    details, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    details[ExifTags.Base.DateTimeOriginal] = words[-1]
    details[ExifTags.Base.BodySerialNumber] = words[0]
    details[ExifTags.Base.UserComment] = b"UNICODE\0" + words[0].encode("utf-16-le")
    place[ExifTags.GPS.GPSLatitude], place[ExifTags.GPS.GPSDateStamp] = (48.0, 51.0, 29.6), words[0]
    return exif.tobytes()


def a_profile(word: str) -> bytes:
    """A profile of colours that bears a word: its description is as long, so that the file stays one."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile + word.encode()


def laden(kind: str, words: list[str]) -> bytes:
    """A file of that kind with the words in every place that we know of."""
    exif, xmp = exif_of(words), XMP.format(words[0]).encode()
    more = {"exif": exif, "icc_profile": a_profile(words[0])}
    said = words[-1].encode()
    if kind == "JPEG":
        file = a_file("JPEG", quality=90, comment=said, dpi=(317, 317), xmp=xmp, **more)
        app = [jpeg_segment(marker, b"Photoshop 3.0\0" + said) for marker in (0xE3, 0xED, 0xEF)]
        return within_jpeg(file, *app, jpeg_segment(0xFE, said)) + said
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        for key in ("Author", "Creation Time", "Comment"):
            text.add_text(key, words[0], zip=key == "Comment")
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        file = a_file("PNG", pnginfo=text, dpi=(317, 317), **more)
        time = png_chunk(b"tIME", b"\x07\xea\x0b\x1b\x0f\x06\x34")
        return within_png(file, time, png_chunk(b"prVt", said)) + said
    return within_webp(a_file("WEBP", xmp=xmp, **more), b"QQQQ", said) + said


def says(data: bytes, word: str) -> bool:
    return any(word.encode(code) in data for code in ("ascii", "utf-16-le", "utf-16-be"))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=4))
def test_nothing_that_a_file_says_beside_its_pixels_is_in_what_leaves(kind: str, words: list[str]) -> None:
    file = laden(kind, words)
    assert says(file, words[0]) and says(file, words[-1])  # the control: they are in what came
    drawn = decoder.drawn_anew(file)
    assert not any(says(drawn, word) for word in words)
    assert jpeg.size_of(drawn) == (120, 80)  # to the byte nothing but what our own way of writing makes
    with opened(drawn) as image:
        assert (
            image.format == "JPEG"
            and not image.getexif()
            and set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        )
        off = ImageStat.Stat(ImageChops.difference(image.convert("RGB"), a_scene())).mean
    assert max(off) < 12  # and it is the picture


@pytest.mark.parametrize("kind", KINDS)
def test_two_files_with_the_same_pixels_leave_as_the_same_bytes(kind: str) -> None:
    """Whatever device wrote which of them, and when."""
    other = "WEBP" if kind == "PNG" else "PNG"
    plain = a_scene() if kind != "JPEG" else opened(a_file("JPEG", quality=90))
    bare = a_file(other, plain.convert("RGB"))
    assert decoder.drawn_anew(laden(kind, ["SOMEBODYSWORD"])) == decoder.drawn_anew(bare)


def turned(kind: str, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return a_file(kind, exif=exif.tobytes())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("orientation", "seen"),
    [(1, "rgbw"), (2, "grwb"), (3, "wbgr"), (4, "bwrg"), (5, "rbgw"), (6, "brwg"), (7, "wgbr"), (8, "gwrb")],
)
def test_a_picture_leaves_the_way_up_that_its_file_asks_for(kind: str, orientation: int, seen: str) -> None:
    drawn = opened(decoder.drawn_anew(turned(kind, orientation)))
    assert "".join(quarters(drawn)) == seen
    assert drawn.size == ((120, 80) if orientation < 5 else (80, 120))
    assert ExifTags.Base.Orientation not in drawn.getexif()


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_is_none_turns_nothing(orientation: int) -> None:
    assert quarters(opened(decoder.drawn_anew(turned("JPEG", orientation)))) == list("rgbw")


def test_broken_exif_costs_the_picture_nothing() -> None:
    file = within_jpeg(a_file("JPEG"), jpeg_segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff"))
    assert quarters(opened(decoder.drawn_anew(file))) == list("rgbw")


def test_colours_of_another_profile_are_seen_as_they_were() -> None:
    """Of a profile that makes everything lighter nothing is left but lighter pixels."""
    lab = Image.new("LAB", (8, 8), (128, 200, 128))
    seen = ImageCms.profileToProfile(
        lab, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert seen is not None
    grey = a_file("PNG", Image.new("RGB", (60, 60), (120, 130, 140)), icc_profile=b"no profile at all")
    for drawn in (decoder.drawn_anew(grey), decoder.drawn_anew(a_file("PNG", seen.resize((60, 60))))):
        assert opened(drawn).info.get("icc_profile") is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_each_mode_is_drawn_on_white(mode: str) -> None:
    scene = Image.new("L", (40, 40), 200).convert(mode) if mode == "I;16" else a_scene().convert(mode)
    drawn = opened(decoder.drawn_anew(a_file("PNG", scene)))
    assert drawn.mode == "RGB"
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert quarters(opened(decoder.drawn_anew(a_file("PNG", clear)))) == ["w"] * 4


def test_sixteen_bits_of_grey_stay_as_bright() -> None:
    file = a_file("PNG", Image.new("I;16", (40, 40), 40_000))
    pixel = opened(decoder.drawn_anew(file)).getpixel((20, 20))
    assert isinstance(pixel, tuple) and all(abs(it - 40_000 // 257) < 3 for it in pixel)


def test_cmyk_is_drawn() -> None:
    out = io.BytesIO()
    a_scene().convert("CMYK").save(out, "JPEG", quality=95)
    assert quarters(opened(decoder.drawn_anew(out.getvalue()))) == list("rgbw")


def test_bytes_that_are_not_ours_are_not_let_through() -> None:
    drawn = decoder.drawn_anew(a_file("JPEG"))
    assert jpeg.size_of(drawn) == (120, 80)
    scan = drawn.index(b"\xff\xda")
    for changed in (
        drawn + b"\0",
        drawn[:-2],
        drawn[:-1],
        within_jpeg(drawn, jpeg_segment(0xFE, b"hello")),
        drawn[:20] + jpeg_segment(0xFE, b"hello") + drawn[20:],
        drawn[:scan] + jpeg_segment(0xE1, b"Exif\0\0") + drawn[scan:],
        drawn[:-2] + jpeg_segment(0xFE, b"hello") + drawn[-2:],
        drawn[:-2] + b"\xff\xd9" + drawn[-2:],
        b"",
        a_file("PNG"),
        a_file("JPEG", dpi=(72, 72)),
        a_file("JPEG", progressive=True),
        a_file("JPEG", exif=exif_of(["SOMEBODYSWORD"])),
    ):
        with pytest.raises(jpeg.NotOurs):
            jpeg.size_of(changed)
