"""A program of its own: a picture comes in on its standard input, and goes out drawn anew, or the word why not.

It answers `+` and a JPEG, or `-` and one of `container.REASONS`. Of what came in it keeps the pixels, turned the way
up that was asked for, in sRGB, on white. It reads nothing before it is confined. Never imported by the market.
"""

import io
import sys
import warnings

from PIL import (
    ExifTags,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from market.relations.pictures.confined import confine
from market.relations.pictures.container import Bad, Outside, examine
from market.relations.pictures.limits import BYTES_MOST, KEPT_MOST, SIDE_MOST, TRIES

_READERS: dict[str, type[ImageFile.ImageFile]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,  # and not what it becomes where several pictures hang together
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")
_LAZY = TiffImagePlugin  # what reads an orientation is imported late elsewhere, when nothing opens any more


def drawn_anew(data: bytes) -> bytes:
    """The picture as a JPEG of at most KEPT_MOST bytes that holds nothing but pixels. Raises Bad."""
    outside = examine(data)
    try:
        clean = _read(data, outside)
    except MemoryError:
        raise Bad("too-hard") from None
    except Bad:
        raise
    except Exception:  # whatever a broken file brings about in its reader
        raise Bad("unreadable") from None
    for side, quality in TRIES:
        clean.thumbnail((side, side), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        clean.save(kept, "JPEG", quality=quality, subsampling="4:2:0")
        if kept.tell() <= KEPT_MOST:
            return kept.getvalue()
    raise Bad("too-hard")


def _read(data: bytes, outside: Outside) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is broken in what is thrown away
        image = _READERS[outside.kind](io.BytesIO(data))
        if image.size != (outside.width, outside.height):
            raise Bad("unreadable")
        return _pixels(image)


def _pixels(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white, at most SIDE_MOST wide and high, and without anything else of the file."""
    profile, turn = image.info.get("icc_profile"), _turn(image)
    if image.mode in ("P", "1"):  # these cannot be made smaller smoothly
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode.startswith("I"):  # sixteen bits of grey
        image = image.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    image.thumbnail((SIDE_MOST, SIDE_MOST), Image.Resampling.LANCZOS)
    if image.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        seen = image.convert("RGBA")
        image = Image.new("RGB", seen.size, "white")
        image.paste(seen, mask=seen.getchannel("A"))
    image = _in_srgb(image, profile)
    if turn in _TURNS:
        image = image.transpose(_TURNS[turn])
    return Image.frombytes("RGB", image.size, image.tobytes())


def _turn(image: Image.Image) -> int:
    """Which way up the file wants to be seen; upright where it says nothing that can be read."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A profile that cannot be read, or is of other colours than these, is left out."""
    if profile:
        try:
            read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, read, _SRGB, outputMode="RGB")
            if changed is not None:
                return changed
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")


def main() -> None:
    Image.preinit()
    confine()
    try:
        answer = b"+" + drawn_anew(sys.stdin.buffer.read(BYTES_MOST + 1))
    except Bad as bad:
        answer = b"-" + bad.reason.encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
